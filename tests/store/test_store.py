"""Opening the store: durable settings, two kinds of transactions, clear refusals."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.store import NotAStoreConnection, Store, drafts, open_store, sessions
from engine.store.columns import NaiveInstant
from engine.store.store import UnsupportedDatabase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.clock import FrozenClock
    from engine.store import Secrets
    from engine.store.drafts import Draft


def test_sqlite_is_opened_for_durability(secrets: Secrets, tmp_path: Path, clock: FrozenClock) -> None:
    store = open_store(f"sqlite:///{tmp_path}/new/folder/formune.sqlite", secrets, tmp_path, clock)
    with store.begin() as conn:
        found = {name: conn.execute(text(f"PRAGMA {name}")).scalar() for name in _PRAGMAS}
    store.close()
    assert found == _PRAGMAS


def test_a_database_error_does_not_show_values(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught, store.begin() as conn:
        conn.execute(text("SELECT :word FROM nowhere"), {"word": "Le Goff"})
    assert "Le Goff" not in str(caught.value)


_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 30000,
    "secure_delete": 1,
}


def test_a_reading_transaction_cannot_write(store: Store, begin_draft: Callable[..., Draft]) -> None:
    with pytest.raises(DBAPIError), store.read() as conn:
        begin_draft(conn)
    with store.begin() as conn:
        begin_draft(conn)


def test_an_exception_rolls_the_whole_transaction_back(
    store: Store, begin_draft: Callable[..., Draft]
) -> None:
    kept: list[str] = []

    def fail() -> None:
        with store.begin() as conn:
            kept.append(begin_draft(conn).id)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with store.read() as conn:
        assert drafts.load(conn, "tilleray", kept[0]) is None


def test_writers_that_read_first_wait_for_each_other(store: Store) -> None:
    token = "token"
    with store.begin() as conn:
        sessions.create(conn, "tilleray", token, {"count": 0})
    failures: list[Exception] = []

    def count() -> None:
        try:
            for _ in range(10):
                with store.begin() as conn:
                    sessions.load(conn, "tilleray", token)
                    sessions.create(conn, "tilleray", sessions.new_token(), {})
        except DBAPIError as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_connection_of_another_origin_has_no_keys(store: Store) -> None:
    bare = store.engine.execution_options(formune_keeper=None)
    with bare.connect() as conn, pytest.raises(NotAStoreConnection):
        sessions.create(conn, "tilleray", "token", {})


def test_an_instant_without_a_zone_is_refused(store: Store, clock: FrozenClock) -> None:
    with store.begin() as conn, pytest.raises(NaiveInstant):
        sessions.expire(conn, clock.now().replace(tzinfo=None))


@pytest.mark.parametrize("url", ["mysql://localhost/formune", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_keeps_nothing_is_refused(
    url: str, secrets: Secrets, tmp_path: Path, clock: FrozenClock
) -> None:
    with pytest.raises(UnsupportedDatabase):
        open_store(url, secrets, tmp_path, clock)
