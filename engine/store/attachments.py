"""Files that residents attach: encrypted with their draft's key, kept where files are, described by a sealed row.

The key follows the draft to its submission at deposit; the files themselves are not written again.
"""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import Connection, Row, delete, insert, select

from engine.errors import FormuneError
from engine.store import crypto, files, keys, stream
from engine.store.context import from_bytes, keeper, to_bytes
from engine.store.drafts import Draft, hold
from engine.store.store import Store
from engine.store.stream import Source
from engine.store.tables import attachment as table
from engine.store.tables import document


class UnknownAttachment(FormuneError):
    """There is no such attachment."""

    def __init__(self, attachment_id: str) -> None:
        super().__init__(f"no attachment {attachment_id}")
        self.attachment_id = attachment_id


@dataclass(frozen=True, slots=True)
class Attachment:
    """One stored file; its name is personal, therefore never printed."""

    id: str
    city: str
    #: Id of the draft, or of the submission once deposited.
    owner: str
    #: Code of the question that it answers.
    code: str
    name: str = field(repr=False)
    #: Media type, found from the content.
    type: str
    #: Bytes, before encryption.
    size: int
    #: SHA-256 of the content, hexadecimal.
    sha256: str = field(repr=False)


def add(  # noqa: PLR0913, PLR0917 -- a file has all of these
    store: Store,
    conn: Connection,
    draft: Draft,
    code: str,
    name: str,
    type: str,  # noqa: A002 -- the word of the Attachment
    content: Source,
) -> Attachment:
    """Keep a file for a draft, read to its end in small parts, before its row is committed.

    Raise StaleDraft once deposited, FilesAway.
    """
    hold(conn, draft)
    file_id = str(uuid.uuid4())
    where = crypto.place(draft.city, "attachment", file_id)
    measured = _Measured(content)
    sealed = stream.seal(draft.key, measured, where)
    files.write(store.keeper.files, conn, files.name_of(draft.city, file_id), sealed)
    attachment = Attachment(
        id=file_id,
        city=draft.city,
        owner=draft.id,
        code=code,
        name=name,
        type=type,
        size=measured.size,
        sha256=measured.digest.hexdigest(),
    )
    meta = {"name": name, "type": type, "size": attachment.size, "sha256": attachment.sha256}
    conn.execute(
        insert(table).values(
            id=attachment.id,
            city=draft.city,
            draft_id=draft.id,
            code=code,
            meta=crypto.seal(draft.key, to_bytes(meta), where),
            created_at=keeper(conn).clock.now(),
        )
    )
    return attachment


def open(store: Store, conn: Connection, attachment_id: str) -> bytes:  # noqa: A001 -- attachments.open reads well
    """Give a file's whole content; raise UnknownAttachment, MissingFile, or Unreadable when it was altered."""
    with reader(store, conn, attachment_id) as content:
        return content.read()


def reader(store: Store, conn: Connection, attachment_id: str) -> BinaryIO:
    """Give a file's content as a file, to be closed; it needs no connection any more.

    Raise UnknownAttachment, MissingFile or FilesAway; reading raises Unreadable where the file was altered.
    """
    row = _row(conn, attachment_id)
    key = _key(conn, row)
    sealed = store.keeper.files.opened(files.name_of(row.city, row.id))
    return stream.reader(key, sealed, crypto.place(row.city, "attachment", row.id))


def get(conn: Connection, attachment_id: str) -> Attachment:
    """Give a file's description; raise UnknownAttachment."""
    row = _row(conn, attachment_id)
    return _attachment(row, _key(conn, row))


def remove(store: Store, conn: Connection, attachment_id: str) -> None:  # noqa: ARG001 -- as its neighbours
    """Delete a file and its row; an unknown one is no error."""
    row = conn.execute(
        delete(table).where(table.c.id == attachment_id).returning(table.c.id, table.c.city)
    ).first()
    if row is not None:
        files.remove_after_commit(conn, files.name_of(row.city, row.id))


def of_draft(conn: Connection, draft: Draft) -> tuple[Attachment, ...]:
    """Give a draft's files, oldest first."""
    rows = conn.execute(select(table).where(table.c.draft_id == draft.id).order_by(*_ORDER))
    return tuple(_attachment(row, draft.key) for row in rows)


def of_submission(conn: Connection, submission_id: str) -> tuple[Attachment, ...]:
    """Give a submission's files, oldest first; none once it is erased."""
    rows = conn.execute(select(table).where(table.c.submission_id == submission_id).order_by(*_ORDER)).all()
    key = keys.of_submission(conn, submission_id) if rows else None
    return tuple(_attachment(row, key) for row in rows) if key else ()


def collect_orphans(store: Store, conn: Connection, before: datetime) -> int:
    """Delete the files older than `before` that no row knows; give their number.

    `before` must lie well before the oldest transaction under way: files are written before their rows.
    """
    kept = store.keeper.files
    orphans = [name for name in kept.older(before) if not _known(conn, files.id_of(name))]
    files.remove(kept, orphans)
    return len(orphans) + kept.drop_unfinished(before)


class _Measured:
    """A file that tells, once read, how long it was and what its SHA-256 is."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        part = self._source.read(size)
        self.size += len(part)
        self.digest.update(part)
        return part


_ORDER = (table.c.created_at, table.c.id)


def _row(conn: Connection, attachment_id: str) -> Row[Any]:
    row = conn.execute(select(table).where(table.c.id == attachment_id)).first()
    if row is None:
        raise UnknownAttachment(attachment_id)
    return row


def _key(conn: Connection, row: Row[Any]) -> bytes:
    key = (
        keys.of_submission(conn, row.submission_id)
        if row.submission_id
        else keys.of_draft(conn, row.draft_id)
    )
    if key is None:
        raise UnknownAttachment(row.id)
    return key


def _attachment(row: Row[Any], key: bytes) -> Attachment:
    meta = from_bytes(crypto.unseal(key, row.meta, crypto.place(row.city, "attachment", row.id)))
    return Attachment(row.id, row.city, row.draft_id or row.submission_id, row.code, **meta)


def _known(conn: Connection, file_id: str) -> bool:
    return any(
        conn.execute(select(owner.c.id).where(owner.c.id == file_id)).first() is not None
        for owner in (table, document)
    )
