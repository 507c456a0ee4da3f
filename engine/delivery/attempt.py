"""One attempt: claim the row, hand the delivery to its connector, note the outcome and when to go on.

What each outcome makes the engine do is the table of docs/reference/delivery.md. An unknown outcome is sent
again only to a target that knows the key; else it is looked up; else a person decides.
"""

import base64
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from connectors import registry
from connectors.contract import (
    UNCAUGHT,
    Accepted,
    Connector,
    ConnectorError,
    Context,
    Delivery,
    Outcome,
    Pending,
    Permanent,
    Rejected,
    Transient,
)
from connectors.transport import SmtpSettings
from engine.cities import Cities, UnknownCity
from engine.cities.city import City, RouteConfig
from engine.clock import Clock
from engine.delivery.package import ErasedSubmission, package
from engine.delivery.schedule import delay_after
from engine.store import SecretsError, Store, deliveries, documents, events, submissions
from engine.store.deliveries import Delivery as Row
from engine.store.deliveries import State
from engine.store.submissions import Submission

_LOG: Final = logging.getLogger("formune.delivery")
#: A delivery waits this long for its receipt, looking again at this pace; then the receipt follows alone.
_PATIENCE: Final = timedelta(minutes=3)
_LOOK_AGAIN: Final = timedelta(seconds=3)
_ADDITION_AGAIN: Final = timedelta(seconds=30)
_GIVE_UP_ADDITION: Final = timedelta(days=2)
_SECURITY: Final[Mapping[str, Literal["starttls", "offered", "tls"]]] = {
    "starttls": "starttls",
    "offered": "offered",
    "tls": "tls",
}


@dataclass(frozen=True, slots=True)
class _Next:
    """What is written about an attempt."""

    state: State
    outcome: str
    code: str = ""
    detail: str = ""
    due_at: datetime | None = None
    external_id: str | None = None


class Deliverer:
    """Delivers, one attempt a call; safe to share between threads and to call twice for one row."""

    def __init__(self, store: Store, cities: Cities, clock: Clock) -> None:
        self._store = store
        self._cities = cities
        self._clock = clock

    def __call__(self, delivery_id: str) -> None:
        """Make the next attempt of a delivery that is due; do nothing when it is not, or another holds it."""
        now = self._clock.now()
        with self._store.begin() as conn:
            row = deliveries.get(conn, delivery_id)
            submission = submissions.get(conn, row.submission_id) if row else None
            if row is None or submission is None:
                return
            wait = self._wait_for_receipt(row, submission, documents.exists(conn, submission.id, "receipt"))
            if wait is not None:
                deliveries.postpone(conn, row.id, now + wait)
                return
            claimed = deliveries.claim(conn, delivery_id, now)
        if claimed is None:
            return
        outcome, capabilities = self._send(claimed, submission)
        self._note(claimed, submission, self._next(claimed, outcome, capabilities))

    def _wait_for_receipt(self, row: Row, submission: Submission, made: bool) -> timedelta | None:  # noqa: FBT001
        age = self._clock.now() - submission.deposited_at
        if made or row.attempts > 0:
            return None
        if row.kind == "addition":
            return _ADDITION_AGAIN if age < _GIVE_UP_ADDITION else None
        return _LOOK_AGAIN if age < _PATIENCE else None

    def _send(self, row: Row, submission: Submission) -> tuple[Outcome, frozenset[str]]:
        try:
            delivery = package(self._store, row, submission)
            connector, context = self._open(row, submission)
        except ErasedSubmission:
            return Permanent("gone", "erased"), frozenset()
        except (ConnectorError, SecretsError, UnknownCity) as error:
            _LOG.error("delivery %s cannot start: %s", row.id, type(error).__name__)
            return Permanent("config", type(error).__name__), frozenset()
        capabilities = connector.describe().capabilities
        try:
            return self._deliver(row, connector, context, delivery, capabilities), capabilities
        except Exception as failure:  # noqa: BLE001 -- a vendor's connector may raise anything; nobody knows what left
            _LOG.error("delivery %s: %s in connector %s", row.id, type(failure).__name__, context.route)
            return UNCAUGHT, capabilities

    @staticmethod
    def _deliver(
        row: Row, connector: Connector, context: Context, delivery: Delivery, capabilities: frozenset[str]
    ) -> Outcome:
        if row.state == "pending" and "find_by_key" in capabilities:
            found: Outcome | None = connector.find(context, delivery.key)  # type: ignore[attr-defined]  # Finder by capability
            if found is not None:
                return found
        return connector.deliver(context, connector.prepare(context, delivery), {})

    def _open(self, row: Row, submission: Submission) -> tuple[Connector, Context]:
        city = self._cities.get(row.city)
        route = next((one for one in city.routes if one.id == row.route), None) or city.route_for(
            submission.form
        )
        if route is None:
            raise UnknownCity(row.city)
        return registry.open(
            route,
            self._secrets(city, route),
            self._clock,
            city=city.code,
            allow_private_hosts=city.allow_private_hosts,
            smtp=smtp_settings(city),
        )

    def _secrets(self, city: City, route: RouteConfig) -> Mapping[str, Sequence[bytes]]:
        if "webhook" not in registry.load(route.connector, route.id).describe().secrets:
            return {}
        text = self._store.keeper.secrets.webhook(city.code, route.id)
        return {"webhook": [base64.b64decode(text.removeprefix("whsec_"))]}

    def _next(  # noqa: PLR0911 -- one line an outcome
        self, row: Row, outcome: Outcome, capabilities: frozenset[str]
    ) -> _Next:
        now = self._clock.now()
        match outcome:
            case Accepted(external_id):
                return _Next("accepted", "accepted", external_id=external_id)
            case Pending(ref, poll_after):
                return _Next("pending", "pending", due_at=now + poll_after, external_id=ref)
            case Rejected(reasons):
                told = "; ".join(f"{one.pointer} {one.code} {one.message}" for one in reasons)
                return _Next("rejected", "rejected", detail=told)
            case Permanent(kind, detail):
                return _Next("disabled" if kind == "gone" else "dead", "permanent", kind, detail)
            case Transient(detail, retry_after):
                delay = delay_after(row.attempts, retry_after)
                return self._again("transient", detail, delay)
            case _:
                if "idempotent_key" not in capabilities:
                    return _Next("parked", "unknown", detail=outcome.detail)
                return self._again("unknown", outcome.detail, delay_after(row.attempts))

    def _again(self, outcome: str, detail: str, delay: timedelta | None) -> _Next:
        if delay is None:
            return _Next("dead", outcome, detail=detail)
        return _Next("queued", outcome, detail=detail, due_at=self._clock.now() + delay)

    def _note(self, row: Row, submission: Submission, told: _Next) -> None:
        now = self._clock.now()
        with self._store.begin() as conn:
            done = deliveries.record(
                conn,
                row,
                at=now,
                state=told.state,
                outcome=told.outcome,
                code=told.code,
                detail=told.detail,
                due_at=told.due_at,
                external_id=told.external_id,
            )
            if done is None:
                return
            if told.state == "accepted" and row.kind == "first":
                submissions.set_status(conn, submission.id, "delivered")
                events.add(conn, submission.id, "delivered", now, {"route": row.route})
                if not documents.exists(conn, submission.id, "receipt"):
                    deliveries.insert(
                        conn,
                        submission.id,
                        row.city,
                        row.route,
                        due_at=now + _ADDITION_AGAIN,
                        kind="addition",
                    )
            elif told.state == "rejected" and row.kind == "first":
                submissions.set_status(conn, submission.id, "rejected")
                events.add(conn, submission.id, "rejected", now, {"route": row.route})
        if told.state in {"dead", "parked", "rejected", "disabled"}:
            _LOG.error(
                "city %s, route %s: delivery %s is %s (%s %s)",
                row.city,
                row.route,
                row.id,
                told.state,
                told.outcome,
                told.code,
            )


def smtp_settings(city: City) -> SmtpSettings | None:
    """Give how a city's mail leaves, or None when its file says nothing."""
    smtp = city.smtp
    if smtp is None:
        return None
    return SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security,
        username=smtp.username or "",
        sender=smtp.sender,
    )
