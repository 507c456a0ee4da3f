"""One attempt: claim the row, hand the delivery to its connector, note the outcome and when to go on.

What each outcome makes the engine do is the table of docs/reference/delivery.md. An unknown outcome is sent
again only to a target that knows the key; else it is looked up; else a person decides. A worker killed in the
middle of an attempt leaves an unknown outcome too.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from connectors.contract import (
    UNCAUGHT,
    Connector,
    ConnectorError,
    Context,
    Outcome,
    Permanent,
    Prepared,
    Unknown,
)
from engine.cities import Cities, UnknownCity
from engine.clock import Clock
from engine.delivery.breaker import Breaker
from engine.delivery.memo import Memo
from engine.delivery.notes import note
from engine.delivery.opening import NoRoute, Password, open_route
from engine.delivery.package import ErasedSubmission, package
from engine.delivery.ruling import ABOUT_THE_ROUTE, Circumstances, Ruling, rule
from engine.store import SecretsError, Store, deliveries, documents, submissions
from engine.store.deliveries import Delivery as Row
from engine.store.submissions import Submission

#: Queues work in the caller's transaction: connection, kind, id, not before.
Enqueue = Callable[[Connection, str, str, datetime], None]

#: A delivery waits this long for the PDF of its receipt; then the receipt follows as an addition.
PATIENCE: Final = timedelta(minutes=3)
#: An addition waits this long; without a receipt by then there is none to add.
LONG_PATIENCE: Final = timedelta(days=7)

_LOG: Final = logging.getLogger("formune.delivery")
#: Outcomes after which the route is not stopped, or not for a reason that somebody must mend.
_ANSWERED: Final = frozenset({"accepted", "pending", "rejected", "transient"})
_LOOK_AGAIN: Final = timedelta(seconds=3)
_LOOK_AGAIN_LATE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A claimed row. `doubtful`: the attempt before it may have reached the target, nobody knows."""

    row: Row
    submission: Submission
    doubtful: bool
    digest: str


@dataclass(frozen=True, slots=True)
class _Sent:
    """What an attempt gave, how the connector can be asked again, and whether the receipt went along."""

    outcome: Outcome
    capabilities: frozenset[str] = frozenset()
    with_receipt: bool = False


class Deliverer:
    """Delivers, one attempt a call; safe to share between threads and to call twice for one row.

    `enqueue` queues the next attempt when it is near; without it the worker's reconciler finds it a little
    later. `password` gives a city's SMTP password, `jitter` a number from 0 to 1.
    """

    def __init__(  # noqa: PLR0913 -- the collaborators of an attempt
        self,
        store: Store,
        cities: Cities,
        clock: Clock,
        *,
        enqueue: Enqueue | None = None,
        password: Password = lambda _city: "",
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._store = store
        self._cities = cities
        self._clock = clock
        self._enqueue = enqueue
        self._password = password
        self._jitter = jitter
        self._breaker = Breaker()

    def __call__(self, delivery_id: str) -> None:
        """Make the next attempt of a delivery that is due; do nothing when it is not, or another holds it."""
        with self._store.begin() as conn:
            taken = self._take(conn, delivery_id)
        if taken is None:
            return
        ruling, sent = self._attempt(taken)
        self._tell_breaker(taken, ruling)
        with self._store.begin() as conn:
            done = note(conn, taken.row, ruling, self._clock.now())
            if done is not None and ruling.state == "accepted":
                self._add_receipt_later(conn, taken.row, sent)
            self._queue(conn, delivery_id, ruling.due_at)

    def _take(self, conn: Connection, delivery_id: str) -> _Taken | None:
        now = self._clock.now()
        row = deliveries.get(conn, delivery_id)
        if row is None or row.due_at is None or row.due_at > now:
            return None
        submission = submissions.get(conn, row.submission_id)
        if submission is None:
            return None
        digest = self._digest(row)
        wait = self._wait(conn, row, submission, digest)
        if wait is not None:
            deliveries.postpone(conn, row.id, now + wait)
            self._queue(conn, row.id, now + wait)
            return None
        claimed = deliveries.claim(conn, row.id, now)
        if claimed is None:
            return None
        # A lease that nobody gave back: a worker died in the middle of an attempt.
        doubtful = row.lease is not None or (row.attempts > 0 and _last_outcome(conn, row) == "unknown")
        return _Taken(claimed, submission, doubtful, digest)

    def _wait(self, conn: Connection, row: Row, submission: Submission, digest: str) -> timedelta | None:
        """Give how long to look away, without counting an attempt; None to go on."""
        now = self._clock.now()
        replayed = row.attempts == 0 and _last_outcome(conn, row) != ""
        if row.lease is not None or replayed:
            return None
        if row.kind == "complement":
            return _before_the_first(conn, row, now) or self._breaker.wait(row.city, row.route, digest, now)
        age = now - submission.deposited_at
        patience = LONG_PATIENCE if row.kind == "addition" else PATIENCE
        if row.attempts == 0 and age < patience and not documents.exists(conn, submission.id, "receipt"):
            return min(max(_LOOK_AGAIN, age / 10), _LOOK_AGAIN_LATE)
        return self._breaker.wait(row.city, row.route, digest, now)

    def _attempt(self, taken: _Taken) -> tuple[Ruling, _Sent]:
        row, submission = taken.row, taken.submission
        if self._on_trial(row, submission):
            return Ruling("disabled", "trial"), _Sent(UNCAUGHT)
        if row.kind == "addition" and not self._receipt_made(row):
            return Ruling("dead", "no-receipt"), _Sent(UNCAUGHT)
        try:
            sent = self._send(taken)
        except ErasedSubmission:
            return Ruling("disabled", "erased"), _Sent(UNCAUGHT)
        circumstances = Circumstances(
            self._clock.now(), submission.deposited_at, sent.capabilities, self._jitter
        )
        return rule(row, sent.outcome, circumstances), sent

    def _send(self, taken: _Taken) -> _Sent:
        """Open, prepare and deliver; an exception says what is known of what left, and is logged by its class."""
        row, submission = taken.row, taken.submission
        try:
            connector, context = open_route(
                self._cities,
                self._store.keeper.secrets,
                self._clock,
                self._password,
                row,
                submission.form,
            )
        except (ConnectorError, SecretsError, UnknownCity, NoRoute) as failure:
            return _Sent(_failed(row, failure, Permanent("config", type(failure).__name__)))
        try:
            delivery = package(self._store, row, submission)
            capabilities = connector.describe().capabilities
            if row.kind == "complement" and "complement" not in capabilities:
                return _Sent(Permanent("content", "the connector takes no complement"))
            prepared = connector.prepare(context, delivery)
        except ErasedSubmission:
            raise
        except Exception as failure:  # noqa: BLE001 -- a vendor's connector may raise anything; nothing left yet
            return _Sent(_failed(row, failure, Permanent("bug", type(failure).__name__)))
        try:
            outcome, asked = self._deliver(taken, connector, context, prepared, capabilities)
        except Exception as failure:  # noqa: BLE001 -- the same; nobody knows what left
            return _Sent(
                _failed(row, failure, replace(UNCAUGHT, detail=type(failure).__name__)), capabilities
            )
        return _Sent(outcome, capabilities, with_receipt=not asked and delivery.receipt is not None)

    def _deliver(
        self,
        taken: _Taken,
        connector: Connector,
        context: Context,
        prepared: Prepared,
        capabilities: frozenset[str],
    ) -> tuple[Outcome, bool]:
        """Give the outcome, and whether it was only asked for."""
        if taken.row.state == "pending" or (taken.doubtful and "idempotent_key" not in capabilities):
            if "find_by_key" in capabilities:
                found: Outcome | None = connector.find(context, prepared.key)  # type: ignore[attr-defined]  # a Finder, by its capability
                if found is not None:
                    return found, True
            elif "idempotent_key" not in capabilities:
                return Unknown("it may have arrived, and the target cannot be asked"), True
        return connector.deliver(context, prepared, Memo(self._store, taken.row)), False

    def _tell_breaker(self, taken: _Taken, ruling: Ruling) -> None:
        row = taken.row
        if ruling.outcome == "permanent" and ruling.code in ABOUT_THE_ROUTE:
            self._breaker.stop(row.city, row.route, taken.digest, self._clock.now())
        elif ruling.outcome in _ANSWERED:
            self._breaker.resume(row.city, row.route, taken.digest)

    def _add_receipt_later(self, conn: Connection, row: Row, sent: _Sent) -> None:
        if row.kind != "first" or sent.with_receipt or "addition" not in sent.capabilities:
            return
        due = self._clock.now() + _LOOK_AGAIN
        later = deliveries.insert(conn, row.submission_id, row.city, row.route, due_at=due, kind="addition")
        self._queue(conn, later.id, due)

    def _queue(self, conn: Connection, delivery_id: str, due_at: datetime | None) -> None:
        if self._enqueue is not None and due_at is not None:
            self._enqueue(conn, "deliver", delivery_id, due_at)

    def _on_trial(self, row: Row, submission: Submission) -> bool:
        try:
            profile = self._cities.get(row.city).profile(submission.form)
        except UnknownCity:
            return False
        return profile is not None and profile.statut == "essai"

    def _receipt_made(self, row: Row) -> bool:
        with self._store.read() as conn:
            return documents.exists(conn, row.submission_id, "receipt")

    def _digest(self, row: Row) -> str:
        try:
            return self._cities.get(row.city).digest
        except UnknownCity:
            return ""


def _before_the_first(conn: Connection, row: Row, now: datetime) -> timedelta | None:
    """Give how long a complement waits for the delivery that it completes; None once that has arrived."""
    waits = [
        one.due_at - now if one.due_at else _LOOK_AGAIN_LATE
        for one in deliveries.of_submission(conn, row.submission_id)
        if one.kind == "first" and one.state not in {"accepted", "disabled"}
    ]
    return min(max(*waits, _LOOK_AGAIN), _LOOK_AGAIN_LATE) if waits else None


def _last_outcome(conn: Connection, row: Row) -> str:
    tries = deliveries.attempts(conn, row.id)
    return tries[-1].outcome if tries else ""


def _failed(row: Row, failure: Exception, outcome: Outcome) -> Outcome:
    """Log a failure by its class alone: what it says may quote answers."""
    _LOG.error("delivery %s, route %s: %s", row.id, row.route, type(failure).__name__)
    return outcome
