"""The data keys of drafts and submissions, unwrapped."""

from sqlalchemy import Connection, delete, insert, select

from engine.store.context import keeper
from engine.store.tables import draft, submission, submission_key


def of_draft(conn: Connection, draft_id: str) -> bytes | None:
    """Give a draft's key; None when the draft is unknown or deposited."""
    row = conn.execute(
        select(draft.c.city, draft.c.wrapped, draft.c.kek_id).where(draft.c.id == draft_id)
    ).first()
    if row is None or row.wrapped is None:
        return None
    return keeper(conn).unwrap(row.wrapped, row.kek_id, row.city, "draft", draft_id)


def of_submission(conn: Connection, submission_id: str) -> bytes | None:
    """Give a submission's key; None when the submission is unknown or erased."""
    row = conn.execute(
        select(submission.c.city, submission_key.c.wrapped, submission_key.c.kek_id)
        .join(submission_key, submission_key.c.submission_id == submission.c.id)
        .where(submission.c.id == submission_id)
    ).first()
    if row is None:
        return None
    return keeper(conn).unwrap(row.wrapped, row.kek_id, row.city, "submission", submission_id)


def give(conn: Connection, city: str, submission_id: str, key: bytes) -> None:
    """Store a submission's key, wrapped."""
    wrapped, kek_id = keeper(conn).wrap(key, city, "submission", submission_id)
    conn.execute(insert(submission_key).values(submission_id=submission_id, wrapped=wrapped, kek_id=kek_id))


def shred(conn: Connection, submission_id: str) -> None:
    """Delete a submission's key: all its ciphertext, wherever it was copied, is unreadable from now on."""
    conn.execute(delete(submission_key).where(submission_key.c.submission_id == submission_id))
