"""A store for each test, with the keys of Tilleray."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.clock import FrozenClock
from engine.store import Secrets, Store, migrate, open_store

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, store_url: str) -> Iterator[Store]:
    secrets = Secrets(tmp_path / "secrets")
    secrets.create_host()
    secrets.create_city("tilleray", "Ville de Tilleray")
    opened = open_store(store_url, secrets, tmp_path / "files", FrozenClock(NOON))
    migrate.upgrade(opened)
    yield opened
    opened.close()
