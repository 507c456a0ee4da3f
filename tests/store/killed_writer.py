"""The program that test_killing.py kills: drafts, files and deposits, one line after each commit."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from engine.clock import SystemClock
from engine.store import (
    Secrets,
    Store,
    attachments,
    deliveries,
    drafts,
    events,
    jobs,
    open_store,
    submissions,
)
from engine.store.codes import new_code
from engine.store.drafts import DraftBody
from engine.store.references import free_reference

#: Bytes of the file that each draft holds.
FILE = b"%PDF-1.7" * 4000


def main(url: str, folder: str) -> None:
    """Work until killed."""
    store = open_store(url, Secrets(Path(folder) / "secrets"), Path(folder) / "files", SystemClock())
    print("ready", flush=True)  # noqa: T201 -- the parent reads it
    while True:
        draft_id = save(store)
        print(f"draft {draft_id}", flush=True)  # noqa: T201 -- the parent reads it
        submission_id = deposit(store, draft_id)
        print(f"submission {submission_id}", flush=True)  # noqa: T201 -- the parent reads it


def save(store: Store) -> str:
    """Begin a draft with a file, in one transaction."""
    with store.begin() as conn:
        draft = drafts.create(conn, "tilleray", "demo", "1.0.0", "a" * 64, "b" * 64, DraftBody())
        kept = attachments.add(store, conn, draft, "PIE-001", "acte.pdf", "application/pdf", io.BytesIO(FILE))
        drafts.save(conn, replace(draft, body=DraftBody(document={"piece": kept.id})))
        return draft.id


def deposit(store: Store, draft_id: str) -> str:
    """Deposit a draft with its delivery, its job and its event, in one transaction."""
    with store.begin() as conn:
        draft = drafts.load(conn, "tilleray", draft_id)
        if draft is None:
            raise SystemExit(draft_id)
        now = datetime.now(UTC)
        submission = submissions.insert(
            conn,
            draft,
            reference=free_reference(conn, "tilleray"),
            deposited_at=now,
            channel="portail",
            receipt_channel="ecran",
            seal="e30.e30.c2VhbA",
            payload={"answers": draft.body.document},
            second_code=new_code(),
        )
        deliveries.insert(conn, submission.id, "tilleray", "mairie", due_at=now)
        jobs.insert(conn, "receipt", submission.id, now)
        events.add(conn, submission.id, "deposited", now, {})
        return submission.id


if __name__ == "__main__":
    main(*sys.argv[1:])
