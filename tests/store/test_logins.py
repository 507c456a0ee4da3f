"""Logins: one state, one browser, one use, whatever comes at the same moment."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.store import Store, logins
from engine.store.tables import login as table

if TYPE_CHECKING:
    from engine.clock import FrozenClock

BODY = {"nonce": "n-once", "verifier": "v" * 43}


def put(store: Store, clock: FrozenClock, state: str = "state-1") -> None:
    with store.begin() as conn:
        expires_at = clock.now() + timedelta(minutes=10)
        logins.put(conn, "tilleray", state, "browser-1", "demo", BODY, expires_at)


def test_a_login_is_given_once(store: Store, clock: FrozenClock) -> None:
    put(store, clock)
    with store.begin() as conn:
        taken = logins.take(conn, "tilleray", "state-1", "browser-1")
        assert taken is not None
        assert (taken.provider, taken.body) == ("demo", BODY)
        assert "n-once" not in repr(taken)
        assert logins.take(conn, "tilleray", "state-1", "browser-1") is None


def test_another_browser_city_or_state_takes_nothing_and_spoils_nothing(
    store: Store, clock: FrozenClock
) -> None:
    put(store, clock)
    with store.begin() as conn:
        assert logins.take(conn, "tilleray", "state-1", "browser-2") is None
        assert logins.take(conn, "grandval", "state-1", "browser-1") is None
        assert logins.take(conn, "tilleray", "state-2", "browser-1") is None
        assert logins.take(conn, "tilleray", "state-1", "browser-1") is not None


def test_a_late_login_is_refused_and_swept(store: Store, clock: FrozenClock) -> None:
    put(store, clock)
    clock.advance(timedelta(minutes=10))
    with store.begin() as conn:
        assert logins.take(conn, "tilleray", "state-1", "browser-1") is None
        assert logins.expire(conn, clock.now()) == 1


def test_of_many_takers_at_once_exactly_one_gets_the_login(store: Store, clock: FrozenClock) -> None:
    for round_number in range(5):
        state = f"state-{round_number}"
        put(store, clock, state)
        results: list[bool] = []
        start = threading.Barrier(8)

        def take(state: str, start: threading.Barrier, results: list[bool]) -> None:
            start.wait()
            with store.begin() as conn:
                results.append(logins.take(conn, "tilleray", state, "browser-1") is not None)

        threads = [threading.Thread(target=take, args=(state, start, results)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == [False] * 7 + [True]


def test_the_row_holds_neither_state_browser_nor_nonce(store: Store, clock: FrozenClock) -> None:
    put(store, clock)
    with store.read() as conn:
        row = str(conn.execute(select(table)).one())
    assert not any(word in row for word in ("state-1", "browser-1", "n-once"))
