"""Heartbeats of worker processes: one that no longer beats is dead, and its work is taken up by others."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from engine.store.tables import lease as table


def beat(conn: Connection, executor: str, now: datetime) -> None:
    """Say that a worker lives; each process beats under a name of its own."""
    if conn.execute(update(table).where(table.c.executor == executor).values(beat_at=now)).rowcount == 0:
        conn.execute(insert(table).values(executor=executor, beat_at=now))


def dead(conn: Connection, before: datetime) -> tuple[str, ...]:
    """Give the workers whose last beat is older than `before`."""
    rows = conn.execute(select(table.c.executor).where(table.c.beat_at < before).order_by(table.c.executor))
    return tuple(rows.scalars())


def drop(conn: Connection, executor: str) -> bool:
    """Forget a worker; True for the one caller who did it, so that one alone takes up its work."""
    return conn.execute(delete(table).where(table.c.executor == executor)).rowcount == 1
