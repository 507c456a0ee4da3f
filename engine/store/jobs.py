"""Jobs: the durable truth of queued work that is neither a delivery nor a mail, such as making a receipt."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select
from sqlalchemy import insert as sql_insert

from engine.store import claims
from engine.store.tables import job as table

State = Literal["queued", "done", "dead"]


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do about one subject."""

    id: str
    kind: str
    #: Id of what it is about.
    subject: str
    state: State
    attempts: int
    due_at: datetime | None
    lease: str | None = None


def insert(conn: Connection, kind: str, subject: str, due_at: datetime) -> Job:
    """Queue a job, in the transaction of what it is about."""
    job = Job(str(uuid.uuid4()), kind, subject, "queued", 0, due_at)
    conn.execute(sql_insert(table).values({name: getattr(job, name) for name in _COLUMNS}))
    return job


def get(conn: Connection, job_id: str) -> Job | None:
    """Give a job; None when unknown."""
    row = conn.execute(select(table).where(table.c.id == job_id)).first()
    return None if row is None else _job(row)


def of_subject(conn: Connection, subject: str) -> tuple[Job, ...]:
    """Give the jobs about one subject, in no particular order."""
    return tuple(_job(row) for row in conn.execute(select(table).where(table.c.subject == subject)))


def due(conn: Connection, now: datetime, limit: int) -> tuple[str, ...]:
    """Give the ids of jobs that are due and held by nobody, longest due first."""
    return claims.due(conn, table, now, limit)


def claim(conn: Connection, job_id: str, now: datetime) -> Job | None:
    """Take a due job for engine.store.claims.LEASE; None when it is not due, held, or finished."""
    row = claims.claim(conn, table, job_id, now)
    return None if row is None else _job(row)


def record(conn: Connection, job: Job, state: State, due_at: datetime | None = None) -> Job | None:
    """Note a claimed job's new state, and the next time if it stays queued; None if the lease was lost."""
    row = claims.finish(conn, table, job.id, job.lease, {"state": state, "due_at": due_at})
    return None if row is None else _job(row)


_COLUMNS = ("id", "kind", "subject", "state", "attempts", "due_at", "lease")


def _job(row: Row[Any]) -> Job:
    return Job(**{name: getattr(row, name) for name in _COLUMNS})
