"""Mails to send: their words and addressees are made from what they are about when they go, never stored."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select
from sqlalchemy import insert as sql_insert

from engine.store import claims
from engine.store.context import keeper
from engine.store.tables import mail as table

State = Literal["queued", "sent", "refused", "dead"]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, about a submission or about a draft."""

    id: str
    submission_id: str | None
    draft_id: str | None
    #: Which mail: the writer of its words (engine.documents).
    kind: str
    state: State
    attempts: int
    queued_at: datetime
    due_at: datetime | None
    lease: str | None = None
    #: What was said, of which it tells, if anything.
    exchange_id: str | None = None
    #: When the mail server took it.
    sent_at: datetime | None = None


def insert(
    conn: Connection, submission_id: str, kind: str, due_at: datetime, exchange_id: str | None = None
) -> Mail:
    """Queue a mail about a submission, in the transaction of what it tells."""
    return _insert(conn, submission_id, None, kind, due_at, exchange_id)


def insert_for_draft(conn: Connection, draft_id: str, kind: str, due_at: datetime) -> Mail:
    """Queue a mail about a draft; it goes with the draft when that is deleted."""
    return _insert(conn, None, draft_id, kind, due_at)


def get(conn: Connection, mail_id: str) -> Mail | None:
    """Give a mail; None when unknown."""
    row = conn.execute(select(table).where(table.c.id == mail_id)).first()
    return None if row is None else _mail(row)


def of_submission(conn: Connection, submission_id: str) -> tuple[Mail, ...]:
    """Give a submission's mails, in no particular order."""
    return tuple(
        _mail(row) for row in conn.execute(select(table).where(table.c.submission_id == submission_id))
    )


def due(conn: Connection, now: datetime, limit: int) -> tuple[str, ...]:
    """Give the ids of mails that are due and held by nobody, longest due first."""
    return claims.due(conn, table, now, limit)


def claim(conn: Connection, mail_id: str, now: datetime) -> Mail | None:
    """Take a due mail for engine.store.claims.LEASE; None when it is not due, held, or finished."""
    row = claims.claim(conn, table, mail_id, now)
    return None if row is None else _mail(row)


def record(conn: Connection, mail: Mail, state: State, due_at: datetime | None = None) -> Mail | None:
    """Note a claimed mail's new state, and the next time if it stays queued; None if the lease was lost."""
    sent_at = keeper(conn).clock.now() if state == "sent" else None
    values = {"state": state, "due_at": due_at, "sent_at": sent_at}
    row = claims.finish(conn, table, mail.id, mail.lease, values)
    return None if row is None else _mail(row)


_COLUMNS = tuple(Mail.__dataclass_fields__)


def _insert(  # noqa: PLR0913, PLR0917 -- a mail is about one of these
    conn: Connection,
    submission_id: str | None,
    draft_id: str | None,
    kind: str,
    due_at: datetime,
    exchange_id: str | None = None,
) -> Mail:
    now = keeper(conn).clock.now()
    mail = Mail(
        str(uuid.uuid4()), submission_id, draft_id, kind, "queued", 0, now, due_at, exchange_id=exchange_id
    )
    conn.execute(sql_insert(table).values({name: getattr(mail, name) for name in _COLUMNS}))
    return mail


def _mail(row: Row[Any]) -> Mail:
    return Mail(**{name: getattr(row, name) for name in _COLUMNS})
