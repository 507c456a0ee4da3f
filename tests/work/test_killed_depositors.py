"""Twenty processes killed while they deposit: no submission without its work, no work without its submission."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.store.tables import delivery, submission
from tests.services.stores import root_of
from tests.work.looking import workflows

if TYPE_CHECKING:
    from engine.store import Store
    from engine.work import Queue

KILLS = 20


def test_a_deposit_and_its_work_are_both_there_or_neither(store: Store, store_url: str, queue: Queue) -> None:
    assert queue is not None
    command = [sys.executable, "-m", "tests.work.killed_depositors", store_url]
    run = subprocess.run(
        [*command, str(root_of(store).parent), str(KILLS)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    acknowledged = set(run.stdout.split())
    with store.read() as conn:
        submissions = conn.execute(select(submission.c.id)).scalars().all()
        deliveries = set(conn.execute(select(delivery.c.id)).scalars())
    queued = [json.loads(row.inputs)["positionalArgs"][1] for row in workflows(store)]
    assert len(acknowledged) > KILLS
    assert acknowledged <= deliveries
    assert len(submissions) == len(deliveries) == len(queued)
    assert set(queued) == deliveries
