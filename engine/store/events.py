"""What happened to a submission, in order; kinds, ids and codes, never a personal value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.errors import FormuneError
from engine.store.tables import event as table

#: What an event may tell: numbers, truths, and codes or ids.
Value = str | int | bool | None

_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,100}")


class PersonalData(FormuneError):
    """An event's text is not a code: events outlive an erasure, so words do not belong in them."""

    def __init__(self, name: str) -> None:
        super().__init__(f"event data « {name} » is not a code")
        self.name = name


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    submission_id: str
    kind: str
    at: datetime
    data: Mapping[str, Value]


def add(conn: Connection, submission_id: str, kind: str, at: datetime, data: Mapping[str, Value]) -> None:
    """Note an event; raise PersonalData when a text could be more than a code."""
    for name, value in data.items():
        if isinstance(value, str) and not _CODE.fullmatch(value):
            raise PersonalData(name)
    conn.execute(insert(table).values(submission_id=submission_id, kind=kind, at=at, data=dict(data)))


def of(conn: Connection, submission_id: str) -> tuple[Event, ...]:
    """Give a submission's events, in the order they were noted."""
    rows = conn.execute(select(table).where(table.c.submission_id == submission_id).order_by(table.c.id))
    return tuple(Event(row.submission_id, row.kind, row.at, row.data) for row in rows)
