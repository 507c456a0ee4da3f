"""Papers made about a submission (the receipt): sealed with its key, kept where files are, one of each kind."""

import uuid

from sqlalchemy import Connection, delete, insert, select

from engine.errors import FormuneError
from engine.store import crypto, files, keys
from engine.store.context import keeper
from engine.store.store import Store
from engine.store.tables import document as table
from engine.store.tables import submission


class ErasedSubmission(FormuneError):
    """The submission is unknown or its key was destroyed: no paper can be kept about it."""

    def __init__(self, submission_id: str) -> None:
        super().__init__(f"submission {submission_id} is unknown or erased")
        self.submission_id = submission_id


def put(store: Store, conn: Connection, submission_id: str, kind: str, data: bytes) -> str:
    """Keep a paper, in place of an earlier one of its kind; give its id; raise ErasedSubmission."""
    key = keys.of_submission(conn, submission_id)
    city = conn.execute(select(submission.c.city).where(submission.c.id == submission_id)).scalar()
    if key is None or city is None:
        raise ErasedSubmission(submission_id)
    _remove(conn, submission_id, kind)
    document_id = str(uuid.uuid4())
    sealed = crypto.seal(key, data, crypto.place(city, "document", document_id))
    files.write(store.keeper.files, conn, files.name_of(city, document_id), (sealed,))
    now = keeper(conn).clock.now()
    conn.execute(
        insert(table).values(
            id=document_id, city=city, submission_id=submission_id, kind=kind, created_at=now
        )
    )
    return document_id


def load(store: Store, conn: Connection, submission_id: str, kind: str) -> bytes | None:
    """Give a paper; None when it is not made yet or the submission is erased."""
    row = conn.execute(
        select(table).where(table.c.submission_id == submission_id, table.c.kind == kind)
    ).first()
    key = keys.of_submission(conn, submission_id)
    if row is None or key is None:
        return None
    with store.keeper.files.opened(files.name_of(row.city, row.id)) as sealed:
        return crypto.unseal(key, sealed.read(), crypto.place(row.city, "document", row.id))


def exists(conn: Connection, submission_id: str, kind: str) -> bool:
    """Tell whether a paper of this kind is kept."""
    found = select(table.c.id).where(table.c.submission_id == submission_id, table.c.kind == kind)
    return conn.execute(found).first() is not None


def _remove(conn: Connection, submission_id: str, kind: str) -> None:
    same = (table.c.submission_id == submission_id, table.c.kind == kind)
    for row in conn.execute(delete(table).where(*same).returning(table.c.id, table.c.city)):
        files.remove_after_commit(conn, files.name_of(row.city, row.id))
