"""The demo cities on a real store, with a clock that tests move: what every test of pages stands on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from engine.catalogue import Catalogue
from engine.cities import Cities
from engine.clock import FrozenClock
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.identity.relying_party import RelyingParty
from engine.resources import forms_root, schemas_root
from engine.store import Secrets, Store, migrate, open_store
from engine.web.app import create_app
from engine.web.services import Services
from engine.web.wiring import country_of

HOST = "127.0.0.1:8000"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CATALOGUE = Catalogue.from_source(forms_root(), schemas_root())


@dataclass(slots=True)
class Towns:
    """Two cities, their store, and what was queued."""

    store: Store
    cities: Cities
    clock: FrozenClock
    services: Services
    app: Flask
    queued: list[tuple[str, str]] = field(default_factory=list)

    def client(self) -> FlaskClient:
        """Give a new browser."""
        client = self.app.test_client()
        client.environ_base["HTTP_HOST"] = HOST
        return client


@contextmanager
def towns(folder: Path, url: str | None = None, now: datetime = NOW, origin: str = "portail") -> Iterator[Towns]:
    """Open both demo cities in `folder`; `url` is the database, SQLite when absent."""
    ports = DemoPorts(8000, 8001, 8002)
    cities = write_demo_cities(folder / "cities", folder / "secrets", ports, folder / "drop")
    clock = FrozenClock(now)
    database = url or f"sqlite:///{folder}/formune.sqlite"
    migrate.upgrade(database)
    store = open_store(database, Secrets(folder / "secrets"), folder / "files", clock)
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
        yield Towns(store, cities, clock, services, create_app(services), queued)
    finally:
        store.close()
