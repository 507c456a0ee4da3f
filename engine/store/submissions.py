"""Submissions: frozen answers with their seal, under a key of their own that can be destroyed."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update
from sqlalchemy import insert as sql_insert
from sqlalchemy.exc import IntegrityError

from engine.errors import FormuneError
from engine.store import codes, crypto, drafts, files, keys
from engine.store.context import from_bytes, keeper, to_bytes
from engine.store.drafts import Draft, StaleDraft
from engine.store.tables import attachment, document, exchange
from engine.store.tables import submission as table

#: closed: the service decided; withdrawn: the person wants no answer any more.
Status = Literal["deposited", "delivered", "rejected", "closed", "withdrawn", "erased"]


class AlreadyDeposited(FormuneError):
    """The draft became a submission before; `submission_id` is that one."""

    def __init__(self, draft_id: str, submission_id: str) -> None:
        super().__init__(f"draft {draft_id} was deposited as submission {submission_id}")
        self.draft_id = draft_id
        self.submission_id = submission_id


class ReferenceTaken(FormuneError):
    """Another submission of this city took the reference meanwhile; deposit again with a new one."""

    def __init__(self, city: str, reference: str) -> None:
        super().__init__(f"{city}: reference {reference} is taken")
        self.city = city
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Submission:
    """One deposited form."""

    id: str
    draft_id: str
    #: Unique in the city; says nothing about the person.
    reference: str
    city: str
    form: str
    version: str
    digest: str
    profile_digest: str
    deposited_at: datetime
    #: How it came: portail, guichet, api, import.
    channel: str
    #: How the receipt goes out: ecran, courriel, courrier.
    receipt_channel: str
    status: Status
    #: The JWS, which holds the sealed statement; empty once erased.
    seal: str = field(repr=False)
    #: {answers, labels, warnings, files, identity, helper, …}; empty once erased.
    payload: Mapping[str, Any] = field(repr=False)
    #: Place in the city's journal, from 0; None for a deposit older than the journal.
    journal_seq: int | None = None


def insert(  # noqa: PLR0913 -- the names of what is deposited
    conn: Connection,
    draft: Draft,
    *,
    reference: str,
    deposited_at: datetime,
    channel: str,
    receipt_channel: str,
    seal: str,
    payload: Mapping[str, Any],
    second_code: str,
    submission_id: str | None = None,
    person: str | None = None,
) -> Submission:
    """Turn a draft into a submission: its key and files move, its row is emptied and notes the reference.

    Raises AlreadyDeposited when the draft was deposited before (a double click), StaleDraft when it was saved
    meanwhile, ReferenceTaken when another deposit drew the same reference. Nothing is committed by itself.
    `person` is what engine.store.persons keeps of who logged in.
    """
    _close(conn, draft, reference)
    submission = Submission(
        id=submission_id or str(uuid.uuid4()),
        draft_id=draft.id,
        reference=reference,
        city=draft.city,
        form=draft.form,
        version=draft.version,
        digest=draft.digest,
        profile_digest=draft.profile_digest,
        deposited_at=deposited_at,
        channel=channel,
        receipt_channel=receipt_channel,
        status="deposited",
        seal=seal,
        payload=payload,
    )
    values = {name: getattr(submission, name) for name in _CLEAR}
    sealed = crypto.seal(
        draft.key, to_bytes({"seal": seal, "payload": payload}), _where(submission.city, submission.id)
    )
    hashed = codes.hash_code(second_code, keeper(conn).secrets.kek(draft.city))
    try:
        conn.execute(
            sql_insert(table).values(**values, payload=sealed, second_code_hash=hashed, person=person)
        )
    except IntegrityError:
        raise ReferenceTaken(draft.city, reference) from None
    keys.give(conn, draft.city, submission.id, draft.key)
    conn.execute(
        update(attachment)
        .where(attachment.c.draft_id == draft.id)
        .values(draft_id=None, submission_id=submission.id)
    )
    return submission


def get(conn: Connection, submission_id: str) -> Submission | None:
    """Give a submission by its id; None when unknown."""
    return _one(conn, table.c.id == submission_id)


def by_reference(conn: Connection, city: str, reference: str) -> Submission | None:
    """Give a city's submission by its reference as `parse_reference` gives it; None when unknown."""
    return _one(conn, table.c.city == city, table.c.reference == reference)


def by_draft(conn: Connection, draft_id: str) -> Submission | None:
    """Give the submission that a draft became; None when it is not deposited."""
    return _one(conn, table.c.draft_id == draft_id)


def count_since(conn: Connection, ids: Collection[str], form: str, since: datetime) -> int:
    """Count, among these submissions, those of a form that were deposited since an instant."""
    asked = select(func.count()).select_from(table)
    found = conn.execute(
        asked.where(table.c.id.in_(ids), table.c.form == form, table.c.deposited_at >= since)
    )
    return int(found.scalar_one())


def check_second_code(conn: Connection, submission_id: str, code: str) -> bool:
    """Tell whether `code` is the one shown on the confirmation page; about 3 ms of CPU, on purpose."""
    row = conn.execute(
        select(table.c.city, table.c.second_code_hash).where(table.c.id == submission_id)
    ).first()
    if row is None:
        return False
    return codes.matches(code, row.second_code_hash, keeper(conn).secrets.keks(row.city))


def place(conn: Connection, submission_id: str, seq: int) -> None:
    """Note where a city's journal tells of a deposit."""
    conn.execute(update(table).where(table.c.id == submission_id).values(journal_seq=seq))


def set_status(conn: Connection, submission_id: str, status: Status) -> None:
    """Note how far a submission has come."""
    conn.execute(update(table).where(table.c.id == submission_id).values(status=status))


def advance(conn: Connection, submission_id: str, status: Status, beyond: Collection[Status]) -> bool:
    """Note how far a submission has come, unless its status is one of `beyond` it; say whether it was noted."""
    free = (table.c.id == submission_id, table.c.status.not_in(beyond))
    return conn.execute(update(table).where(*free).values(status=status)).rowcount == 1


def of_persons(conn: Connection, city: str, persons: Collection[str], limit: int) -> tuple[Submission, ...]:
    """Give what a person sent in a city, the newest first; `persons` is what engine.store.persons gives."""
    mine = select(table).where(table.c.city == city, table.c.person.in_(persons))
    rows = conn.execute(mine.order_by(table.c.deposited_at.desc(), table.c.id).limit(limit)).all()
    return tuple(_submission(conn, row) for row in rows)


def is_of(conn: Connection, submission_id: str, persons: Collection[str]) -> bool:
    """Say whether a submission was sent by a person who logged in."""
    found = select(table.c.id).where(table.c.id == submission_id, table.c.person.in_(persons))
    return conn.execute(found).first() is not None


def erase(conn: Connection, submission_id: str) -> None:
    """Destroy a submission's key, content and files; its reference, times and events stay, with nobody's trace."""
    keys.shred(conn, submission_id)
    emptied = update(table).where(table.c.id == submission_id)
    conn.execute(emptied.values(payload=None, status="erased", person=None))
    conn.execute(update(exchange).where(exchange.c.submission_id == submission_id).values(body=None))
    for owned in (attachment, document):
        gone = delete(owned).where(owned.c.submission_id == submission_id).returning(owned.c.id, owned.c.city)
        for row in conn.execute(gone):
            files.remove_after_commit(conn, files.name_of(row.city, row.id))


_CLEAR = (
    "id",
    "draft_id",
    "reference",
    "city",
    "form",
    "version",
    "digest",
    "profile_digest",
    "deposited_at",
    "channel",
    "receipt_channel",
    "status",
    "journal_seq",
)


def _close(conn: Connection, draft: Draft, reference: str) -> None:
    try:
        drafts.close(conn, draft, reference)
    except StaleDraft:
        known = conn.execute(select(table.c.id).where(table.c.draft_id == draft.id)).scalar()
        if known is None:
            raise
        raise AlreadyDeposited(draft.id, known) from None


def _where(city: str, submission_id: str) -> str:
    return crypto.place(city, "submission", submission_id)


def _one(conn: Connection, *conditions: ColumnElement[bool]) -> Submission | None:
    row = conn.execute(select(table).where(*conditions)).first()
    return None if row is None else _submission(conn, row)


def _submission(conn: Connection, row: Row[Any]) -> Submission:
    key = keys.of_submission(conn, row.id)
    body: dict[str, Any] = {"seal": "", "payload": {}}
    if key is not None and row.payload is not None:
        body = from_bytes(crypto.unseal(key, row.payload, _where(row.city, row.id)))
    return Submission(**{name: getattr(row, name) for name in _CLEAR}, **body)
