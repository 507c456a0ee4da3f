"""Logins under way at an identity provider: single use, bound to the browser that began them.

The state and the browser's binding are kept as hashes; the nonce and the PKCE verifier are sealed under the
KEK.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert

from engine.store import crypto
from engine.store.context import from_bytes, keeper, to_bytes
from engine.store.tables import login as table


@dataclass(frozen=True, slots=True)
class Login:
    """What must be remembered between leaving for a provider and coming back."""

    city: str
    provider: str
    body: Mapping[str, Any] = field(repr=False)
    expires_at: datetime


def put(  # noqa: PLR0913, PLR0917 -- a login is bound to all of these
    conn: Connection,
    city: str,
    state: str,
    browser: str,
    provider: str,
    body: Mapping[str, Any],
    expires_at: datetime,
) -> None:
    """Remember a login; `state` goes to the provider, `browser` stays in a cookie."""
    kek = keeper(conn).secrets.kek(city)
    state_hash = _hash(state)
    where = crypto.place(city, "login", state_hash, kek.id)
    conn.execute(
        insert(table).values(
            state_hash=state_hash,
            browser_hash=_hash(browser),
            city=city,
            provider=provider,
            body=crypto.seal(crypto.derive(kek.key, where), to_bytes(body), where),
            kek_id=kek.id,
            expires_at=expires_at,
        )
    )


def take(conn: Connection, city: str, state: str, browser: str) -> Login | None:
    """Give a login and forget it, at once; None when unknown, taken, expired or of another browser."""
    row = conn.execute(
        delete(table)
        .where(
            table.c.state_hash == _hash(state),
            table.c.browser_hash == _hash(browser),
            table.c.city == city,
            table.c.expires_at > keeper(conn).clock.now(),
        )
        .returning(table)
    ).first()
    if row is None:
        return None
    kek = keeper(conn).secrets.kek_by_id(city, row.kek_id)
    where = crypto.place(city, "login", row.state_hash, kek.id)
    body = from_bytes(crypto.unseal(crypto.derive(kek.key, where), row.body, where))
    return Login(city, row.provider, body, row.expires_at)


def expire(conn: Connection, now: datetime) -> int:
    """Delete the logins that nobody came back from; give their number."""
    return conn.execute(delete(table).where(table.c.expires_at <= now)).rowcount


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
