"""What each outcome makes the engine do: the table of docs/reference/delivery.md, without input or output."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from connectors.contract import (
    Accepted,
    Kind,
    Outcome,
    Pending,
    Permanent,
    Rejected,
    Transient,
)
from engine.delivery.schedule import LONGEST, SHORTEST, delay_after
from engine.store.deliveries import Delivery as Row
from engine.store.deliveries import State

#: Permanent failures that are about the route: what waits behind is kept back for a while.
ABOUT_THE_ROUTE: Final[frozenset[Kind]] = frozenset({"config", "auth", "protocol", "gone"})
#: How long a back office that said « received, undecided » is asked what it decided.
ASKED_FOR: Final = timedelta(days=30)
_LONGEST_DETAIL: Final = 4000
_LONGEST_NUMBER: Final = 200


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is written about an attempt, and when the next is due (None: never by itself)."""

    state: State
    outcome: str
    code: str = ""
    detail: str = ""
    due_at: datetime | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a ruling rests on besides the outcome; `jitter` gives 0 to 1."""

    now: datetime
    deposited_at: datetime
    capabilities: frozenset[str]
    jitter: Callable[[], float]


def rule(row: Row, outcome: Outcome, circumstances: Circumstances) -> Ruling:  # noqa: PLR0911 -- one line an outcome
    """Give what follows from the outcome of a row's attempt."""
    match outcome:
        case Accepted(external_id):
            return Ruling("accepted", "accepted", external_id=_number(external_id))
        case Pending(ref, poll_after):
            return _asked_again(ref, poll_after, circumstances)
        case Rejected(reasons):
            told = json.dumps([asdict(one) for one in reasons], ensure_ascii=False)
            return Ruling("rejected", "rejected", detail=told[:_LONGEST_DETAIL])
        case Permanent(kind, detail):
            return Ruling("disabled" if kind == "gone" else "dead", "permanent", kind, _clipped(detail))
        case Transient(detail, retry_after):
            return _again(row, "transient", detail, circumstances, retry_after)
        case _ if (
            "idempotent_key" in circumstances.capabilities or "find_by_key" in circumstances.capabilities
        ):
            return _again(row, "unknown", outcome.detail, circumstances)
        case _:
            return Ruling("parked", "unknown", _code(outcome.detail), _clipped(outcome.detail))


def _asked_again(ref: str | None, poll_after: timedelta, circumstances: Circumstances) -> Ruling:
    if circumstances.now - circumstances.deposited_at > ASKED_FOR:
        return Ruling("parked", "pending", "undecided", external_id=_number(ref))
    due = circumstances.now + min(max(poll_after, SHORTEST), LONGEST)
    return Ruling("pending", "pending", due_at=due, external_id=_number(ref))


def _again(
    row: Row,
    outcome: str,
    detail: str,
    circumstances: Circumstances,
    retry_after: timedelta | None = None,
) -> Ruling:
    delay = delay_after(row.attempts, retry_after, circumstances.jitter())
    if delay is None:
        return Ruling("dead", outcome, _code(detail), _clipped(detail))
    return Ruling("queued", outcome, _code(detail), _clipped(detail), circumstances.now + delay)


def _code(detail: str) -> str:
    """Give the part of a detail that needs no key to be read: the status or the code of the other side."""
    found = re.match(r"(http|smtp) (\d{3})\b", detail)
    return f"{found[1]}-{found[2]}" if found else ""


def _clipped(detail: str) -> str:
    return detail[:_LONGEST_DETAIL]


def _number(external_id: str | None) -> str | None:
    return external_id[:_LONGEST_NUMBER] if external_id else None
