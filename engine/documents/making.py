"""The handler of `receipt` jobs: claim, draw in the other process, keep, note; whatever fails is tried again.

The paper and the end of its job are one transaction: a worker that dies leaves the job to the next one, and
a second attempt never makes a second paper.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from engine.catalogue.catalogue import Catalogue
from engine.cities.folder import Cities
from engine.clock import Clock
from engine.documents.collect import receipt_paper
from engine.documents.papers import Papers
from engine.evidence.telling import tell
from engine.store import Store, documents, events, jobs, submissions
from engine.store.documents import ErasedSubmission
from engine.store.jobs import Job

#: The kind of the paper in engine.store.documents, and of its job in engine.store.jobs.
RECEIPT: Final = "receipt"
#: Attempts after which a person must look: the last comes about eight hours after the first.
MOST_ATTEMPTS: Final = 8
_FIRST_DELAY: Final = timedelta(seconds=5)
_GROWTH: Final = 4

_LOG: Final = logging.getLogger("formune.documents")


def receipt_handler(
    store: Store, cities: Cities, catalogue: Catalogue, clock: Clock, papers: Papers | None = None
) -> Callable[[str], None]:
    """Give the function that makes the receipt of one job, by the job's id; it raises nothing of its own.

    A job that is not due, held by another or finished is left alone. `papers` draws; one is made when absent.
    """
    drawer = papers or Papers()

    def make(job_id: str) -> None:
        with store.begin() as conn:
            job = jobs.claim(conn, job_id, clock.now())
        if job is None:
            return
        try:
            data = _drawn(store, cities, catalogue, drawer, job)
        except Exception as error:  # noqa: BLE001 -- whatever a library raises, the job must not be lost with it
            _failed(store, clock, job, error)
            return
        with store.begin() as conn:
            _keep(store, conn, clock, job, data)

    return make


def _drawn(store: Store, cities: Cities, catalogue: Catalogue, papers: Papers, job: Job) -> bytes | None:
    """Give the paper; None when it is made already, or when there is nothing left to make it from."""
    with store.read() as conn:
        submission = submissions.get(conn, job.subject)
        made = documents.exists(conn, job.subject, RECEIPT)
    if made or submission is None or submission.status == "erased":
        return None
    return papers.receipt(receipt_paper(cities.get(submission.city), catalogue, submission))


def _keep(store: Store, conn: Connection, clock: Clock, job: Job, data: bytes | None) -> None:
    if jobs.record(conn, job, "done") is None or data is None:
        return
    try:
        documents.put(store, conn, job.subject, RECEIPT, data)
    except ErasedSubmission:
        return
    submission = submissions.get(conn, job.subject)
    if submission is not None:
        proof = {"sha256": hashlib.sha256(data).hexdigest()}
        tell(conn, submission, "receipt_made", clock.now(), {"bytes": len(data)}, proof)


def _failed(store: Store, clock: Clock, job: Job, error: Exception) -> None:
    """Note a failure by its class alone: what the error says may quote answers."""
    dead = job.attempts >= MOST_ATTEMPTS
    due = None if dead else clock.now() + _FIRST_DELAY * _GROWTH ** (job.attempts - 1)
    with store.begin() as conn:
        held = jobs.record(conn, job, "dead" if dead else "queued", due)
        if dead and held is not None:
            events.add(conn, job.subject, "receipt_dead", clock.now(), {"attempts": job.attempts})
    level = logging.CRITICAL if dead else logging.WARNING
    _LOG.log(
        level,
        "receipt %s: attempt %d failed (%s)%s",
        job.id,
        job.attempts,
        type(error).__name__,
        ", given up: a person must look" if dead else "",
    )
