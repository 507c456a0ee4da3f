"""Writing down what an attempt gave: the row, the attempt, the submission's status and its event, together."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from engine.delivery.ruling import Ruling
from engine.evidence.telling import tell
from engine.store import claims, deliveries, submissions
from engine.store.deliveries import Delivery as Row
from engine.store.deliveries import Kind
from engine.store.tables import delivery as table

_LOG: Final = logging.getLogger("formune.delivery")
_ARRIVED: Final[Mapping[Kind, str]] = {
    "first": "delivered",
    "addition": "receipt_delivered",
    "complement": "complement_delivered",
}
_STOPPED: Final = frozenset({"dead", "parked", "disabled", "rejected"})


def note(conn: Connection, row: Row, ruling: Ruling, now: datetime) -> Row | None:
    """Record a claimed row's attempt; None when its lease was lost: the attempt alone is then noted."""
    done = deliveries.record(
        conn,
        row,
        at=now,
        state=ruling.state,
        outcome=ruling.outcome,
        code=ruling.code,
        detail=ruling.detail,
        due_at=ruling.due_at,
        external_id=ruling.external_id,
    )
    if done is None:
        return None
    if ruling.state == "pending":
        # The target has it: failures to ask are counted afresh.
        claims.finish(conn, table, row.id, None, {"attempts": 0})
    _tell(conn, row, ruling, now)
    return done


def _tell(conn: Connection, row: Row, ruling: Ruling, now: datetime) -> None:
    """Note in the submission what concerns its person, and in the log what concerns the city's staff."""
    if ruling.state == "accepted":
        _happened(conn, row, ruling, _ARRIVED[row.kind], now)
    elif ruling.state in _STOPPED:
        stopped = "rejected" if ruling.state == "rejected" else f"delivery_{ruling.state}"
        _happened(conn, row, ruling, stopped, now)
        level = logging.INFO if ruling.outcome in {"trial", "erased"} else logging.ERROR
        _LOG.log(
            level,
            "city %s, route %s: delivery %s is %s (%s %s), a person must look",
            *(row.city, row.route, row.id, ruling.state, ruling.outcome, ruling.code),
        )


def _happened(conn: Connection, row: Row, ruling: Ruling, kind: str, now: datetime) -> None:
    code = "" if ruling.state == "accepted" else ruling.code or ruling.outcome
    facts = {"route": row.route, **({"code": code} if code else {})}
    submission = submissions.get(conn, row.submission_id)
    if submission is None:
        return
    first = row.kind == "first" and kind in {"delivered", "rejected"}
    if first and submission.status in {"deposited", "rejected"}:
        submissions.set_status(conn, row.submission_id, "delivered" if kind == "delivered" else "rejected")
    tell(
        conn,
        submission,
        kind,
        now,
        facts,
        {"delivery": row.key, "externalId": ruling.external_id or row.external_id},
    )
