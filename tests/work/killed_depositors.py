"""Processes that deposit in a loop, each killed at a random moment; prints the ids that they saw committed.

The queue's library is slow to load: it is loaded once, and each victim is a fork, killed with SIGKILL.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from engine.clock import SystemClock
from engine.store import Secrets, deliveries, drafts, open_store, submissions
from engine.store.drafts import DraftBody
from engine.store.references import new_reference
from engine.work import Queue


def main(url: str, folder: str, times: str) -> None:
    """Kill so many depositors."""
    chance = random.Random(7)  # noqa: S311 -- moments of death, not keys
    for _ in range(int(times)):
        read, write = os.pipe()
        victim = os.fork()
        if victim == 0:
            deposit_for_ever(url, Path(folder), write)
        os.close(write)
        os.read(read, 6)
        time.sleep(chance.uniform(0, 0.15))
        os.kill(victim, signal.SIGKILL)
        os.waitpid(victim, 0)
        with os.fdopen(read, "rb") as output:
            whole, _, _ = output.read().rpartition(b"\n")
        print(whole.decode(), flush=True)  # noqa: T201 -- the test reads it


def deposit_for_ever(url: str, folder: Path, output: int) -> None:
    """Deposit again and again; say « ready », then each id after its commit."""
    clock = SystemClock()
    store = open_store(url, Secrets(folder / "secrets"), folder / "files", clock)
    queue = Queue(store)
    os.write(output, b"ready\n")
    while True:
        with store.begin() as conn:
            draft = drafts.create(conn, "tilleray", "demo", "1.0.0", "a" * 64, "b" * 64, DraftBody())
            now = clock.now()
            submission = submissions.insert(
                conn,
                draft,
                reference=new_reference(),
                deposited_at=now,
                channel="portail",
                receipt_channel="ecran",
                seal="e30.e30.c2VhbA",
                payload={},
                second_code="AAAA-AAAA",
            )
            delivery = deliveries.insert(conn, submission.id, "tilleray", "mairie", due_at=now)
            queue.enqueue(conn, "deliver", delivery.id, now)
        os.write(output, f"{delivery.id}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
