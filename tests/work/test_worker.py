"""A worker does what is queued and what is due, outlives failures, and takes up what a killed one left.

On SQLite these tests run with every socket blocked: the queue's library opens none.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.store import jobs, leases
from engine.work import Worker
from tests.services.stores import root_of
from tests.work.looking import Ahead, statuses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.store import Store
    from engine.work import Queue

SECRET = "Ximénès-Quillien"


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """Run a worker meanwhile."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    """Wait until something holds."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if holds():
            return True
        time.sleep(0.05)
    return False


def handlers(done: list[tuple[str, str]]) -> Mapping[str, Callable[[str], None]]:
    """Give handlers that note what they did; a mail fails, quoting somebody."""

    def fail(row_id: str) -> None:
        done.append(("mail", row_id))
        raise RuntimeError(SECRET)

    return {
        "deliver": lambda row_id: done.append(("deliver", row_id)),
        "receipt": lambda row_id: done.append(("receipt", row_id)),
        "mail": fail,
    }


def test_a_worker_does_each_kind_and_outlives_a_failure(
    store: Store, queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[tuple[str, str]] = []
    kept: list[bool] = []
    now = store.keeper.clock.now()
    with store.begin() as conn:
        queue.enqueue(conn, "mail", "m", now)
        queue.enqueue(conn, "receipt", "r", now)
        queue.enqueue(conn, "deliver", "d", now + timedelta(seconds=1))
    worker = Worker(store, handlers(done), store.keeper.clock, "w", housekeeping=lambda: kept.append(True))
    with working(worker):
        assert eventually(lambda: len(done) == 3)
        assert eventually(lambda: statuses(store) == ["SUCCESS"] * 3)
        with store.read() as conn:
            assert len(leases.dead(conn, now + timedelta(days=1))) == 1
    assert sorted(done) == [("deliver", "d"), ("mail", "m"), ("receipt", "r")]
    assert kept == [True]
    assert "mail m failed: RuntimeError" in caplog.text
    assert SECRET not in caplog.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR][1:] == []
    with store.read() as conn:
        assert leases.dead(conn, now + timedelta(days=1)) == ()
    assert queue.purge() == 0
    assert queue.purge(timedelta(seconds=-5)) == 3
    assert statuses(store) == []


def test_what_is_due_and_queued_by_nobody_is_found(store: Store, queue: Queue) -> None:
    done: list[tuple[str, str]] = []
    now = store.keeper.clock.now()
    with store.begin() as conn:
        due = jobs.insert(conn, "receipt", "s", now - timedelta(hours=1))
        jobs.insert(conn, "receipt", "s", now + timedelta(hours=1))
    worker = Worker(store, handlers(done), store.keeper.clock, "w")
    assert worker.reconcile() == 1
    assert worker.reconcile() == 0
    assert Worker(store, {}, store.keeper.clock, "w").reconcile() == 0
    assert statuses(store) == ["ENQUEUED"]
    with working(worker):
        assert eventually(lambda: ("receipt", due.id) in done)
        with store.begin() as conn:
            meanwhile = jobs.insert(conn, "receipt", "t", now - timedelta(hours=1))
        assert eventually(lambda: ("receipt", meanwhile.id) in done)
    assert queue.purge(timedelta(seconds=-5)) >= 1


@pytest.mark.slow
def test_what_a_killed_worker_had_begun_is_done_by_another(
    store: Store, store_url: str, queue: Queue
) -> None:
    done: list[tuple[str, str]] = []
    now = store.keeper.clock.now()
    with store.begin() as conn:
        queue.enqueue(conn, "deliver", "d", now)
    command = [sys.executable, "-m", "tests.work.stuck_worker", store_url, str(root_of(store).parent)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert said == "began d\n"
    assert statuses(store) == ["PENDING"]
    with working(Worker(store, handlers(done), store.keeper.clock, "patient")):
        time.sleep(2)
        assert done == []
    with working(Worker(store, handlers(done), Ahead(timedelta(minutes=1)), "heir")):
        assert eventually(lambda: done == [("deliver", "d")])
        assert eventually(lambda: statuses(store) == ["SUCCESS"])
