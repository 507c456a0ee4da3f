"""Deliveries: the durable truth of what must reach a back office, attempt by attempt."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy import insert as sql_insert

from engine.errors import FormuneError
from engine.store import claims, crypto, keys
from engine.store.tables import attempt as attempt_table
from engine.store.tables import delivery as table

#: parked: it is not known whether the back office has it; a person or a status question decides.
State = Literal["queued", "pending", "accepted", "rejected", "parked", "dead", "disabled"]
#: addition: the receipt that comes later; complement: what was said after the deposit (engine.store.exchanges).
Kind = Literal["first", "addition", "complement"]

_CODE = re.compile(r"[A-Za-z0-9_.:-]{0,80}")


class PersonalCode(FormuneError):
    """An outcome's code is not one word of letters, digits and `_.:-`; words go to the sealed `detail`."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One submission on its way to one route."""

    id: str
    submission_id: str
    city: str
    #: Id of the city's route.
    route: str
    #: Idempotency key, the same at each attempt.
    key: str
    kind: Kind
    state: State
    #: Attempts begun.
    attempts: int
    #: When the next attempt or question is due; None when there is none.
    due_at: datetime | None
    #: The back office's own number.
    external_id: str | None
    #: Token of the claim; None outside one.
    lease: str | None = None
    #: What a complement carries.
    exchange_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt gave."""

    number: int
    at: datetime
    outcome: str
    #: A status or error code, never words.
    code: str
    #: The back office's words; empty when there were none or the submission is erased.
    detail: str


def insert(  # noqa: PLR0913 -- the names of a delivery
    conn: Connection,
    submission_id: str,
    city: str,
    route: str,
    *,
    due_at: datetime | None,
    kind: Kind = "first",
    state: State = "queued",
    exchange_id: str | None = None,
) -> Delivery:
    """Queue a delivery, in the transaction of what it delivers; its id is its idempotency key."""
    delivery_id = str(uuid.uuid4())
    delivery = Delivery(
        *(delivery_id, submission_id, city, route, delivery_id, kind, state, 0, due_at, None),
        exchange_id=exchange_id,
    )
    conn.execute(sql_insert(table).values({name: getattr(delivery, name) for name in _COLUMNS}))
    return delivery


def get(conn: Connection, delivery_id: str) -> Delivery | None:
    """Give a delivery; None when unknown."""
    row = conn.execute(select(table).where(table.c.id == delivery_id)).first()
    return None if row is None else _delivery(row)


def of_submission(conn: Connection, submission_id: str) -> tuple[Delivery, ...]:
    """Give a submission's deliveries, the first one first."""
    rows = conn.execute(select(table).where(table.c.submission_id == submission_id)).all()
    return tuple(
        sorted((_delivery(row) for row in rows), key=lambda found: (found.kind != "first", found.id))
    )


def due(conn: Connection, now: datetime, limit: int) -> tuple[str, ...]:
    """Give the ids of deliveries that are due and held by nobody, longest due first."""
    return claims.due(conn, table, now, limit)


def claim(conn: Connection, delivery_id: str, now: datetime) -> Delivery | None:
    """Take a due delivery for engine.store.claims.LEASE; None when it is not due, held, or finished."""
    row = claims.claim(conn, table, delivery_id, now)
    return None if row is None else _delivery(row)


def record(  # noqa: PLR0913 -- the names of an outcome
    conn: Connection,
    delivery: Delivery,
    *,
    at: datetime,
    state: State,
    outcome: str,
    code: str = "",
    detail: str = "",
    due_at: datetime | None = None,
    external_id: str | None = None,
) -> Delivery | None:
    """Note what a claimed attempt gave; None when the lease was lost: the attempt alone is then noted.

    `detail` is sealed with the submission's key; PersonalCode when `outcome` or `code` is not one word.
    """
    if not (_CODE.fullmatch(code) and _CODE.fullmatch(outcome)):
        raise PersonalCode
    count = select(func.count()).where(attempt_table.c.delivery_id == delivery.id)
    number = conn.execute(count).scalar_one() + 1
    conn.execute(
        sql_insert(attempt_table).values(
            delivery_id=delivery.id,
            number=number,
            at=at,
            outcome=outcome,
            code=code,
            detail=_seal(conn, delivery, number, detail),
        )
    )
    known = {"external_id": external_id} if external_id else {}
    row = claims.finish(conn, table, delivery.id, delivery.lease, {"state": state, "due_at": due_at, **known})
    return None if row is None else _delivery(row)


def postpone(conn: Connection, delivery_id: str, due_at: datetime) -> None:
    """Look again later at a delivery that nobody holds; no attempt is counted."""
    free = (table.c.id == delivery_id, table.c.lease.is_(None), table.c.due_at.is_not(None))
    conn.execute(update(table).where(*free).values(due_at=due_at))


def revive(conn: Connection, delivery_id: str, due_at: datetime) -> bool:
    """Queue again a delivery that stopped (dead, parked, rejected, disabled), its attempts counted afresh."""
    stopped = table.c.state.in_(("dead", "parked", "rejected", "disabled"))
    done = conn.execute(
        update(table)
        .where(table.c.id == delivery_id, stopped)
        .values(state="queued", attempts=0, due_at=due_at, lease=None, leased_until=None)
    )
    return done.rowcount == 1


def of_city(conn: Connection, city: str | None, states: Sequence[State], limit: int) -> tuple[Delivery, ...]:
    """Give deliveries of a city (of all for None) in some states, those due first first."""
    chosen = select(table).where(table.c.state.in_(states))
    if city is not None:
        chosen = chosen.where(table.c.city == city)
    return tuple(
        _delivery(row) for row in conn.execute(chosen.order_by(table.c.due_at, table.c.id).limit(limit))
    )


def attempts(conn: Connection, delivery_id: str) -> tuple[Attempt, ...]:
    """Give a delivery's attempts, oldest first."""
    delivery = get(conn, delivery_id)
    if delivery is None:
        return ()
    key = keys.of_submission(conn, delivery.submission_id)
    rows = conn.execute(
        select(attempt_table)
        .where(attempt_table.c.delivery_id == delivery_id)
        .order_by(attempt_table.c.number)
    )
    return tuple(_attempt(row, delivery, key) for row in rows)


_COLUMNS = (
    "id",
    "submission_id",
    "city",
    "route",
    "key",
    "kind",
    "state",
    "attempts",
    "due_at",
    "external_id",
    "lease",
    "exchange_id",
)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in _COLUMNS})


def _where(delivery: Delivery, number: int) -> str:
    return crypto.place(delivery.city, "attempt", delivery.id, str(number))


def _seal(conn: Connection, delivery: Delivery, number: int, detail: str) -> bytes | None:
    key = keys.of_submission(conn, delivery.submission_id) if detail else None
    return crypto.seal(key, detail.encode("utf-8", "replace"), _where(delivery, number)) if key else None


def _attempt(row: Row[Any], delivery: Delivery, key: bytes | None) -> Attempt:
    detail = ""
    if row.detail is not None and key is not None:
        detail = crypto.unseal(key, row.detail, _where(delivery, row.number)).decode()
    return Attempt(row.number, row.at, row.outcome, row.code, detail)
