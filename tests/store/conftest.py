"""A store for each test, on SQLite and on PostgreSQL, with two cities and a clock that stands still."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from engine.clock import FrozenClock
from engine.store import Secrets, Store, drafts, open_store, submissions
from engine.store.codes import new_code
from engine.store.drafts import DraftBody
from engine.store.references import new_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from engine.store.drafts import Draft
    from engine.store.submissions import Submission

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FrozenClock:
    """Give a clock that stands at noon of a Monday."""
    return FrozenClock(NOON)


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    """Give the secrets of two demonstration cities."""
    made = Secrets(tmp_path / "secrets")
    made.create_host()
    made.create_city("tilleray", "Ville de Tilleray")
    made.create_city("grandval", "Ville de Grandval")
    return made


@pytest.fixture
def store(store_url: str, tmp_path: Path, secrets: Secrets, clock: FrozenClock) -> Iterator[Store]:
    """Give an empty store at the newest revision."""
    opened = open_store(store_url, secrets, tmp_path / "files", clock)
    yield opened
    opened.close()


@pytest.fixture
def begin_draft() -> Callable[..., Draft]:
    """Give a function that begins a draft in Tilleray, or in another city."""

    def begin(conn: Connection, body: DraftBody | None = None, city: str = "tilleray") -> Draft:
        return drafts.create(
            conn, city, "recensement-citoyen", "1.0.0", "a" * 64, "b" * 64, body or DraftBody()
        )

    return begin


@pytest.fixture
def deposit() -> Callable[..., Submission]:
    """Give a function that deposits a draft as it is."""

    def insert(conn: Connection, draft: Draft, reference: str = "", second_code: str = "") -> Submission:
        return submissions.insert(
            conn,
            draft,
            reference=reference or new_reference(),
            deposited_at=NOON,
            channel="portail",
            receipt_channel="ecran",
            seal="e30.e30.c2VhbA",
            payload={"answers": draft.body.document},
            second_code=second_code or new_code(),
        )

    return insert
