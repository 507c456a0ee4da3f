"""A process killed at any point leaves a draft or a submission, whole; at worst a file for the sweep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from engine.store import Store, attachments, deliveries, drafts, events, jobs, submissions
from engine.store.tables import attachment, draft, submission, submission_key
from tests.services.stores import sealed_files
from tests.store.killed_writer import FILE
from tests.store.killing import NeverReady, kill_repeatedly

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_killed_writer_leaves_everything_or_nothing(store: Store, store_url: str, tmp_path: Path) -> None:
    killed = kill_repeatedly("tests.store.killed_writer", [store_url, str(tmp_path)], times=6)
    told = [line.split(" ") for line in killed.acknowledged]
    assert killed.kills == 6
    assert len(told) > 6
    with store.begin() as conn:
        known_drafts = set(conn.execute(select(draft.c.id)).scalars())
        known = set(conn.execute(select(submission.c.id)).scalars())
        assert {told_id for kind, told_id in told if kind == "draft"} <= known_drafts
        assert {told_id for kind, told_id in told if kind == "submission"} <= known
        assert set(conn.execute(select(submission_key.c.submission_id)).scalars()) == known
        for submission_id in known:
            found = submissions.get(conn, submission_id)
            assert found is not None
            (kept,) = attachments.of_submission(conn, submission_id)
            assert found.payload == {"answers": {"piece": kept.id}}
            assert attachments.open(store, conn, kept.id) == FILE
            assert len(deliveries.of_submission(conn, submission_id)) == 1
            assert len(jobs.of_subject(conn, submission_id)) == 1
            assert len(events.of(conn, submission_id)) == 1
        for draft_id in known_drafts:
            left = drafts.load(conn, "tilleray", draft_id)
            assert left is not None
            if left.reference is None:
                (kept,) = attachments.of_draft(conn, left)
                assert left.body.document == {"piece": kept.id}
                assert attachments.open(store, conn, kept.id) == FILE
            else:
                assert submissions.by_draft(conn, draft_id) is not None
        attachments.collect_orphans(store, conn, datetime.now(UTC) + timedelta(minutes=1))
        rows = set(conn.execute(select(attachment.c.id)).scalars())
    assert {path.name for path in sealed_files(store)} == rows


def test_a_program_that_ends_by_itself_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NeverReady, match="UnsupportedDatabase"):
        kill_repeatedly("tests.store.killed_writer", ["mysql://unsupported/x", str(tmp_path)], times=1)
