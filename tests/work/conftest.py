"""A store with the queue's tables beside its own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.clock import SystemClock
from engine.store import Secrets, Store, open_store
from engine.work import Queue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """Give an empty store for one city."""
    secrets = Secrets(tmp_path / "secrets")
    secrets.create_city("tilleray", "Ville de Tilleray")
    opened = open_store(store_url, secrets, tmp_path / "files", SystemClock())
    yield opened
    opened.close()


@pytest.fixture
def queue(store: Store) -> Queue:
    """Give the store's queue, ready."""
    made = Queue(store)
    made.prepare()
    return made
