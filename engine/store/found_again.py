"""Drafts found again without the session that began them: by a log-in, by a code, and before their end.

Who logged in is kept as HMAC of issuer and subject under a key lent by the city's KEK: two cities have nothing
in common, and who holds the database alone learns nobody. Nobody is recognised by a name or an address.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from engine.store import codes, crypto, drafts
from engine.store.context import keeper
from engine.store.drafts import Draft
from engine.store.secrets import Kek
from engine.store.tables import draft as table


def own(conn: Connection, draft: Draft, identity: Mapping[str, Any] | None) -> None:
    """Note who began a draft; nothing without issuer and subject."""
    hashes = _owners(draft.city, identity, (keeper(conn).secrets.kek(draft.city),))
    if hashes:
        conn.execute(update(table).where(table.c.id == draft.id).values(owner_hash=hashes[0]))


def of_owner(conn: Connection, city: str, identity: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Give the ids of a person's open drafts in this city, the last begun last."""
    hashes = _owners(city, identity, keeper(conn).secrets.keks(city))
    rows = (
        select(table.c.id)
        .where(table.c.city == city, table.c.owner_hash.in_(hashes), table.c.reference.is_(None))
        .where(table.c.expires_at > keeper(conn).clock.now())
        .order_by(table.c.created_at, table.c.id)
    )
    return tuple(conn.execute(rows).scalars()) if hashes else ()


def give_code(conn: Connection, draft: Draft) -> str:
    """Make the code that finds a draft again, such as `7KQX-M4TD`; the one before finds nothing any more."""
    code = codes.new_code()
    (hashed,) = codes.finding_hashes(code, draft.city, (keeper(conn).secrets.kek(draft.city),))
    conn.execute(update(table).where(table.c.id == draft.id).values(code_hash=hashed))
    return code


def has_code(conn: Connection, draft: Draft) -> bool:
    """Say whether a code finds this draft."""
    return conn.execute(select(table.c.code_hash).where(table.c.id == draft.id)).scalar() is not None


def by_code(conn: Connection, city: str, code: str) -> Draft | None:
    """Give the open draft of a code; about 3 ms of CPU, whether there is one or not."""
    hashes = codes.finding_hashes(code, city, keeper(conn).secrets.keks(city))
    found = select(table.c.id).where(table.c.city == city, table.c.code_hash.in_(hashes))
    draft_id = conn.execute(found).scalar()
    draft = None if draft_id is None else drafts.load(conn, city, draft_id)
    return None if draft is None or draft.reference is not None else draft


def take_ending(conn: Connection, now: datetime, limit: int) -> tuple[str, ...]:
    """Give the ids of drafts whose end is to be told now, each once: until it is saved again."""
    due = select(table.c.id).where(table.c.notice_at <= now).order_by(table.c.notice_at).limit(limit)
    return tuple(draft_id for draft_id in conn.execute(due).scalars().all() if _taken(conn, draft_id, now))


def was_told(conn: Connection, draft: Draft) -> bool:
    """Say whether the end of a draft was told and it was not saved since."""
    return conn.execute(select(table.c.notice_at).where(table.c.id == draft.id)).scalar() is None


def _taken(conn: Connection, draft_id: str, now: datetime) -> bool:
    still = update(table).where(table.c.id == draft_id, table.c.notice_at <= now)
    return conn.execute(still.values(notice_at=None)).rowcount == 1


def _owners(city: str, identity: Mapping[str, Any] | None, keks: tuple[Kek, ...]) -> tuple[str, ...]:
    issuer, subject = (str((identity or {}).get(name, "")) for name in ("issuer", "subject"))
    if not issuer or not subject:
        return ()
    person = json.dumps([city, issuer, subject]).encode()
    return tuple(
        hmac.digest(crypto.derive(kek.key, f"owner|{kek.id}"), person, "sha256").hex() for kek in keks
    )
