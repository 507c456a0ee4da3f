"""A deposit stands in its city's journal from the same transaction on, and nobody's words stand there."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from engine.evidence import journal, merkle
from engine.evidence.statement import canonical
from engine.store import Store, submissions
from engine.store import journal as rows
from engine.store.submissions import Submission
from engine.store.tables import journal_leaf
from tests.deposit.desk import deposit, prepare

CITY = "tilleray"


def sent(store: Store) -> Submission:
    draft = prepare(store)
    with store.begin() as conn:
        done = deposit(store, conn, draft)
    with store.read() as conn:
        found = submissions.get(conn, done.submission.id)
    assert found is not None
    return found


def test_a_deposit_is_told_with_the_hash_of_its_seal(store: Store) -> None:
    found = sent(store)
    assert found.journal_seq == 0
    with store.read() as conn:
        leaf = rows.leaf(conn, CITY, 0)
        assert leaf is not None
        assert (leaf.kind, leaf.at, leaf.submission_id) == ("deposited", found.deposited_at, found.id)
        opened = journal.opening(conn, leaf)
    assert opened is not None
    seal = hashlib.sha256(found.seal.encode()).hexdigest()
    assert opened.details == {"reference": found.reference, "seal": seal}
    assert journal.commitment(opened.salt, opened.details) == leaf.commitment
    assert merkle.leaf_hash(canonical(journal.header_of(leaf))) == leaf.hash


def test_places_follow_each_other_without_a_gap_whoever_deposits_at_once(store: Store) -> None:
    drafts = [prepare(store) for _ in range(12)]

    def one(number: int) -> None:
        with store.begin() as conn:
            deposit(store, conn, drafts[number])

    with ThreadPoolExecutor(6) as several:
        list(several.map(one, range(12)))
    with store.read() as conn:
        places = conn.execute(select(journal_leaf.c.seq).order_by(journal_leaf.c.seq)).scalars().all()
        assert list(places) == list(range(12))
        tree = journal.frontier(conn, CITY)
        assert tree.size == 12
        assert journal.root(conn, CITY, 12) == tree.root
        for seq in places:
            leaf = rows.leaf(conn, CITY, seq)
            assert leaf is not None
            proof = journal.inclusion(conn, CITY, seq, 12)
            assert merkle.is_included(leaf.hash, seq, 12, proof, tree.root)
        for old in range(1, 13):
            proof = journal.consistency(conn, CITY, old, 12)
            assert merkle.is_consistent(old, 12, journal.root(conn, CITY, old), tree.root, proof)


def test_a_deposit_that_fails_leaves_no_gap(store: Store) -> None:
    first, draft = sent(store), prepare(store)

    def broken() -> None:
        with store.begin() as conn:
            deposit(store, conn, draft)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert (first.journal_seq, sent(store).journal_seq) == (0, 1)


def test_erasing_a_person_s_file_leaves_the_tree_whole_and_nothing_to_open(store: Store) -> None:
    mine, other = sent(store), sent(store)
    with store.read() as conn:
        before = journal.frontier(conn, CITY)
    with store.begin() as conn:
        submissions.erase(conn, mine.id)
    with store.read() as conn:
        assert journal.root(conn, CITY, 2) == before.root == journal.frontier(conn, CITY).root
        first, second = (rows.leaf(conn, CITY, seq) for seq in (0, 1))
        assert first is not None
        assert second is not None
        assert journal.opening(conn, first) is None
        assert journal.opening(conn, second) is not None
        assert merkle.is_included(first.hash, 0, 2, journal.inclusion(conn, CITY, 0, 2), before.root)
        assert other.journal_seq == 1


def test_no_word_of_the_person_stands_in_the_journal(store: Store) -> None:
    found = sent(store)
    with store.read() as conn:
        leaf = rows.leaf(conn, CITY, 0)
        assert leaf is not None
        told = json.dumps(journal.header_of(leaf))
        raw = b"".join(
            one if isinstance(one, bytes) else str(one).encode()
            for row in conn.execute(select(journal_leaf))
            for one in row
        )
    assert found.reference not in told
    for word in (found.reference, found.payload["answers"]["demandeur"]["nomNaissance"]):
        assert word.encode() not in raw


def test_two_deposits_alike_have_commitments_that_differ(store: Store) -> None:
    details = {"reference": "4KT-7MP-93", "seal": "a" * 64}
    assert journal.commitment(b"a" * 32, details) != journal.commitment(b"b" * 32, details)
    sent(store)
    sent(store)
    with store.read() as conn:
        assert len(set(conn.execute(select(journal_leaf.c.commitment)).scalars())) == 2


def test_a_journal_that_lost_a_subtree_says_so(store: Store) -> None:
    for _ in range(3):
        sent(store)
    with store.begin() as conn:
        conn.execute(journal_leaf.delete().where(journal_leaf.c.seq == 1))
    with store.read() as conn, pytest.raises(journal.BrokenJournal):
        journal.inclusion(conn, CITY, 0, 3)
