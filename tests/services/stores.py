"""The two kinds of database Formune keeps its files in: a test that asks for `store_url` runs on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the SQLAlchemy address of an empty database, a SQLite file then a PostgreSQL server."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'formune.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))
