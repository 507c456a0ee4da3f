"""Receipt jobs: made in another process, kept once, tried again when something fails."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.documents.making import MOST_ATTEMPTS, receipt_handler
from engine.documents.papers import NotDrawn, Papers
from engine.store import documents, events, jobs, submissions
from tests.documents.papers import paper, rows
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.documents.paper import ReceiptPaper
    from engine.store.jobs import Job
    from engine.store.submissions import Submission
    from tests.documents.conftest import Office


@pytest.fixture(scope="module")
def papers() -> Iterator[Papers]:
    """Give the process that draws, shared by the tests of this module."""
    made = Papers()
    yield made
    made.close()


class BrokenPapers(Papers):
    """A drawer that fails as many times as it is told."""

    def __init__(self, failures: int, error: Exception) -> None:
        super().__init__()
        self.failures = failures
        self.error = error
        self.drawn = 0

    def receipt(self, paper: ReceiptPaper) -> bytes:
        """Fail, or give bytes that name the reference."""
        if self.failures:
            self.failures -= 1
            raise self.error
        self.drawn += 1
        return paper.reference.encode()


@pytest.fixture
def handle(office: Office, papers: Papers) -> Callable[..., None]:
    """Give the handler, drawing for real unless told otherwise."""

    def run(job_id: str, drawer: Papers | None = None) -> None:
        made = office.towns
        receipt_handler(made.store, made.cities, CATALOGUE, made.clock, drawer or papers)(job_id)

    return run


def job_of(office: Office, submission: Submission) -> Job:
    """Give the receipt's job as it stands."""
    with office.towns.store.read() as conn:
        (job,) = [one for one in jobs.of_subject(conn, submission.id) if one.kind == "receipt"]
    return job


def told(office: Office, submission: Submission) -> list[str]:
    """Give the kinds of events of a submission."""
    with office.towns.store.read() as conn:
        return [one.kind for one in events.of(conn, submission.id)]


def test_a_job_makes_the_receipt_and_is_done(office: Office, handle: Callable[..., None]) -> None:
    submission = office.deposit()
    handle(job_of(office, submission).id)
    with office.towns.store.read() as conn:
        kept = documents.load(office.towns.store, conn, submission.id, "receipt")
    assert kept is not None
    assert kept.startswith(b"%PDF-")
    assert job_of(office, submission).state == "done"
    assert told(office, submission) == ["deposited", "receipt_made"]


def test_a_job_done_twice_makes_one_receipt(office: Office, handle: Callable[..., None]) -> None:
    submission = office.deposit()
    drawer = BrokenPapers(0, ValueError())
    for _time in range(3):
        handle(job_of(office, submission).id, drawer)
    assert drawer.drawn == 1
    assert told(office, submission).count("receipt_made") == 1


def test_a_worker_that_died_leaves_the_job_to_the_next(office: Office, handle: Callable[..., None]) -> None:
    submission = office.deposit()
    drawer = BrokenPapers(0, ValueError())
    job = job_of(office, submission)
    with office.towns.store.begin() as conn:
        assert jobs.claim(conn, job.id, office.towns.clock.now())
    handle(job.id, drawer)
    assert drawer.drawn == 0
    office.towns.clock.advance(timedelta(minutes=6))
    handle(job.id, drawer)
    assert drawer.drawn == 1
    assert job_of(office, submission).state == "done"


def test_a_failure_is_tried_again_later_and_later_then_given_up_with_an_alert(
    office: Office, handle: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    submission = office.deposit()
    drawer = BrokenPapers(99, ValueError("Claire Louise Martin"))
    waits = []
    for _attempt in range(MOST_ATTEMPTS):
        now = office.towns.clock.now()
        handle(job_of(office, submission).id, drawer)
        due = job_of(office, submission).due_at
        if due is not None:
            waits.append(due - now)
            office.towns.clock.advance(due - now)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert len(waits) == MOST_ATTEMPTS - 1
    assert job_of(office, submission).state == "dead"
    assert told(office, submission)[-1] == "receipt_dead"
    assert [one.levelno for one in caplog.records][-1] == logging.CRITICAL
    assert "Claire" not in caplog.text
    assert submission.reference not in caplog.text


def test_a_failure_then_a_success_ends_well(office: Office, handle: Callable[..., None]) -> None:
    submission = office.deposit()
    drawer = BrokenPapers(1, OSError())
    handle(job_of(office, submission).id, drawer)
    handle(job_of(office, submission).id, drawer)
    assert drawer.drawn == 0, "it came before its time"
    office.towns.clock.advance(timedelta(seconds=6))
    handle(job_of(office, submission).id, drawer)
    assert job_of(office, submission).state == "done"


def test_an_erased_submission_leaves_nothing_to_make(office: Office, handle: Callable[..., None]) -> None:
    submission = office.deposit()
    with office.towns.store.begin() as conn:
        submissions.erase(conn, submission.id)
    drawer = BrokenPapers(0, ValueError())
    handle(job_of(office, submission).id, drawer)
    assert drawer.drawn == 0
    assert job_of(office, submission).state == "done"


def test_an_unknown_job_is_left_alone(handle: Callable[..., None]) -> None:
    handle("00000000-0000-0000-0000-000000000000")


def test_the_child_that_dies_is_begun_again(papers: Papers) -> None:
    first = papers.receipt(paper())
    pool = papers._pool  # noqa: SLF001 -- the child must be found to be killed
    assert pool is not None
    (child,) = pool._processes  # noqa: SLF001 -- same
    os.kill(child, signal.SIGKILL)
    with pytest.raises(NotDrawn):
        papers.receipt(paper())
    assert papers.receipt(paper())[:8] == first[:8] == b"%PDF-1.7"


def test_a_paper_that_takes_too_long_ends_its_child() -> None:
    hasty = Papers(seconds=1)
    with pytest.raises(NotDrawn):
        hasty.receipt(paper(tuple(rows(200) for _section in range(40))))
    hasty.close()


def test_the_worker_s_own_process_never_loads_the_drawing_library() -> None:
    program = (
        "import sys, engine.documents.making, engine.documents.mailing; "
        "print([name for name in ('weasyprint', 'flask') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert shown.strip() == "[]"
