"""Deliveries, jobs and mails: nobody works twice at once, nothing that is due is forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from engine.store import Store, deliveries, events, jobs, leases, mails, submissions
from engine.store.claims import LEASE
from engine.store.deliveries import PersonalCode
from engine.store.events import PersonalData
from engine.store.tables import attempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.clock import FrozenClock
    from engine.store.deliveries import Delivery
    from engine.store.drafts import Draft
    from engine.store.submissions import Submission

    Begin = Callable[..., Draft]
    Deposit = Callable[..., Submission]


@pytest.fixture
def delivery(store: Store, begin_draft: Begin, deposit: Deposit, clock: FrozenClock) -> Delivery:
    """Give a delivery that is due now."""
    with store.begin() as conn:
        submission = deposit(conn, begin_draft(conn))
        return deliveries.insert(conn, submission.id, "tilleray", "mairie", due_at=clock.now())


def test_a_delivery_is_due_when_its_time_has_come(
    store: Store, delivery: Delivery, clock: FrozenClock
) -> None:
    with store.read() as conn:
        assert deliveries.get(conn, delivery.id) == delivery
        assert deliveries.of_submission(conn, delivery.submission_id) == (delivery,)
        assert deliveries.due(conn, clock.now() - timedelta(seconds=1), 10) == ()
        assert deliveries.due(conn, clock.now(), 10) == (delivery.id,)
        assert deliveries.due(conn, clock.now(), 0) == ()


def test_of_many_workers_at_once_exactly_one_claims(
    store: Store, delivery: Delivery, clock: FrozenClock
) -> None:
    claimed: list[bool] = []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait()
        with store.begin() as conn:
            claimed.append(deliveries.claim(conn, delivery.id, clock.now()) is not None)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False] * 7 + [True]


def test_a_failed_attempt_is_noted_and_due_again_later(
    store: Store, delivery: Delivery, clock: FrozenClock
) -> None:
    later = clock.now() + timedelta(minutes=1)
    with store.begin() as conn:
        claimed = deliveries.claim(conn, delivery.id, clock.now())
        assert claimed is not None
        assert claimed.attempts == 1
        recorded = deliveries.record(
            conn,
            claimed,
            at=clock.now(),
            state="queued",
            outcome="transient",
            code="503",
            detail="Le Goff ?",
            due_at=later,
        )
        assert recorded == replace(delivery, attempts=1, due_at=later)
    with store.begin() as conn:
        assert deliveries.claim(conn, delivery.id, clock.now()) is None
        assert deliveries.claim(conn, delivery.id, later) is not None
        (noted,) = deliveries.attempts(conn, delivery.id)
        assert (noted.number, noted.outcome, noted.code, noted.detail) == (1, "transient", "503", "Le Goff ?")
        assert b"Le Goff" not in conn.execute(select(attempt.c.detail)).scalar_one()
        submissions.erase(conn, delivery.submission_id)
        assert deliveries.attempts(conn, delivery.id)[0].detail == ""


def test_an_accepted_delivery_is_not_due_any_more(
    store: Store, delivery: Delivery, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        claimed = deliveries.claim(conn, delivery.id, clock.now())
        assert claimed is not None
        done = deliveries.record(
            conn, claimed, at=clock.now(), state="accepted", outcome="accepted", external_id="BO-1"
        )
        assert done is not None
        assert (done.state, done.external_id, done.due_at) == ("accepted", "BO-1", None)
        clock.advance(timedelta(days=1))
        assert deliveries.due(conn, clock.now(), 10) == ()
        assert deliveries.claim(conn, delivery.id, clock.now()) is None


def test_a_dead_workers_claim_ends_and_its_late_word_changes_nothing(
    store: Store, delivery: Delivery, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        slow = deliveries.claim(conn, delivery.id, clock.now())
    assert slow is not None
    clock.advance(LEASE)
    with store.begin() as conn:
        assert deliveries.due(conn, clock.now(), 10) == (delivery.id,)
        quick = deliveries.claim(conn, delivery.id, clock.now())
        assert quick is not None
    with store.begin() as conn:
        late = deliveries.record(conn, slow, at=clock.now(), state="rejected", outcome="rejected")
        assert late is None
        kept = deliveries.record(conn, quick, at=clock.now(), state="accepted", outcome="accepted")
        assert kept is not None
        assert kept.state == "accepted"
        assert [noted.outcome for noted in deliveries.attempts(conn, delivery.id)] == ["rejected", "accepted"]


def test_an_outcomes_code_is_never_words(store: Store, delivery: Delivery, clock: FrozenClock) -> None:
    with store.begin() as conn:
        claimed = deliveries.claim(conn, delivery.id, clock.now())
        assert claimed is not None
        with pytest.raises(PersonalCode):
            deliveries.record(
                conn, claimed, at=clock.now(), state="dead", outcome="rejected", code="M. Le Goff"
            )


def test_a_job_is_claimed_finished_and_due_again_when_it_must_be(store: Store, clock: FrozenClock) -> None:
    later = clock.now() + timedelta(minutes=1)
    with store.begin() as conn:
        job = jobs.insert(conn, "receipt", "submission-1", clock.now())
        assert jobs.due(conn, clock.now(), 10) == (job.id,)
        claimed = jobs.claim(conn, job.id, clock.now())
        assert claimed is not None
        assert jobs.claim(conn, job.id, clock.now()) is None
        assert jobs.record(conn, claimed, "queued", later) == replace(job, attempts=1, due_at=later)
        again = jobs.claim(conn, job.id, later)
        assert again is not None
        assert jobs.record(conn, again, "done") == replace(job, state="done", attempts=2, due_at=None)
        assert jobs.record(conn, again, "dead") is None
        assert jobs.due(conn, later, 10) == ()
        found = jobs.get(conn, job.id)
        assert found is not None
        assert jobs.of_subject(conn, "submission-1") == (found,)


def test_a_mail_is_claimed_and_sent_once(
    store: Store, begin_draft: Begin, deposit: Deposit, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        submission = deposit(conn, begin_draft(conn))
        mail = mails.insert(conn, submission.id, "receipt", clock.now())
        assert mails.get(conn, mail.id) == mail
        assert mails.due(conn, clock.now(), 10) == (mail.id,)
        claimed = mails.claim(conn, mail.id, clock.now())
        assert claimed is not None
        assert mails.claim(conn, mail.id, clock.now()) is None
        sent = mails.record(conn, claimed, "sent")
        assert sent == replace(mail, state="sent", attempts=1, due_at=None, sent_at=clock.now())
        assert mails.of_submission(conn, submission.id) == (sent,)


def test_events_are_kept_in_order_and_refuse_words(
    store: Store, begin_draft: Begin, deposit: Deposit, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        submission = deposit(conn, begin_draft(conn))
        events.add(conn, submission.id, "deposited", clock.now(), {"channel": "portail"})
        events.add(conn, submission.id, "delivered", clock.now(), {"attempt": 2, "late": False})
        with pytest.raises(PersonalData) as caught:
            events.add(conn, submission.id, "mailed", clock.now(), {"to": "maelle@example.fr"})
        assert caught.value.name == "to"
        found = events.of(conn, submission.id)
    assert [(event.kind, event.data) for event in found] == [
        ("deposited", {"channel": "portail"}),
        ("delivered", {"attempt": 2, "late": False}),
    ]


def test_a_worker_that_no_longer_beats_is_dead_and_dropped_once(store: Store, clock: FrozenClock) -> None:
    with store.begin() as conn:
        leases.beat(conn, "worker-1", clock.now())
        leases.beat(conn, "worker-2", clock.now())
        clock.advance(timedelta(minutes=1))
        leases.beat(conn, "worker-1", clock.now())
        assert leases.dead(conn, clock.now()) == ("worker-2",)
        assert leases.drop(conn, "worker-2")
        assert not leases.drop(conn, "worker-2")
        assert leases.dead(conn, clock.now()) == ()
