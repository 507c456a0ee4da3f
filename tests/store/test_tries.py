"""Tries of a secret wait longer and longer, whatever is tried."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.store import Store, tries
from engine.store.tables import tries as table

if TYPE_CHECKING:
    from engine.clock import FrozenClock

ZERO = timedelta()


def test_the_first_tries_wait_for_nothing_and_each_next_twice_as_long(
    store: Store, clock: FrozenClock
) -> None:
    waits: list[timedelta] = []
    for _try in range(6):
        with store.begin() as conn:
            assert tries.count(conn, "tilleray", "code", "7KQXM4TD") == ZERO
            waits.append(tries.count(conn, "tilleray", "code", "7KQXM4TD") if len(waits) >= 2 else ZERO)
        clock.advance(waits[-1])
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [0, 0, 1, 2, 4, 8]


def test_a_wait_never_grows_beyond_a_day_and_is_forgotten_in_two(store: Store, clock: FrozenClock) -> None:
    wait = ZERO
    for _try in range(20):
        with store.begin() as conn:
            tries.count(conn, "tilleray", "code", "7KQXM4TD")
            wait = tries.count(conn, "tilleray", "code", "7KQXM4TD")
        clock.advance(wait)
    assert wait == tries.LONGEST
    clock.advance(tries.KEPT)
    with store.begin() as conn:
        assert [tries.count(conn, "tilleray", "code", "7KQXM4TD") for _ in range(2)] == [ZERO, ZERO]


def test_another_code_another_city_and_what_was_right_wait_for_nothing(store: Store) -> None:
    with store.begin() as conn:
        for _try in range(3):
            tries.count(conn, "tilleray", "code", "7KQXM4TD")
        assert tries.count(conn, "tilleray", "code", "7KQXM4TD") > ZERO
        assert tries.count(conn, "tilleray", "code", "7KQXM4TF") == ZERO
        assert tries.count(conn, "grandval", "code", "7KQXM4TD") == ZERO
        assert tries.count(conn, "tilleray", "link", "7KQXM4TD") == ZERO
        tries.forget(conn, "tilleray", "code", "7KQXM4TD")
        assert tries.count(conn, "tilleray", "code", "7KQXM4TD") == ZERO


def test_a_row_says_nothing_of_what_was_tried_and_leaves_in_time(store: Store, clock: FrozenClock) -> None:
    with store.begin() as conn:
        tries.count(conn, "tilleray", "mail", "claire@exemple.fr")
        row = conn.execute(select(table)).one()
        assert "claire" not in str(row)
        assert tries.expire(conn) == 0
    clock.advance(tries.KEPT)
    with store.begin() as conn:
        assert tries.expire(conn) == 1


def test_ten_tries_at_once_are_ten(store: Store) -> None:
    allowed = []

    def attempt() -> None:
        with store.begin() as conn:
            allowed.append(tries.count(conn, "tilleray", "code", "7KQXM4TD") == ZERO)

    threads = [threading.Thread(target=attempt) for _ in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(allowed) == tries.FREE
    with store.read() as conn:
        assert conn.execute(select(func.count()).select_from(table)).scalar_one() == 1
