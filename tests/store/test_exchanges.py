"""What is said after a deposit: sealed, numbered, answered once, gone with the submission's key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from engine.store import attachments, deliveries, exchanges, persons, pieces, submissions
from engine.store.documents import ErasedSubmission
from engine.store.exchanges import AlreadyAnswered
from engine.store.files import MissingFile
from engine.store.tables import exchange as table
from tests.store.test_leaks import everything, found_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.clock import FrozenClock
    from engine.store import Secrets, Store
    from engine.store.drafts import Draft
    from engine.store.submissions import Submission

WORDS = "Bonjour Maëlle Kerguélen, il manque votre bail."
IDENTITY = {"issuer": "https://idp.example/", "subject": "sub-9f8e7d6c", "name": "Maëlle"}


@pytest.fixture
def submission(
    store: Store, begin_draft: Callable[..., Draft], deposit: Callable[..., Submission]
) -> Submission:
    with store.begin() as conn:
        return deposit(conn, begin_draft(conn))


def test_what_is_said_comes_back_in_the_order_said(
    store: Store, submission: Submission, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        kept = pieces.add(store, conn, submission, "decision", "arrêté.pdf", "application/pdf", b"%PDF")
        exchanges.insert(conn, submission, "message", clock.now(), text=WORDS)
        asked = exchanges.insert(
            conn,
            submission,
            "request",
            clock.now(),
            text="Le bail",
            code="PIE-002",
            label="Bail",
            until=date(2026, 4, 2),
        )
        exchanges.insert(conn, submission, "answer", clock.now(), answers=asked.id)
        exchanges.insert(conn, submission, "decision", clock.now(), code="accepted", files=[kept])
    with store.read() as conn:
        found = exchanges.of_submission(conn, submission.id)
        assert exchanges.get(conn, asked.id) == asked == found[1]
        assert exchanges.get(conn, "unknown") is None
        assert attachments.open(store, conn, found[3].files[0].id) == b"%PDF"
    assert [(one.number, one.kind) for one in found] == [
        (1, "message"),
        (2, "request"),
        (3, "answer"),
        (4, "decision"),
    ]
    assert (found[0].text, found[1].until, found[2].answers_id) == (WORDS, date(2026, 4, 2), asked.id)
    assert found[3].files[0].name == "arrêté.pdf"


def test_a_request_is_answered_once(store: Store, submission: Submission, clock: FrozenClock) -> None:
    with store.begin() as conn:
        asked = exchanges.insert(conn, submission, "request", clock.now(), until=date(2026, 4, 2))
        answer = exchanges.insert(conn, submission, "answer", clock.now(), answers=asked.id)
    with pytest.raises(AlreadyAnswered) as caught, store.begin() as conn:
        exchanges.insert(conn, submission, "answer", clock.now(), answers=asked.id)
    assert caught.value.exchange_id == answer.id
    with store.read() as conn:
        assert exchanges.answer_to(conn, asked.id) == answer.id
        assert conn.execute(select(func.count()).select_from(table)).scalar_one() == 2


def test_no_word_and_no_name_of_a_file_stands_in_the_clear(
    store: Store, store_url: str, submission: Submission, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        kept = pieces.add(store, conn, submission, "piece", "bail-kerguelen.pdf", "application/pdf", b"%PDF")
        exchanges.insert(conn, submission, "message", clock.now(), text=WORDS, label="Bail", files=[kept])
    dump = everything(store, store_url)
    assert found_in(dump, ("Maëlle", "Kerguélen", "bail-kerguelen", WORDS)) == []
    assert found_in(dump, (kept.id,)) == [kept.id], "what stands in the clear is found"


def test_an_erasure_takes_the_words_and_the_files_and_leaves_the_dates(
    store: Store, submission: Submission, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        kept = pieces.add(store, conn, submission, "piece", "bail.pdf", "application/pdf", b"%PDF")
        exchanges.insert(conn, submission, "message", clock.now(), text=WORDS, files=[kept])
    with store.begin() as conn:
        submissions.erase(conn, submission.id)
    with store.read() as conn:
        (left,) = exchanges.of_submission(conn, submission.id)
        assert (left.kind, left.at, left.text, left.files) == ("message", clock.now(), "", ())
        assert conn.execute(select(table.c.body)).scalar() is None
        with pytest.raises((attachments.UnknownAttachment, MissingFile)):
            attachments.open(store, conn, kept.id)
    with pytest.raises(ErasedSubmission), store.begin() as conn:
        exchanges.insert(conn, submission, "message", clock.now())
    with pytest.raises(ErasedSubmission), store.begin() as conn:
        pieces.add(store, conn, submission, "piece", "bail.pdf", "application/pdf", b"%PDF")


def test_a_complement_s_delivery_names_what_it_carries(
    store: Store, submission: Submission, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        said = exchanges.insert(conn, submission, "withdrawal", clock.now())
        row = deliveries.insert(
            conn,
            submission.id,
            "tilleray",
            "mairie",
            due_at=clock.now(),
            kind="complement",
            exchange_id=said.id,
        )
    with store.read() as conn:
        assert deliveries.get(conn, row.id) == row
    assert row.exchange_id == said.id


def test_a_status_that_was_left_behind_is_not_taken_again(store: Store, submission: Submission) -> None:
    with store.begin() as conn:
        assert submissions.advance(conn, submission.id, "withdrawn", ("closed", "withdrawn", "erased"))
        assert not submissions.advance(conn, submission.id, "closed", ("closed", "withdrawn", "erased"))
        found = submissions.get(conn, submission.id)
    assert found is not None
    assert found.status == "withdrawn"


def test_a_person_finds_what_she_sent_in_this_city_alone(
    store: Store, store_url: str, secrets: Secrets, begin_draft: Callable[..., Draft], clock: FrozenClock
) -> None:
    with store.begin() as conn:
        for city in ("tilleray", "grandval"):
            for reference, identity in (("444-444-44", IDENTITY), ("555-555-55", None)):
                submissions.insert(
                    conn,
                    begin_draft(conn, city=city),
                    reference=reference,
                    deposited_at=clock.now(),
                    channel="portail",
                    receipt_channel="ecran",
                    seal="e30.e30.c2VhbA",
                    payload={},
                    second_code="7KQX-M4TD",
                    person=persons.digest_of(secrets, city, identity),
                )
    mine = persons.digests_of(secrets, "tilleray", IDENTITY)
    other = persons.digests_of(secrets, "tilleray", {**IDENTITY, "subject": "someone-else"})
    with store.read() as conn:
        (found,) = submissions.of_persons(conn, "tilleray", mine, 50)
        assert (found.city, found.reference) == ("tilleray", "444-444-44")
        assert submissions.is_of(conn, found.id, mine)
        assert not submissions.is_of(conn, found.id, other)
        assert submissions.of_persons(conn, "tilleray", other, 50) == ()
        assert (
            submissions.of_persons(conn, "tilleray", persons.digests_of(secrets, "tilleray", None), 9) == ()
        )
        assert submissions.of_persons(conn, "grandval", mine, 50) == (), "no digest crosses to another city"
    assert found_in(everything(store, store_url), (IDENTITY["subject"], IDENTITY["issuer"])) == []
    with store.begin() as conn:
        submissions.erase(conn, found.id)
        assert submissions.of_persons(conn, "tilleray", mine, 50) == ()


def test_a_person_is_found_again_under_an_older_key(secrets: Secrets) -> None:
    before = persons.digest_of(secrets, "tilleray", IDENTITY)
    folder = secrets.root / "tilleray"
    (folder / "kek-2.key").write_bytes((secrets.root / "grandval" / "kek-1.key").read_bytes())
    (folder / "kek-2.key").chmod(0o600)
    assert persons.digest_of(secrets, "tilleray", IDENTITY) != before
    assert before in persons.digests_of(secrets, "tilleray", IDENTITY)
