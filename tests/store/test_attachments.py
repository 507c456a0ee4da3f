"""Attachments: on the disk before their row, gone after it, unreadable without the draft's key."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from engine.store import Store, Unreadable, attachments, drafts, submissions
from engine.store.attachments import Attachment, UnknownAttachment
from engine.store.drafts import StaleDraft
from engine.store.files import MissingFile
from tests.services.stores import root_of, sealed_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from engine.clock import FrozenClock
    from engine.store.drafts import Draft
    from engine.store.submissions import Submission

    Begin = Callable[..., Draft]
    Deposit = Callable[..., Submission]

DATA = b"%PDF-1.7 Acte de naissance de Le Goff" * 1000


class Stop(Exception):
    """Leave a transaction without committing it."""


def on_disk(store: Store) -> list[Path]:
    return sealed_files(store)


def keep(store: Store, begin_draft: Begin) -> tuple[Draft, Attachment]:
    with store.begin() as conn:
        draft = begin_draft(conn)
        kept = attachments.add(
            store, conn, draft, "PIE-001", "acte-le-goff.pdf", "application/pdf", io.BytesIO(DATA)
        )
    return draft, kept


def age(store: Store, moment: datetime) -> None:
    for path in on_disk(store):
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_a_file_reads_back_with_its_description(store: Store, begin_draft: Begin) -> None:
    draft, kept = keep(store, begin_draft)
    with store.read() as conn:
        assert attachments.open(store, conn, kept.id) == DATA
        assert attachments.of_draft(conn, draft) == (kept,)
        assert attachments.get(conn, kept.id) == kept
    assert (kept.size, kept.type) == (len(DATA), "application/pdf")


def test_the_disk_shows_neither_name_nor_content(store: Store, begin_draft: Begin) -> None:
    _, kept = keep(store, begin_draft)
    (path,) = on_disk(store)
    assert path.relative_to(root_of(store)).parts == ("tilleray", kept.id[:2], kept.id)
    assert b"Le Goff" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert "le-goff" not in repr(kept)


def test_an_altered_or_exchanged_file_does_not_open(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        one = attachments.add(store, conn, draft, "PIE-001", "a.pdf", "application/pdf", io.BytesIO(DATA))
        attachments.add(store, conn, draft, "PIE-001", "b.pdf", "application/pdf", io.BytesIO(DATA + b"!"))
    first, second = on_disk(store)
    kept = first.read_bytes(), second.read_bytes()
    first.write_bytes(kept[1])
    second.write_bytes(kept[0])
    with store.read() as conn, pytest.raises(Unreadable):
        attachments.open(store, conn, one.id)


def test_a_rolled_back_file_leaves_nothing(store: Store, begin_draft: Begin) -> None:
    seen: list[int] = []
    with suppress(Stop), store.begin() as conn:
        attachments.add(
            store, conn, begin_draft(conn), "PIE-001", "a.pdf", "application/pdf", io.BytesIO(DATA)
        )
        seen.append(len(on_disk(store)))
        raise Stop
    assert seen == [1]
    assert on_disk(store) == []


def test_a_deposited_draft_takes_no_more_files(store: Store, begin_draft: Begin, deposit: Deposit) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        deposit(conn, draft)
        with pytest.raises(StaleDraft):
            attachments.add(store, conn, draft, "PIE-001", "a.pdf", "application/pdf", io.BytesIO(DATA))
    assert on_disk(store) == []


def test_a_removed_file_goes_after_the_commit_and_not_before(store: Store, begin_draft: Begin) -> None:
    draft, kept = keep(store, begin_draft)
    with suppress(Stop), store.begin() as conn:
        attachments.remove(store, conn, kept.id)
        raise Stop
    with store.read() as conn:
        assert attachments.open(store, conn, kept.id) == DATA
    with store.begin() as conn:
        attachments.remove(store, conn, kept.id)
        assert len(on_disk(store)) == 1
    assert on_disk(store) == []
    with store.read() as conn:
        assert attachments.of_draft(conn, draft) == ()
        with pytest.raises(UnknownAttachment):
            attachments.open(store, conn, kept.id)


def test_a_discarded_or_expired_draft_takes_its_files_along(
    store: Store, begin_draft: Begin, clock: FrozenClock
) -> None:
    draft, _ = keep(store, begin_draft)
    keep(store, begin_draft)
    with store.begin() as conn:
        drafts.discard(conn, draft)
    assert len(on_disk(store)) == 1
    clock.advance(drafts.LIFETIME)
    with store.begin() as conn:
        drafts.expire(conn, clock.now())
    assert on_disk(store) == []


def test_a_deposited_file_keeps_its_bytes_and_follows_its_submission(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    draft, kept = keep(store, begin_draft)
    before = on_disk(store)[0].read_bytes()
    with store.begin() as conn:
        submission = deposit(conn, draft)
    assert on_disk(store)[0].read_bytes() == before
    with store.read() as conn:
        (found,) = attachments.of_submission(conn, submission.id)
        assert attachments.open(store, conn, kept.id) == DATA
        assert attachments.of_draft(conn, draft) == ()
    assert (found.owner, found.sha256) == (submission.id, kept.sha256)


def test_an_erased_submission_has_no_file_left(store: Store, begin_draft: Begin, deposit: Deposit) -> None:
    draft, _ = keep(store, begin_draft)
    with store.begin() as conn:
        submission = deposit(conn, draft)
    with store.begin() as conn:
        submissions.erase(conn, submission.id)
    assert on_disk(store) == []
    with store.read() as conn:
        assert attachments.of_submission(conn, submission.id) == ()


def test_the_sweep_takes_old_files_that_no_row_knows_and_only_those(
    store: Store, begin_draft: Begin, clock: FrozenClock
) -> None:
    keep(store, begin_draft)
    (kept,) = on_disk(store)
    orphan, draft = kept.with_name("orphan"), kept.with_name(".orphan.tmp")
    orphan.write_bytes(b"\x01")
    draft.write_bytes(b"\x01")
    age(store, clock.now())
    with store.read() as conn:
        assert attachments.collect_orphans(store, conn, clock.now()) == 0
        age(store, clock.now().replace(year=2025))
        assert attachments.collect_orphans(store, conn, clock.now()) == 2
    assert on_disk(store) == [kept]


def test_a_file_missing_from_the_disk_is_told_by_its_id(store: Store, begin_draft: Begin) -> None:
    _, kept = keep(store, begin_draft)
    on_disk(store)[0].unlink()
    with store.read() as conn, pytest.raises(MissingFile) as caught:
        attachments.open(store, conn, kept.id)
    assert caught.value.file_id == kept.id
