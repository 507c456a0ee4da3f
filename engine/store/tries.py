"""Tries of a secret, slowed more and more by what is tried: a code, a link, a session, an address.

What is tried is counted whether it exists or not, so that neither the answer nor the table tells. A try counts
before it is judged: two at once are two.
"""

import hmac
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import crypto
from engine.store.context import keeper
from engine.store.tables import tries as table

#: Tries that wait for nothing.
FREE: Final = 3
#: The first wait; each next is twice as long.
FIRST: Final = timedelta(minutes=1)
LONGEST: Final = timedelta(hours=24)
#: How long tries are remembered after the last.
KEPT: Final = timedelta(hours=48)

_NONE: Final = timedelta()


def count(conn: Connection, city: str, purpose: str, subject: str, *, free: int = FREE) -> timedelta:
    """Count one try and give zero, or, when it comes too early, count nothing and give how long to wait."""
    now = keeper(conn).clock.now()
    same = (table.c.city == city, table.c.key == _key(conn, city, purpose, subject))
    _prepare(conn, city, purpose, subject)
    row = conn.execute(select(table).where(*same).with_for_update()).one()
    number = 0 if row.expires_at <= now else int(row.number)
    if number and row.free_at > now:
        left: timedelta = row.free_at - now
        return left
    wait = _wait(number + 1, free)
    values = {"number": number + 1, "free_at": now + wait, "expires_at": now + KEPT}
    conn.execute(update(table).where(*same).values(values))
    return _NONE


def forget(conn: Connection, city: str, purpose: str, subject: str) -> None:
    """Forget the tries of what was right at last."""
    key = _key(conn, city, purpose, subject)
    conn.execute(delete(table).where(table.c.city == city, table.c.key == key))


def expire(conn: Connection) -> int:
    """Delete what is remembered no longer; give its number."""
    return conn.execute(delete(table).where(table.c.expires_at <= keeper(conn).clock.now())).rowcount


def _wait(number: int, free: int) -> timedelta:
    """Give how long the next try waits after so many."""
    if number < free:
        return _NONE
    doublings = min(number - free, 20)
    return min(FIRST * (1 << doublings), LONGEST)


def _prepare(conn: Connection, city: str, purpose: str, subject: str) -> None:
    """Make the row when there is none, without failing when another request makes it at once."""
    now = keeper(conn).clock.now()
    values = {
        "city": city,
        "key": _key(conn, city, purpose, subject),
        "number": 0,
        "free_at": now,
        "expires_at": now + KEPT,
    }
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    conn.execute(dialect.insert(table).values(values).on_conflict_do_nothing())


def _key(conn: Connection, city: str, purpose: str, subject: str) -> str:
    kek = keeper(conn).secrets.kek(city)
    told = f"{purpose}|{subject}".encode("utf-8", "surrogatepass")
    return hmac.digest(crypto.derive(kek.key, f"tries|{kek.id}"), told, "sha256").hex()
