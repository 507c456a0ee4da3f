"""A store for each test, with keys of Tilleray made today: a seal older than its certificate would not hold."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.clock import FrozenClock
from engine.store import Secrets, Store, open_store


@pytest.fixture
def store(tmp_path: Path, store_url: str) -> Iterator[Store]:
    secrets = Secrets(tmp_path / "secrets")
    secrets.create_host()
    secrets.create_city("tilleray", "Ville de Tilleray")
    opened = open_store(store_url, secrets, tmp_path / "files", FrozenClock(datetime.now(UTC)))
    yield opened
    opened.close()
