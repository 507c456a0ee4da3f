"""What happens to a submission, told twice at once: to its own list of events, and to its city's journal.

Locks are taken in one order, the submission's row and then the journal's head, and the head is the last that a
transaction takes: two that tell at once wait, and never for each other.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine.evidence import journal
from engine.evidence.journal import Happening
from engine.evidence.statement import canonical
from engine.store import events, exchanges
from engine.store.events import Value
from engine.store.exchanges import Exchange
from engine.store.journal import Leaf
from engine.store.submissions import Submission


def tell(  # noqa: PLR0913, PLR0917 -- what happened, for the list and for the journal
    conn: Connection,
    submission: Submission,
    kind: str,
    at: datetime,
    facts: Mapping[str, Value],
    proof: Mapping[str, Any] | None = None,
) -> Leaf:
    """Tell what happened; `facts` are codes, for both, `proof` hashes and names, for the journal's details alone."""
    exchanges.hold(conn, submission.id)
    events.add(conn, submission.id, kind, at, facts)
    details = {"reference": submission.reference, **facts, **(proof or {})}
    return journal.append(conn, Happening(submission.city, submission.id, kind, at, details))


def digest_of(said: Exchange) -> str:
    """Hash what was said with its files: SHA-256 of its canonical JSON, hexadecimal."""
    told = {
        "kind": said.kind,
        "number": said.number,
        "text": said.text,
        "code": said.code,
        "label": said.label,
        "until": said.until.isoformat() if said.until else None,
        "files": [{"name": one.name, "type": one.type, "sha256": one.sha256} for one in said.files],
    }
    return hashlib.sha256(canonical(told)).hexdigest()
