"""Claiming queued work: two workers never hold one row, and a dead one's lease ends.

A claim is one UPDATE with its condition inside, atomic on SQLite and PostgreSQL alike. The lease is a
random token: a worker that outlived its lease cannot overwrite what its successor recorded.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select, update

#: How long a claim holds without a word from the worker.
LEASE: Final = timedelta(minutes=5)


def due(conn: Connection, table: Table, now: datetime, limit: int) -> tuple[str, ...]:
    """Give the ids of rows that are due and held by nobody, longest due first."""
    rows = select(table.c.id).where(_free(table, now)).order_by(table.c.due_at, table.c.id).limit(limit)
    return tuple(conn.execute(rows).scalars())


def claim(
    conn: Connection, table: Table, row_id: str, now: datetime, lease: timedelta = LEASE
) -> Row[Any] | None:
    """Take a due row for `lease` and count the attempt; None when it is not due, held, or finished."""
    taken = (
        update(table)
        .where(table.c.id == row_id, _free(table, now))
        .values(attempts=table.c.attempts + 1, lease=str(uuid.uuid4()), leased_until=now + lease)
        .returning(table)
    )
    return conn.execute(taken).first()


def finish(
    conn: Connection, table: Table, row_id: str, lease: str | None, values: Mapping[str, Any]
) -> Row[Any] | None:
    """Write a claimed row's new state and give the claim back; None when the lease was lost."""
    done = (
        update(table)
        .where(table.c.id == row_id, table.c.lease == lease)
        .values(**values, lease=None, leased_until=None)
        .returning(table)
    )
    return conn.execute(done).first()


def _free(table: Table, now: datetime) -> ColumnElement[bool]:
    return and_(table.c.due_at <= now, or_(table.c.leased_until.is_(None), table.c.leased_until <= now))
