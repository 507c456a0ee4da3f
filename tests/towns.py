"""The demo cities on a real store, with a clock that tests move: what every test of pages stands on."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from engine.catalogue import Catalogue
from engine.cities import Cities
from engine.clock import FrozenClock
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.documents.gate import Gate
from engine.geography.addresses import Addresses
from engine.identity.relying_party import RelyingParty
from engine.resources import forms_root, schemas_root
from engine.store import Secrets, Store, open_store
from engine.store.files import FileStore
from engine.web.app import create_app
from engine.web.login import country_of
from engine.web.services import Services
from tests.services.stores import sqlite_with_tables
from tests.services.templates import quick

PORTS = DemoPorts(8000, 8001, 8002)
HOST = f"127.0.0.1:{PORTS.web}"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CATALOGUE = Catalogue.from_source(forms_root(), schemas_root())


class Browser(FlaskClient):
    """A browser that asks the address in the cities' files."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 -- as the parent takes them
        """Send a request; what carried a large body is closed, which the parent leaves to chance."""
        reply = super().open(*args, base_url=f"http://{HOST}", **kwargs)
        reply.request.environ["wsgi.input"].close()
        return reply


@dataclass(slots=True)
class Towns:
    """Two cities, their store, and what was queued."""

    store: Store
    cities: Cities
    clock: FrozenClock
    services: Services
    app: Flask
    queued: list[tuple[str, str]]

    def client(self) -> FlaskClient:
        """Give a new browser."""
        return Browser(self.app)


def settle_in(cities: Cities, file: Path, slug: str, facts: Mapping[str, Any]) -> None:
    """Write an example's lists and parameters in a demo city's file, in place of those that it has."""
    text = file.read_text(encoding="utf-8")
    for name, rows in facts.get("lists", {}).items():
        text = re.sub(rf"(?m)^\[\[lists\.{name}\]\]\n(?:(?!\[).*\n?)*", "", text)
        text += "".join(f"\n[[lists.{name}]]\n{_lines(row)}" for row in rows)
    text = re.sub(rf"(?m)^\[demarches\.{slug}\.parametres\]\n(?:(?!\[).*\n?)*", "", text)
    if not re.search(rf"(?m)^\[demarches\.{slug}[].]", text):
        text += f"\n[demarches.{slug}]\n"
    text += f"\n[demarches.{slug}.parametres]\n{_lines(facts.get('parameters', {}))}"
    file.write_text(text, encoding="utf-8")
    cities.get(file.stem)
    assert list(cities.problems()) == []


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


@contextmanager
def towns(  # noqa: PLR0913, PLR0917 -- each has its default
    folder: Path,
    url: str | None = None,
    now: datetime = NOW,
    origin: str = "portail",
    ports: DemoPorts = PORTS,
    gate: Gate | None = None,
    files: FileStore | None = None,
    addresses: Addresses | None = None,
) -> Iterator[Towns]:
    """Open both demo cities in `folder`; `url` is the database, SQLite if none; files pass `gate`, then `files`.

    `addresses` is the service that the host names, none when absent.
    """
    cities = write_demo_cities(folder / "cities", folder / "secrets", ports, folder / "drop")
    clock = FrozenClock(now)
    with opened(folder, cities, clock, url, origin, files) as (services, queued):
        made = replace(services, gate=gate or services.gate, addresses=addresses)
        yield Towns(made.store, cities, clock, made, quick(create_app(made)), queued)


@contextmanager
def opened(  # noqa: PLR0913, PLR0917 -- what `towns` was given
    folder: Path,
    cities: Cities,
    clock: FrozenClock,
    url: str | None,
    origin: str,
    files: FileStore | None = None,
) -> Iterator[tuple[Services, list[tuple[str, str]]]]:
    """Give what the pages work with, over a fresh database, and what they queue; secrets are in `folder`."""
    database = url or sqlite_with_tables(folder)
    store = open_store(database, Secrets(folder / "secrets"), files or folder / "files", clock)
    queued: list[tuple[str, str]] = []

    def enqueue(_conn: Connection, kind: str, row_id: str, _not_before: datetime) -> None:
        queued.append((kind, row_id))

    services = Services(
        store=store,
        cities=cities,
        catalogue=CATALOGUE,
        relying_party=RelyingParty(country_of),
        enqueue=enqueue,
        clock=clock,
        demo=True,
        origin=origin,
    )
    try:
        yield services, queued
    finally:
        store.close()
