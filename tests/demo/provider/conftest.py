"""The demonstration provider, alone and behind a real server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.clock import FrozenClock
from engine.demo.provider import DemoClient, create_provider
from tests.identity.hostile import serving

ISSUER = "http://127.0.0.1:8001"
CITY = DemoClient(
    "tilleray",
    "a-demo-secret-of-tilleray",
    ("http://127.0.0.1:8000/v/tilleray/connexion/demo/retour",),
    ("http://127.0.0.1:8000/v/tilleray/connexion/demo/sortie",),
)
OTHER = DemoClient(
    "autre", "a-demo-secret-of-another", ("http://127.0.0.1:8000/v/autre/connexion/demo/retour",)
)


@dataclass
class Desk:
    """A provider, its clock, and a browser before it."""

    browser: FlaskClient
    clock: FrozenClock


@pytest.fixture
def desk() -> Desk:
    clock = FrozenClock(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    app = create_provider(ISSUER, [CITY, OTHER], demo=True, clock=clock)
    app.testing = True
    return Desk(app.test_client(), clock)


@dataclass
class Served:
    """A provider at a real address."""

    issuer: str
    clock: FrozenClock


@pytest.fixture
def served() -> Iterator[Served]:
    clock = FrozenClock(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))

    def make(address: str) -> Flask:
        return create_provider(address, [CITY, OTHER], demo=True, clock=clock)

    with serving(make) as issuer:
        yield Served(issuer, clock)
