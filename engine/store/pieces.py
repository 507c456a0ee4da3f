"""Files that come after the deposit, from the person or from the service: sealed with the submission's key.

They stand beside those of the draft (engine.store.attachments), which opens and removes them.
"""

import hashlib
import uuid
from io import BytesIO

from sqlalchemy import Connection, insert

from engine.store import crypto, files, keys, stream
from engine.store.attachments import Attachment
from engine.store.context import keeper, to_bytes
from engine.store.documents import ErasedSubmission
from engine.store.store import Store
from engine.store.submissions import Submission
from engine.store.tables import attachment as table


def add(  # noqa: PLR0913, PLR0917 -- a file has all of these
    store: Store,
    conn: Connection,
    submission: Submission,
    code: str,
    name: str,
    type: str,  # noqa: A002 -- the word of the Attachment
    data: bytes,
) -> Attachment:
    """Keep a file for a submission, on the disk before its row is committed; raise ErasedSubmission."""
    key = keys.of_submission(conn, submission.id)
    if key is None:
        raise ErasedSubmission(submission.id)
    digest = hashlib.sha256(data).hexdigest()
    kept = Attachment(str(uuid.uuid4()), submission.city, submission.id, code, name, type, len(data), digest)
    where = crypto.place(kept.city, "attachment", kept.id)
    files.write(
        store.keeper.files, conn, files.name_of(kept.city, kept.id), stream.seal(key, BytesIO(data), where)
    )
    meta = {"name": name, "type": type, "size": kept.size, "sha256": digest}
    conn.execute(
        insert(table).values(
            id=kept.id,
            city=kept.city,
            submission_id=submission.id,
            code=code,
            meta=crypto.seal(key, to_bytes(meta), where),
            created_at=keeper(conn).clock.now(),
        )
    )
    return kept
