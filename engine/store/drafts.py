"""Drafts: what a resident typed so far, sealed under a key of the draft's own.

A draft is read and written as a whole, by compare-and-set on its revision: two tabs never overwrite each
other in silence. At deposit its key goes to the submission and the row stays, empty, to lead the way to it.
"""

import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, insert, select, update

from engine.errors import FormuneError
from engine.store import crypto, files
from engine.store.context import from_bytes, keeper, to_bytes
from engine.store.tables import attachment
from engine.store.tables import draft as table

#: How long a draft lives after it was last saved.
LIFETIME: Final = timedelta(days=30)
#: How long before its end a person who gave an address for that is told; a third of a shorter life.
NOTICE: Final = timedelta(days=7)
#: The fact that holds the address given to find the draft again.
ADDRESS: Final = "courriel"


class StaleDraft(FormuneError):
    """Someone saved, deposited or discarded this draft meanwhile."""

    def __init__(self, draft_id: str, revision: int) -> None:
        super().__init__(f"draft {draft_id} is no longer at revision {revision}")
        self.draft_id = draft_id
        self.revision = revision


@dataclass(frozen=True, slots=True)
class DraftBody:
    """Everything personal in a draft; plain JSON."""

    #: Answers, calculated and pruned.
    document: dict[str, Any] = field(default_factory=dict)
    #: Page → input name → what was typed, also when it is wrong.
    raw: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    #: Pages that were posted, in order.
    visited: list[str] = field(default_factory=list)
    #: Check → hash of the answers that the person confirmed.
    confirmed: dict[str, str] = field(default_factory=dict)
    #: What is known besides answers (origin, device).
    facts: dict[str, Any] = field(default_factory=dict)
    #: Evidence of a login, None without one.
    identity: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """One unfinished form of one person in one city."""

    id: str
    city: str
    form: str
    version: str
    #: SHA-256 of the national bundle, hexadecimal.
    digest: str
    #: SHA-256 of the city's profile, hexadecimal.
    profile_digest: str
    #: Grows by one at each save.
    revision: int
    body: DraftBody = field(repr=False)
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    #: The submission's reference once deposited; the body is then empty.
    reference: str | None
    #: The data key; 32 bytes, none once deposited.
    key: bytes = field(repr=False)


def create(  # noqa: PLR0913, PLR0917 -- a draft is bound to all of these for good
    conn: Connection,
    city: str,
    form: str,
    version: str,
    digest: str,
    profile_digest: str,
    body: DraftBody,
    *,
    lifetime: timedelta = LIFETIME,
) -> Draft:
    """Begin a draft; its id is opaque and useless without the session that holds it."""
    now = keeper(conn).clock.now()
    draft = Draft(
        id=random.token_urlsafe(16),
        city=city,
        form=form,
        version=version,
        digest=digest,
        profile_digest=profile_digest,
        revision=1,
        body=body,
        created_at=now,
        updated_at=now,
        expires_at=now + lifetime,
        reference=None,
        key=crypto.new_key(),
    )
    wrapped, kek_id = keeper(conn).wrap(draft.key, city, "draft", draft.id)
    values = {name: getattr(draft, name) for name in _CLEAR}
    conn.execute(
        insert(table).values(
            **values,
            body=_seal(draft),
            wrapped=wrapped,
            kek_id=kek_id,
            notice_at=_notice_at(draft, lifetime),
        )
    )
    return draft


def load(conn: Connection, city: str, draft_id: str) -> Draft | None:
    """Give a draft of this city; None when unknown or expired. Once deposited it has a reference, no body."""
    row = conn.execute(_LOAD, {"draft_id": draft_id, "city": city}).first()
    if row is None or (row.reference is None and row.expires_at <= keeper(conn).clock.now()):
        return None
    return _draft(conn, row)


def get(conn: Connection, draft_id: str) -> Draft | None:
    """Give a draft whatever its city, for the work that follows it; None as `load` gives it."""
    city = conn.execute(select(table.c.city).where(table.c.id == draft_id)).scalar()
    return None if city is None else load(conn, city, draft_id)


def save(conn: Connection, draft: Draft, *, lifetime: timedelta = LIFETIME) -> Draft:
    """Store a draft's body, and the version of its form, and lengthen its life.

    Raises StaleDraft when it is not the stored revision.
    """
    if draft.reference is not None:
        raise StaleDraft(draft.id, draft.revision)
    now = keeper(conn).clock.now()
    saved = replace(draft, revision=draft.revision + 1, updated_at=now, expires_at=now + lifetime)
    done = conn.execute(
        update(table)
        .where(*_unchanged(draft))
        .values(
            body=_seal(saved),
            notice_at=_notice_at(saved, lifetime),
            **{name: getattr(saved, name) for name in _SAVED},
        )
    )
    if done.rowcount != 1:
        raise StaleDraft(draft.id, draft.revision)
    return saved


def close(conn: Connection, draft: Draft, reference: str) -> None:
    """Empty a draft at its deposit and note the reference; raise StaleDraft when it changed meanwhile."""
    done = conn.execute(
        update(table)
        .where(*_unchanged(draft))
        .values(revision=draft.revision + 1, reference=reference, **dict.fromkeys(_CLOSED))
    )
    if done.rowcount != 1:
        raise StaleDraft(draft.id, draft.revision)


def hold(conn: Connection, draft: Draft) -> None:
    """Keep a draft open until the transaction ends; raise StaleDraft when it is deposited or gone."""
    still_open = select(table.c.id).where(table.c.id == draft.id, table.c.reference.is_(None))
    # Not a shared lock: two that hold it and then save would wait for each other. FOR NO KEY UPDATE lets rows that
    # name the draft be written meanwhile (PostgreSQL, 13.3.2).
    if conn.execute(still_open.with_for_update(key_share=True)).first() is None:
        raise StaleDraft(draft.id, draft.revision)


def discard(conn: Connection, draft: Draft) -> None:
    """Delete a draft with its attachments, whatever its revision; a deposited draft is left alone."""
    _delete(conn, table.c.id == draft.id)


def expire(conn: Connection, now: datetime) -> int:
    """Delete the drafts whose life is over, with their attachments; give their number."""
    return _delete(conn, table.c.expires_at <= now)


_CLEAR = (
    "id",
    "city",
    "form",
    "version",
    "digest",
    "profile_digest",
    "revision",
    "created_at",
    "updated_at",
    "expires_at",
    "reference",
)
#: What a save writes besides the body: a draft may have moved to a later version of its form.
_SAVED = ("revision", "version", "digest", "profile_digest", "updated_at", "expires_at")
#: What a deposit leaves nothing of.
_CLOSED = ("body", "wrapped", "kek_id", "owner_hash", "code_hash", "notice_at")
_BODY = tuple(each.name for each in fields(DraftBody))
_LOAD = select(table).where(table.c.id == bindparam("draft_id"), table.c.city == bindparam("city"))


def _delete(conn: Connection, condition: ColumnElement[bool]) -> int:
    open_drafts = (condition, table.c.reference.is_(None))
    owned = select(attachment.c.id, attachment.c.city).join(table, attachment.c.draft_id == table.c.id)
    for row in conn.execute(owned.where(*open_drafts)):
        files.remove_after_commit(conn, files.name_of(row.city, row.id))
    return conn.execute(delete(table).where(*open_drafts)).rowcount


def _unchanged(draft: Draft) -> tuple[Any, ...]:
    return table.c.id == draft.id, table.c.revision == draft.revision, table.c.reference.is_(None)


def _notice_at(draft: Draft, lifetime: timedelta) -> datetime | None:
    """Give when to tell the end: NOTICE before it, later for a short life, never without an address."""
    return draft.expires_at - min(NOTICE, lifetime / 3) if draft.body.facts.get(ADDRESS) else None


def _seal(draft: Draft) -> bytes:
    body = {name: getattr(draft.body, name) for name in _BODY}  # asdict would copy every leaf: 0.3 ms
    return crypto.seal(draft.key, to_bytes(body), crypto.place(draft.city, "draft", draft.id))


def _draft(conn: Connection, row: Row[Any]) -> Draft:
    body, key = DraftBody(), b""
    if row.wrapped is not None:
        key = keeper(conn).unwrap(row.wrapped, row.kek_id, row.city, "draft", row.id)
        body = _body(from_bytes(crypto.unseal(key, row.body, crypto.place(row.city, "draft", row.id))))
    return Draft(**{name: getattr(row, name) for name in _CLEAR}, body=body, key=key)


def _body(value: Mapping[str, Any]) -> DraftBody:
    return DraftBody(**value)
