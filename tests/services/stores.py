"""The two kinds of database Formune keeps its files in: a test that asks for `store_url` runs on both.

Its tables are there: Alembic makes them once a process, and each test has a copy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from engine.store import migrate
from engine.store.folder import Folder

if TYPE_CHECKING:
    from engine.store import Store

_BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.server))


@pytest.fixture(params=_BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the SQLAlchemy address of a database at the newest revision, a SQLite file then a PostgreSQL server."""
    if request.param == "sqlite":
        return sqlite_with_tables(tmp_path)
    return str(request.getfixturevalue("postgres_tables_url"))


@pytest.fixture(params=_BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the SQLAlchemy address of an empty database, a SQLite file then a PostgreSQL server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'formune.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


def sqlite_with_tables(folder: Path) -> str:
    """Give the address of the SQLite database of a folder, made at the newest revision when it is not there."""
    file = folder / "formune.sqlite"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_tables())
    return f"sqlite:///{file}"


@cache
def _tables() -> bytes:
    """Make a database that holds its tables and nothing else."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tables.sqlite"
        migrate.upgrade(f"sqlite:///{file}")
        return file.read_bytes()


def root_of(store: Store) -> Path:
    """Give the folder of a store's sealed files."""
    assert isinstance(store.keeper.files, Folder)
    return store.keeper.files.root


def sealed_files(store: Store) -> list[Path]:
    """Give the sealed files in a store's folder, in order."""
    return sorted(path for path in root_of(store).rglob("*") if path.is_file())
