"""A city signs what its journal is; whatever is changed in its rows afterwards is found."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, update

from engine.cli.working import sign_journal
from engine.evidence import checkpoint, journal, merkle, signing
from engine.evidence.journal import Happening
from engine.evidence.signing import Fault
from engine.evidence.statement import canonical
from engine.store import Store, checkpoints
from engine.store import journal as rows
from engine.store.tables import journal_checkpoint, journal_head, journal_leaf, journal_node
from tests.deposit.desk import city

CITY, URL = "tilleray", "https://demarches.tilleray.example"


def grow(store: Store, leaves: int) -> None:
    """Tell of as many things that are no submission's."""
    now = store.keeper.clock.now()
    with store.begin() as conn:
        for number in range(leaves):
            journal.append(conn, Happening(CITY, None, "deposited", now, {"number": number}))


def sign(store: Store) -> str:
    with store.begin() as conn:
        return signing.sign(conn, CITY, URL, store.keeper.clock.now()).note


def found(store: Store) -> list[Fault]:
    with store.read() as conn:
        return list(signing.faults(conn, CITY))


def test_a_checkpoint_is_of_the_journal_as_it_is(store: Store) -> None:
    grow(store, 5)
    note = sign(store)
    with store.read() as conn:
        keys = signing.keys_of(conn, CITY, "demarches.tilleray.example/journal")
        told = checkpoint.opened(note, keys)
        assert (told.origin, told.size) == ("demarches.tilleray.example/journal", 5)
        assert told.root == journal.root(conn, CITY, 5)
    assert found(store) == []


def test_what_did_not_grow_is_not_signed_again_and_a_town_that_moves_keeps_its_journal(store: Store) -> None:
    grow(store, 2)
    first = sign(store)
    assert sign(store) == first
    grow(store, 1)
    with store.begin() as conn:
        moved = signing.sign(conn, CITY, "https://ailleurs.example/v/tilleray/", store.keeper.clock.now())
    assert moved.origin == "demarches.tilleray.example/journal"
    assert signing.name_of("https://ailleurs.example/v/tilleray/") == "ailleurs.example/v/tilleray/journal"
    assert found(store) == []


def test_a_key_that_was_replaced_still_verifies_what_it_signed(store: Store) -> None:
    grow(store, 1)
    sign(store)
    folder = store.keeper.secrets.root / CITY
    (folder / "journal-2.key").write_bytes((folder / "kek-1.key").read_bytes())
    (folder / "journal-2.key").chmod(0o600)
    grow(store, 1)
    sign(store)
    assert found(store) == []
    (folder / "journal-1.key").unlink()
    assert found(store) == [Fault("checkpoint", 1)]


def test_the_worker_signs_every_hour_what_grew(store: Store) -> None:
    def signed() -> list[int]:
        sign_journal(store, city())
        with store.read() as conn:
            return [one.size for one in checkpoints.every(conn, CITY)]

    assert signed() == [], "an empty journal"
    grow(store, 1)
    assert signed() == [1]
    grow(store, 1)
    assert signed() == [1], "too soon"
    store.keeper.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]  # the tests' clock
    assert signed() == [1, 2]
    store.keeper.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]  # the tests' clock
    assert signed() == [1, 2]


def _leaf_told_otherwise(conn: Connection) -> None:
    conn.execute(update(journal_leaf).where(journal_leaf.c.seq == 2).values(kind="erased"))


def _leaf_rewritten(conn: Connection) -> None:
    leaf = next(one for one in rows.every(conn, CITY) if one.seq == 2)
    head = journal.header(CITY, 2, "erased", leaf.at, leaf.commitment)
    forged = merkle.leaf_hash(canonical(head))
    conn.execute(update(journal_leaf).where(journal_leaf.c.seq == 2).values(kind="erased", hash=forged))


def _leaf_removed(conn: Connection) -> None:
    conn.execute(delete(journal_leaf).where(journal_leaf.c.seq == 2))


def _last_leaf_removed(conn: Connection) -> None:
    conn.execute(delete(journal_leaf).where(journal_leaf.c.seq == 5))


def _leaves_swapped(conn: Connection) -> None:
    for seq, to in ((2, 99), (3, 2), (99, 3)):
        conn.execute(update(journal_leaf).where(journal_leaf.c.seq == seq).values(seq=to))


def _history_forged(conn: Connection) -> None:
    """Rewrite everything from the third leaf on, subtrees and head, as who holds the database can."""
    told = [(one.kind if one.seq != 2 else "erased", one.at) for one in rows.every(conn, CITY)]
    for table in (journal_leaf, journal_node, journal_head):
        conn.execute(delete(table))
    for kind, at in told:
        journal.append(conn, Happening(CITY, None, kind, at, {}))


def _subtree_changed(conn: Connection) -> None:
    conn.execute(update(journal_node).where(journal_node.c.level == 1).values(hash=bytes(32)))


def _head_put_back(conn: Connection) -> None:
    conn.execute(update(journal_head).values(size=4))


def _checkpoint_of_another(conn: Connection) -> None:
    conn.execute(update(journal_checkpoint).values(size=5))


def _checkpoint_unsigned(conn: Connection) -> None:
    conn.execute(update(journal_checkpoint).values(note="demarches.tilleray.example/journal\n6\nAAAA\n"))


@pytest.mark.parametrize(
    "change",
    [
        _leaf_told_otherwise,
        _leaf_rewritten,
        _leaf_removed,
        _last_leaf_removed,
        _leaves_swapped,
        _history_forged,
        _subtree_changed,
        _head_put_back,
        _checkpoint_of_another,
        _checkpoint_unsigned,
    ],
)
def test_whatever_is_changed_is_found(store: Store, change: Callable[[Connection], None]) -> None:
    grow(store, 6)
    sign(store)
    assert found(store) == []
    with store.begin() as conn:
        change(conn)
    assert found(store) != []
