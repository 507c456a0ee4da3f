"""Browser sessions: the cookie holds a random token, the row its hash and a sealed body."""

import hashlib
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy import delete as sql_delete

from engine.store import crypto
from engine.store.context import from_bytes, keeper, to_bytes
from engine.store.tables import session as table

#: How long a session lives after its last use.
LIFETIME: Final = timedelta(hours=24)
#: How old `seen_at` may grow before `touch` writes it again.
TOUCH_AFTER: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in one city."""

    #: SHA-256 of the token, hexadecimal.
    id_hash: str
    city: str
    #: Claims, CSRF secret, ids of drafts and submissions; personal, therefore never printed.
    body: Mapping[str, Any] = field(repr=False)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def new_token() -> str:
    """Give a cookie value of 256 random bits."""
    return random.token_urlsafe(32)


def create(conn: Connection, city: str, token: str, body: Mapping[str, Any]) -> Session:
    """Store a session under a token that the browser alone keeps."""
    now = keeper(conn).clock.now()
    session = Session(_hash(token), city, body, now, now, now + LIFETIME)
    sealed, kek_id = _seal(conn, session)
    conn.execute(
        insert(table).values(
            id_hash=session.id_hash,
            city=city,
            body=sealed,
            kek_id=kek_id,
            created_at=now,
            seen_at=now,
            expires_at=session.expires_at,
        )
    )
    return session


def load(conn: Connection, city: str, token: str) -> Session | None:
    """Give the session of a token in this city; None when unknown or expired."""
    row = conn.execute(_LOAD, {"id_hash": _hash(token), "city": city}).first()
    if row is None or row.expires_at <= keeper(conn).clock.now():
        return None
    return _session(conn, row)


def save(conn: Connection, session: Session) -> Session:
    """Store a session's body again and lengthen its life."""
    now = keeper(conn).clock.now()
    sealed, kek_id = _seal(conn, session)
    conn.execute(
        update(table)
        .where(table.c.id_hash == session.id_hash)
        .values(body=sealed, kek_id=kek_id, seen_at=now, expires_at=now + LIFETIME)
    )
    return replace(session, seen_at=now, expires_at=now + LIFETIME)


def touch(conn: Connection, session: Session) -> Session:
    """Lengthen a session's life when it was last seen more than TOUCH_AFTER ago; write nothing otherwise."""
    now = keeper(conn).clock.now()
    if now - session.seen_at < TOUCH_AFTER:
        return session
    conn.execute(
        update(table).where(table.c.id_hash == session.id_hash).values(seen_at=now, expires_at=now + LIFETIME)
    )
    return replace(session, seen_at=now, expires_at=now + LIFETIME)


def delete(conn: Connection, city: str, token: str) -> None:
    """Forget a session; an unknown token is no error."""
    conn.execute(sql_delete(table).where(table.c.id_hash == _hash(token), table.c.city == city))


def rotate(conn: Connection, city: str, old: str, new: str) -> Session | None:
    """Move a session to a fresh token, as every login must; None when the old one is unknown or expired."""
    session = load(conn, city, old)
    if session is None:
        return None
    delete(conn, city, old)
    return create(conn, city, new, session.body)


def expire(conn: Connection, now: datetime) -> int:
    """Delete the sessions whose life is over; give their number."""
    return conn.execute(sql_delete(table).where(table.c.expires_at <= now)).rowcount


_LOAD = select(table).where(table.c.id_hash == bindparam("id_hash"), table.c.city == bindparam("city"))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _seal(conn: Connection, session: Session) -> tuple[bytes, str]:
    kek = keeper(conn).secrets.kek(session.city)
    where = crypto.place(session.city, "session", session.id_hash, kek.id)
    return crypto.seal(crypto.derive(kek.key, where), to_bytes(session.body), where), kek.id


def _session(conn: Connection, row: Row[Any]) -> Session:
    kek = keeper(conn).secrets.kek_by_id(row.city, row.kek_id)
    where = crypto.place(row.city, "session", row.id_hash, kek.id)
    body = from_bytes(crypto.unseal(crypto.derive(kek.key, where), row.body, where))
    return Session(row.id_hash, row.city, body, row.created_at, row.seen_at, row.expires_at)
