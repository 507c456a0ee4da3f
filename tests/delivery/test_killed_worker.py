"""A worker killed while the back office holds its request: another finishes, and the record is there once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.delivery import Deliverer
from engine.store import deliveries
from engine.store.claims import LEASE
from engine.work import Queue, Worker
from tests.delivery.conftest import HTTP, Script, deposit_in, write_cities
from tests.work.looking import Ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.cities import Cities
    from engine.store import Store


@pytest.fixture
def script() -> Script:
    """Give a back office that stores what it receives."""
    return Script()


@pytest.fixture
def cities(tmp_path: Path, serve: Callable[[Any], int], script: Script) -> Cities:
    """Give the demo cities, the HTTP one in front of the script."""
    return write_cities(tmp_path, serve(script))


@pytest.mark.server
@pytest.mark.slow
def test_another_worker_ends_the_attempt_of_a_killed_one_and_the_target_holds_it_once(
    store: Store, store_url: str, tmp_path: Path, script: Script, cities: Cities
) -> None:
    queue = Queue(store)
    queue.prepare()
    now = store.keeper.clock.now()
    delivery = deposit_in(store, HTTP, now)
    with store.begin() as conn:
        queue.enqueue(conn, "deliver", delivery.id, now)
    script.go.clear()
    command = [sys.executable, "-m", "tests.delivery.killed_worker", store_url, str(tmp_path)]
    with subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2]) as victim:
        assert script.arrived.wait(30)
        victim.send_signal(signal.SIGKILL)
    script.go.set()
    later = Ahead(LEASE + timedelta(seconds=30))
    heir = Worker(store, {"deliver": Deliverer(store, cities, later)}, later, "heir")
    stop = threading.Event()
    thread = threading.Thread(target=heir.run, args=(stop,))
    thread.start()
    try:
        assert arrived(store, delivery.id)
    finally:
        stop.set()
        thread.join()
    assert len(script.documents) == 1
    assert [path for method, path in script.requests if path in script.documents] == script.documents * 2
    with store.read() as conn:
        row = deliveries.get(conn, delivery.id)
        assert row is not None
        assert row.attempts == 2
        assert [one.outcome for one in deliveries.attempts(conn, delivery.id)] == ["accepted"]


def arrived(store: Store, delivery_id: str) -> bool:
    """Wait until a delivery is accepted."""
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        with store.read() as conn:
            row = deliveries.get(conn, delivery_id)
        if row is not None and row.state == "accepted":
            return True
        time.sleep(0.1)
    return False
