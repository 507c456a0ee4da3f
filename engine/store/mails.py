"""Mails to send: their words and addressees are made from what they are about when they go, never stored."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select
from sqlalchemy import insert as sql_insert
from sqlalchemy import update as sql_update

from engine.store import claims
from engine.store.context import keeper
from engine.store.tables import mail as table
from engine.store.tables import submission as submission_table

#: bounced: a notice said that it did not arrive.
State = Literal["queued", "sent", "refused", "dead", "bounced"]


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

    @property
    def left_at(self) -> datetime:
        """Give when the mail left, or was to leave."""
        return self.sent_at or self.queued_at


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


def of_draft(conn: Connection, draft_id: str) -> tuple[Mail, ...]:
    """Give a draft's mails, the first queued first."""
    rows = select(table).where(table.c.draft_id == draft_id).order_by(table.c.queued_at)
    return tuple(_mail(row) for row in conn.execute(rows))


def came_back(conn: Connection, mail_id: str) -> Mail | None:
    """Note that a mail did not arrive; None when that was known, or it never left.

    One that is held by a worker has left: the mail server may answer before the worker notes it.
    """
    back = (
        sql_update(table)
        .where(table.c.id == mail_id, table.c.state.in_(("sent", "queued")), table.c.attempts > 0)
        .values(state="bounced", due_at=None, lease=None, leased_until=None)
        .returning(table)
    )
    row = conn.execute(back).first()
    return None if row is None else _mail(row)


def reached(conn: Connection, submission_id: str) -> bool:
    """Say whether no mail about a submission came back."""
    back = select(table.c.id).where(table.c.submission_id == submission_id, table.c.state == "bounced")
    return conn.execute(back.limit(1)).first() is None


def unreached(conn: Connection, city: str) -> tuple[Mail, ...]:
    """Give the mails about a city's submissions that came back, the first to leave first."""
    rows = (
        select(table)
        .join(submission_table, submission_table.c.id == table.c.submission_id)
        .where(submission_table.c.city == city, table.c.state == "bounced")
        .order_by(table.c.queued_at)
    )
    return tuple(_mail(row) for row in conn.execute(rows))


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
