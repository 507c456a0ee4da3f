"""What the service and the person say after the deposit: words and files sealed with the submission's key.

Ids, numbers, kinds, times and limits stand in the clear; they outlive an erasure, the words do not.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select
from sqlalchemy import insert as sql_insert

from engine.errors import FormuneError
from engine.store import crypto, keys
from engine.store.attachments import Attachment
from engine.store.context import from_bytes, to_bytes
from engine.store.documents import ErasedSubmission
from engine.store.submissions import Submission
from engine.store.tables import exchange as table
from engine.store.tables import submission as submission_table

#: message, request (a piece is asked for) and decision come from the service; answer and withdrawal from the person.
Kind = Literal["message", "request", "decision", "answer", "withdrawal"]


class AlreadyAnswered(FormuneError):
    """The request was answered before; `exchange_id` is that answer."""

    def __init__(self, exchange_id: str) -> None:
        super().__init__(f"answered before by {exchange_id}")
        self.exchange_id = exchange_id


@dataclass(frozen=True, slots=True)
class File:
    """One file of an exchange, as the sealed body names it; its name is personal."""

    id: str
    code: str
    name: str = field(repr=False)
    type: str
    #: Bytes.
    size: int
    sha256: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One thing said; what is sealed is empty once the submission is erased."""

    id: str
    submission_id: str
    city: str
    #: From 1, in the order said.
    number: int
    kind: Kind
    at: datetime
    #: For a request: the last local day on which the piece is awaited.
    until: date | None
    #: For an answer: the request.
    answers_id: str | None
    text: str = field(repr=False, default="")
    #: For a request: what is asked, by its code and in words; for a decision: `accepted`, `refused` or `other`.
    code: str = ""
    label: str = field(repr=False, default="")
    files: tuple[File, ...] = field(repr=False, default=())


def insert(  # noqa: PLR0913 -- what may be said
    conn: Connection,
    submission: Submission,
    kind: Kind,
    at: datetime,
    *,
    text: str = "",
    code: str = "",
    label: str = "",
    files: Sequence[Attachment] = (),
    until: date | None = None,
    answers: str | None = None,
) -> Exchange:
    """Keep what was said; raise ErasedSubmission, or AlreadyAnswered when `answers` has an answer."""
    key = keys.of_submission(conn, submission.id)
    if key is None:
        raise ErasedSubmission(submission.id)
    hold(conn, submission.id)
    earlier = answer_to(conn, answers) if answers else None
    if earlier is not None:
        raise AlreadyAnswered(earlier)
    made = Exchange(
        *(str(uuid.uuid4()), submission.id, submission.city, _next(conn, submission.id), kind, at, until),
        answers_id=answers,
        text=text,
        code=code,
        label=label,
        files=tuple(File(one.id, one.code, one.name, one.type, one.size, one.sha256) for one in files),
    )
    sealed = crypto.seal(key, to_bytes(_body(made)), _where(made))
    conn.execute(sql_insert(table).values(**{name: getattr(made, name) for name in _CLEAR}, body=sealed))
    return made


def hold(conn: Connection, submission_id: str) -> None:
    """Keep others from speaking about a submission until the commit: numbers follow each other, ends are ends.

    Rows that name the submission may come meanwhile, as every foreign key does: two who wrote one first would
    otherwise wait for each other here.
    """
    row = select(submission_table.c.id).where(submission_table.c.id == submission_id)
    conn.execute(row.with_for_update(key_share=True))


def get(conn: Connection, exchange_id: str) -> Exchange | None:
    """Give one exchange; None when unknown."""
    row = conn.execute(select(table).where(table.c.id == exchange_id)).first()
    return None if row is None else _exchange(row, keys.of_submission(conn, row.submission_id))


def of_submission(conn: Connection, submission_id: str) -> tuple[Exchange, ...]:
    """Give a submission's exchanges, in the order said."""
    rows = conn.execute(
        select(table).where(table.c.submission_id == submission_id).order_by(table.c.number)
    ).all()
    key = keys.of_submission(conn, submission_id) if rows else None
    return tuple(_exchange(row, key) for row in rows)


def answer_to(conn: Connection, request_id: str) -> str | None:
    """Give the id of the answer to a request; None while there is none."""
    found: str | None = conn.execute(select(table.c.id).where(table.c.answers_id == request_id)).scalar()
    return found


def _next(conn: Connection, submission_id: str) -> int:
    last = select(func.max(table.c.number)).where(table.c.submission_id == submission_id)
    return (conn.execute(last).scalar() or 0) + 1


_CLEAR = ("id", "submission_id", "city", "number", "kind", "at", "until", "answers_id")


def _where(one: Exchange) -> str:
    return crypto.place(one.city, "exchange", one.id)


def _body(one: Exchange) -> dict[str, Any]:
    named = [{name: getattr(file, name) for name in File.__dataclass_fields__} for file in one.files]
    return {"text": one.text, "code": one.code, "label": one.label, "files": named}


def _exchange(row: Row[Any], key: bytes | None) -> Exchange:
    made = Exchange(**{name: getattr(row, name) for name in _CLEAR})
    if key is None or row.body is None:
        return made
    body = from_bytes(crypto.unseal(key, row.body, _where(made)))
    files = tuple(File(**one) for one in body.pop("files"))
    return Exchange(**{name: getattr(made, name) for name in _CLEAR}, files=files, **body)
