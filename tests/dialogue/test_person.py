"""The person answers, withdraws, erases: handed over to the service, once, and never lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine.dialogue import (
    Ended,
    NothingSaid,
    Undelivered,
    answer,
    ask,
    awaited,
    can_erase,
    decide,
    erase,
    withdraw,
)
from engine.store import attachments, deliveries, events, submissions
from engine.store.exchanges import AlreadyAnswered
from engine.store.tables import attachment, delivery
from tests.dialogue.conftest import PDF, Counter
from tests.services.stores import sealed_files

if TYPE_CHECKING:
    from engine.store.exchanges import Exchange

LIMIT = date(2026, 12, 24)


def asked(counter: Counter, label: str = "Bail") -> Exchange:
    with counter.desk.store.begin() as conn:
        return ask(counter.desk, conn, counter.submission, label, "Illisible.", LIMIT, "PIE-001")


def settle(counter: Counter, state: str = "accepted") -> None:
    with counter.desk.store.begin() as conn:
        conn.execute(delivery.update().values(state=state, due_at=None))


def complements(counter: Counter) -> list[deliveries.Delivery]:
    with counter.desk.store.read() as conn:
        rows = deliveries.of_submission(conn, counter.submission.id)
    return [row for row in rows if row.kind == "complement"]


def test_an_answer_is_kept_noted_and_queued_for_the_service(counter: Counter) -> None:
    request = asked(counter)
    assert awaited(counter.said()) == (request,)
    with counter.desk.store.begin() as conn:
        said = answer(counter.desk, conn, counter.submission, request, [PDF], "Le voici.")
    assert awaited(counter.said()) == ()
    assert counter.said()[1] == said
    (row,) = complements(counter)
    assert (row.exchange_id, row.route) == (said.id, "mairie")
    assert counter.towns.queued[-1] == ("deliver", row.id)
    with counter.desk.store.read() as conn:
        assert attachments.open(counter.desk.store, conn, said.files[0].id) == PDF.data
        last = events.of(conn, counter.submission.id)[-1]
    assert (last.kind, dict(last.data)) == ("piece_sent", {"exchange": 2, "request": 1, "files": 1})


def test_sending_twice_keeps_one_answer_one_file_and_one_delivery(counter: Counter) -> None:
    request = asked(counter)
    with counter.desk.store.begin() as conn:
        first = answer(counter.desk, conn, counter.submission, request, [PDF])
    with pytest.raises(AlreadyAnswered) as caught, counter.desk.store.begin() as conn:
        answer(counter.desk, conn, counter.submission, request, [PDF])
    assert caught.value.exchange_id == first.id
    assert len(complements(counter)) == 1
    with counter.desk.store.read() as conn:
        rows = conn.execute(attachment.select()).all()
    assert len(rows) == 2, "the file of the deposit and that of the answer"
    sealed = sealed_files(counter.desk.store)
    assert len(sealed) == 2, "the second one's file left the disk with its transaction"


def test_an_answer_needs_a_file_and_a_submission_that_goes_on(counter: Counter) -> None:
    request = asked(counter)
    with pytest.raises(NothingSaid), counter.desk.store.begin() as conn:
        answer(counter.desk, conn, counter.submission, request, [], "Je ne l’ai pas.")
    with counter.desk.store.begin() as conn:
        decide(counter.desk, conn, counter.submission, "refused", "Non.")
    with pytest.raises(Ended), counter.desk.store.begin() as conn:
        answer(counter.desk, conn, counter.submission, request, [PDF])


def test_requests_are_awaited_the_nearest_limit_first(counter: Counter) -> None:
    late = asked(counter, "Bail")
    with counter.desk.store.begin() as conn:
        near = ask(counter.desk, conn, counter.submission, "RIB", "", date(2026, 12, 1))
    assert awaited(counter.said()) == (near, late)


def test_a_withdrawal_is_told_to_the_service_once_and_its_reason_is_sealed(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        withdraw(counter.desk, conn, counter.submission, "Je déménage.")
    assert counter.now_is().status == "withdrawn"
    assert counter.said()[0].text == "Je déménage."
    assert len(complements(counter)) == 1
    with pytest.raises(Ended) as caught, counter.desk.store.begin() as conn:
        withdraw(counter.desk, conn, counter.submission)
    assert caught.value.status == "withdrawn"
    with counter.desk.store.read() as conn:
        kept = [dict(one.data) for one in events.of(conn, counter.submission.id)]
    assert kept == [{"exchange": 1}]


def test_a_submission_that_was_delivered_nowhere_is_handed_over_to_nobody(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        conn.execute(delivery.delete())
        withdraw(counter.desk, conn, counter.submission)
    assert complements(counter) == []


def test_nothing_is_erased_before_the_service_holds_it(counter: Counter) -> None:
    with counter.desk.store.read() as conn:
        assert not can_erase(conn, counter.submission)
    with pytest.raises(Undelivered), counter.desk.store.begin() as conn:
        erase(counter.desk, conn, counter.submission)
    settle(counter)
    request = asked(counter)
    with counter.desk.store.begin() as conn:
        answer(counter.desk, conn, counter.submission, request, [PDF])
        assert not can_erase(conn, counter.submission), "the piece is on its way"
    settle(counter)
    with counter.desk.store.begin() as conn:
        erase(counter.desk, conn, counter.submission)
    assert (counter.now_is().status, counter.now_is().payload) == ("erased", {})
    with counter.desk.store.read() as conn:
        assert events.of(conn, counter.submission.id)[-1].kind == "erased"
        assert not can_erase(conn, counter.now_is())


def test_what_never_reached_the_service_may_be_erased_once_withdrawn(counter: Counter) -> None:
    settle(counter, "dead")
    with counter.desk.store.begin() as conn:
        assert not can_erase(conn, counter.submission)
        withdraw(counter.desk, conn, counter.submission)
    with counter.desk.store.begin() as conn:
        found = submissions.get(conn, counter.submission.id)
        assert found is not None
        assert can_erase(conn, found)
