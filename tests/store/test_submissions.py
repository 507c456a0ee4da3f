"""Submissions: a draft is deposited once; who deletes its key has erased it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from engine.store import Store, documents, drafts, submissions
from engine.store.documents import ErasedSubmission
from engine.store.drafts import DraftBody, StaleDraft
from engine.store.submissions import AlreadyDeposited, ReferenceTaken
from engine.store.tables import draft as draft_table
from engine.store.tables import submission as table
from engine.store.tables import submission_key
from tests.services.stores import sealed_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.store.drafts import Draft
    from engine.store.submissions import Submission

    Begin = Callable[..., Draft]
    Deposit = Callable[..., Submission]

BODY = DraftBody(document={"nom": "Le Goff"})


def test_a_submission_reads_back_by_id_reference_and_draft(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        written = deposit(conn, begin_draft(conn, BODY))
    with store.read() as conn:
        assert submissions.get(conn, written.id) == written
        assert submissions.by_reference(conn, "tilleray", written.reference) == written
        assert submissions.by_reference(conn, "grandval", written.reference) is None
        assert submissions.by_draft(conn, written.draft_id) == written
        assert submissions.get(conn, "unknown") is None
    assert (written.status, written.journal_seq) == ("deposited", None)
    assert "Le Goff" not in repr(written)


def test_a_deposited_draft_is_empty_and_leads_to_its_submission(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
        written = deposit(conn, draft)
    with store.begin() as conn:
        left = drafts.load(conn, "tilleray", draft.id)
        assert left is not None
        assert (left.reference, left.body) == (written.reference, DraftBody())
        row = conn.execute(select(draft_table)).one()
        assert (row.body, row.wrapped, row.kek_id) == (None, None, None)
        with pytest.raises(StaleDraft):
            drafts.save(conn, left)
        drafts.discard(conn, left)
        assert drafts.load(conn, "tilleray", draft.id) == left


def test_a_second_deposit_of_the_same_draft_is_told_of_the_first(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
        first = deposit(conn, draft)
    with store.begin() as conn:
        with pytest.raises(AlreadyDeposited) as caught:
            deposit(conn, draft)
        assert caught.value.submission_id == first.id
        assert submissions.by_draft(conn, draft.id) == first


def test_of_many_deposits_at_once_exactly_one_happens(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
    done: list[str] = []
    told: list[str] = []
    start = threading.Barrier(6)

    def click() -> None:
        start.wait()
        try:
            with store.begin() as conn:
                done.append(deposit(conn, draft).id)
        except AlreadyDeposited as error:
            told.append(error.submission_id)

    threads = [threading.Thread(target=click) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert told == done * 5


def test_a_draft_saved_meanwhile_is_not_deposited(store: Store, begin_draft: Begin, deposit: Deposit) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
        drafts.save(conn, draft)
        with pytest.raises(StaleDraft):
            deposit(conn, draft)
        assert submissions.by_draft(conn, draft.id) is None


def test_the_table_itself_refuses_a_second_submission_of_a_draft(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        deposit(conn, begin_draft(conn, BODY))
    with store.begin() as conn:
        row = dict(conn.execute(select(table)).mappings().one())
    row |= {"id": "other", "reference": "other"}
    with pytest.raises(IntegrityError), store.begin() as conn:
        conn.execute(table.insert().values(row))


def test_a_reference_is_unique_in_its_city_only(store: Store, begin_draft: Begin, deposit: Deposit) -> None:
    with store.begin() as conn:
        deposit(conn, begin_draft(conn), reference="444-444-44")
        deposit(conn, begin_draft(conn, city="grandval"), reference="444-444-44")
        draft = begin_draft(conn)
    with pytest.raises(ReferenceTaken) as caught, store.begin() as conn:
        deposit(conn, draft, reference="444-444-44")
    assert (caught.value.city, caught.value.reference) == ("tilleray", "444-444-44")
    with store.read() as conn:
        assert drafts.load(conn, "tilleray", draft.id) == draft


def test_the_second_code_is_checked_and_not_stored(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        written = deposit(conn, begin_draft(conn), second_code="7KQX-M4TD")
        assert submissions.check_second_code(conn, written.id, "7kqx m4td")
        assert not submissions.check_second_code(conn, written.id, "7KQX-M4TC")
        assert not submissions.check_second_code(conn, "unknown", "7KQX-M4TD")
        stored = conn.execute(select(table.c.second_code_hash)).scalar_one()
    assert "7KQX" not in stored
    store.keeper.secrets.root.joinpath("tilleray", "kek-2.key").write_text("A" * 43 + "=")
    store.keeper.secrets.root.joinpath("tilleray", "kek-2.key").chmod(0o600)
    with store.read() as conn:
        assert store.keeper.secrets.kek("tilleray").id == "kek-2"
        assert submissions.check_second_code(conn, written.id, "7KQX-M4TD")


def test_erasing_destroys_the_key_and_keeps_the_trace(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        written = deposit(conn, begin_draft(conn, BODY))
        documents.put(store, conn, written.id, "receipt", b"%PDF of Le Goff")
    with store.begin() as conn:
        submissions.erase(conn, written.id)
    with store.begin() as conn:
        assert conn.execute(select(submission_key)).all() == []
        left = submissions.get(conn, written.id)
        assert left == replace(written, status="erased", seal="", payload={})
        assert documents.load(store, conn, written.id, "receipt") is None
        with pytest.raises(ErasedSubmission):
            documents.put(store, conn, written.id, "receipt", b"%PDF")


def test_a_paper_reads_back_and_a_newer_one_takes_its_place(
    store: Store, begin_draft: Begin, deposit: Deposit
) -> None:
    with store.begin() as conn:
        written = deposit(conn, begin_draft(conn, BODY))
        assert not documents.exists(conn, written.id, "receipt")
        assert documents.load(store, conn, written.id, "receipt") is None
        documents.put(store, conn, written.id, "receipt", b"%PDF one")
    with store.begin() as conn:
        documents.put(store, conn, written.id, "receipt", b"%PDF two")
    with store.read() as conn:
        assert documents.exists(conn, written.id, "receipt")
        assert documents.load(store, conn, written.id, "receipt") == b"%PDF two"
    assert len(sealed_files(store)) == 1


def test_a_status_is_kept(store: Store, begin_draft: Begin, deposit: Deposit) -> None:
    with store.begin() as conn:
        written = deposit(conn, begin_draft(conn))
        submissions.set_status(conn, written.id, "delivered")
        assert submissions.get(conn, written.id) == replace(written, status="delivered")
