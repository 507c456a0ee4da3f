"""What a city signed of its journal, oldest first by size; a row is never changed but to add its timestamp."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from engine.store.tables import journal_checkpoint as table


@dataclass(frozen=True, slots=True)
class Signed:
    """One signed checkpoint: the journal's name and size, and the note itself."""

    city: str
    size: int
    at: datetime
    origin: str
    note: str
    #: The reply of a time-stamping authority, DER (RFC 3161); None without one.
    timestamp: bytes | None = None


def add(conn: Connection, signed: Signed) -> None:
    """Keep a checkpoint."""
    conn.execute(insert(table).values(**{name: getattr(signed, name) for name in _NAMES}))


def last(conn: Connection, city: str) -> Signed | None:
    """Give the newest checkpoint of a city; None when it signed none yet."""
    found = select(table).where(table.c.city == city).order_by(table.c.size.desc()).limit(1)
    row = conn.execute(found).first()
    return None if row is None else Signed(**row._mapping)  # noqa: SLF001 -- SQLAlchemy documents it as public


def every(conn: Connection, city: str) -> tuple[Signed, ...]:
    """Give all the checkpoints of a city, the smallest first."""
    rows = conn.execute(select(table).where(table.c.city == city).order_by(table.c.size))
    return tuple(Signed(**row._mapping) for row in rows)  # noqa: SLF001 -- as above


_NAMES = ("city", "size", "at", "origin", "note", "timestamp")
