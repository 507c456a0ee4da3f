"""Work is queued in the transaction of what it is about, as a kind and an id, and costs the pages little."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.work.looking import statuses, workflows

if TYPE_CHECKING:
    from engine.store import Store
    from engine.work import Queue


class Undone(Exception):
    """What the caller met."""


def fail_after(store: Store, queue: Queue) -> None:
    """Queue work, then fail."""
    with store.begin() as conn:
        queue.enqueue(conn, "deliver", "a", store.keeper.clock.now())
        raise Undone


def test_work_is_there_when_its_transaction_is_committed_and_never_before(store: Store, queue: Queue) -> None:
    now = store.keeper.clock.now()
    with pytest.raises(Undone):
        fail_after(store, queue)
    assert statuses(store) == []
    with store.begin() as conn:
        queue.enqueue(conn, "deliver", "a", now)
    assert statuses(store) == ["ENQUEUED"]


def test_a_row_of_the_queue_is_json_and_holds_a_kind_and_an_id(store: Store, queue: Queue) -> None:
    with store.begin() as conn:
        queue.enqueue(conn, "receipt", "0b0e", store.keeper.clock.now())
    ((name, _, inputs, serialization, version),) = workflows(store)
    assert json.loads(inputs)["positionalArgs"] == ["receipt", "0b0e"]
    assert (name, version) == ("formune.attempt", "1")
    assert "pickle" not in serialization


def test_work_due_soon_is_delayed_and_work_due_later_stays_in_our_own_tables(
    store: Store, queue: Queue
) -> None:
    now = store.keeper.clock.now()
    with store.begin() as conn:
        queue.enqueue(conn, "deliver", "soon", now + timedelta(seconds=50))
        queue.enqueue(conn, "deliver", "later", now + timedelta(seconds=70))
    assert statuses(store) == ["DELAYED"]


def test_what_is_due_is_taken_up_once(store: Store, queue: Queue) -> None:
    assert queue.take_up("deliver", "a")
    assert not queue.take_up("deliver", "a")
    assert queue.take_up("mail", "a")
    assert statuses(store) == ["ENQUEUED", "ENQUEUED"]


def test_preparing_again_changes_nothing_and_takes_no_work(store: Store, queue: Queue) -> None:
    with store.begin() as conn:
        queue.enqueue(conn, "deliver", "a", store.keeper.clock.now())
    before = workflows(store)
    queue.prepare()
    assert workflows(store) == before
