"""What is said after a deposit stands in the town’s journal: it is proved there, and nothing of it can be read."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

from engine.delivery.notes import note
from engine.delivery.ruling import Ruling
from engine.dialogue import answer, ask, decide, erase, say
from engine.evidence import journal, merkle, signing
from engine.evidence.statement import canonical
from engine.evidence.telling import digest_of
from engine.store import deliveries, events
from engine.store import journal as rows
from engine.store.tables import delivery
from tests.dialogue.conftest import PDF, Counter, put_in

if TYPE_CHECKING:
    from engine.store.journal import Leaf

CITY, LIMIT = "tilleray", date(2026, 12, 24)


def told(counter: Counter) -> tuple[Leaf, ...]:
    with counter.desk.store.read() as conn:
        assert list(signing.faults(conn, CITY)) == []
        return rows.of_submission(conn, counter.submission.id)


def test_each_word_of_a_dialogue_is_told_with_its_hash(counter: Counter) -> None:
    desk, mine = counter.desk, counter.submission
    with desk.store.begin() as conn:
        request = ask(desk, conn, mine, "Bail", "Illisible.", LIMIT, "PIE-001")
    with desk.store.begin() as conn:
        sent = answer(desk, conn, mine, request, [PDF], "Le voici.")
    with desk.store.begin() as conn:
        decision = decide(desk, conn, counter.now_is(), "accepted", "C’est oui.")
    leaves = told(counter)
    assert [one.kind for one in leaves] == ["piece_asked", "piece_sent", "decided"]
    with desk.store.read() as conn:
        for leaf, said in zip(leaves, (request, sent, decision), strict=True):
            opened = journal.opening(conn, leaf)
            assert opened is not None
            assert opened.details["sha256"] == digest_of(said)
            assert opened.details["reference"] == mine.reference
            assert journal.commitment(opened.salt, opened.details) == leaf.commitment
            assert leaf.hash == merkle.leaf_hash(canonical(journal.header_of(leaf)))
        assert [one.kind for one in events.of(conn, mine.id)] == [one.kind for one in leaves]
    assert len({digest_of(one) for one in (request, sent, decision)}) == 3


def test_an_erasure_is_told_and_nothing_of_the_person_opens_any_more(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        say(counter.desk, conn, counter.submission, "Bonjour.")
        conn.execute(delivery.update().values(state="accepted", due_at=None))
    with counter.desk.store.begin() as conn:
        erase(counter.desk, conn, counter.now_is())
    leaves = told(counter)
    assert [one.kind for one in leaves] == ["message", "erased"]
    with counter.desk.store.read() as conn:
        assert [journal.opening(conn, one) for one in leaves] == [None, None]


def test_whoever_tells_at_once_waits_and_none_waits_for_ever(counter: Counter) -> None:
    """The service writes, a worker notes deliveries, others deposit: on the same submission, at the same time."""
    desk, store = counter.desk, counter.desk.store

    def write(number: int) -> None:
        with store.begin() as conn:
            say(desk, conn, counter.submission, f"Message {number}.")

    def deliver(number: int) -> None:
        now = desk.now
        with store.begin() as conn:
            row = deliveries.insert(
                conn, counter.submission.id, CITY, f"route-{number}", due_at=now, kind="complement"
            )
        with store.begin() as conn:
            claimed = deliveries.claim(conn, row.id, now)
            assert claimed is not None
            assert note(conn, claimed, Ruling("accepted", "accepted"), now) is not None

    def other(_number: int) -> None:
        mine = put_in(counter.towns)
        with store.begin() as conn:
            say(desk, conn, mine, "Bonjour.")

    with ThreadPoolExecutor(6) as several:
        done = [several.submit(work, number) for number in range(6) for work in (write, deliver, other)]
        for one in done:
            one.result(timeout=60)
    kinds = sorted(one.kind for one in told(counter))
    assert kinds == ["complement_delivered"] * 6 + ["message"] * 6
