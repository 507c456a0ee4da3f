"""The two kinds of database Formune keeps its files in: a test that asks for `store_url` runs on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.store.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the SQLAlchemy address of an empty database, a SQLite file then a PostgreSQL server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'formune.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


def root_of(store: Store) -> Path:
    """Give the folder of a store's sealed files."""
    assert isinstance(store.keeper.files, Folder)
    return store.keeper.files.root


def sealed_files(store: Store) -> list[Path]:
    """Give the sealed files in a store's folder, in order."""
    return sorted(path for path in root_of(store).rglob("*") if path.is_file())
