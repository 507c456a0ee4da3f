"""A process killed at any point of a deposit leaves the draft or everything: never a half."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from engine.evidence.seal import verify
from engine.store import Store, attachments, deliveries, drafts, events, jobs, submissions
from engine.store.tables import draft, submission, submission_key
from tests.deposit.desk import FILE
from tests.store.killing import kill_repeatedly


@pytest.mark.slow
def test_a_killed_deposit_leaves_the_draft_or_everything(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    with store.begin() as conn:
        conn.execute(text("CREATE TABLE test_queue (kind VARCHAR(20), row_id VARCHAR(40))"))
    killed = kill_repeatedly(
        "tests.deposit.killed_depositor", [store_url, str(tmp_path)], times=5, longest=0.4
    )
    told = [line.split(" ") for line in killed.acknowledged]
    trusted = [store.keeper.secrets.seal("tilleray").chain[-1]]
    with store.read() as conn:
        known = set(conn.execute(select(submission.c.id)).scalars())
        assert known
        assert {told_id for kind, told_id in told if kind == "submission"} <= known
        assert set(conn.execute(select(submission_key.c.submission_id)).scalars()) == known
        queued = sorted(kind for (kind,) in conn.execute(text("SELECT kind FROM test_queue")))
        assert queued == ["deliver"] * len(known) + ["receipt"] * len(known)
        for submission_id in known:
            found = submissions.get(conn, submission_id)
            assert found is not None
            report = verify(None, found.seal, trusted)
            assert report.trusted
            assert report.statement is not None
            assert report.statement["answers"] == found.payload["answers"]
            (kept,) = attachments.of_submission(conn, submission_id)
            assert attachments.open(store, conn, kept.id) == FILE
            assert len(deliveries.of_submission(conn, submission_id)) == 1
            assert len(jobs.of_subject(conn, submission_id)) == 1
            assert len(events.of(conn, submission_id)) == 1
        for draft_id in conn.execute(select(draft.c.id)).scalars():
            left = drafts.load(conn, "tilleray", draft_id)
            assert left is not None
            sent = submissions.by_draft(conn, draft_id)
            assert (left.reference is None) is (sent is None)
            if left.reference is None:
                (kept,) = attachments.of_draft(conn, left)
                assert attachments.open(store, conn, kept.id) == FILE
