"""The rows of a city's journal: its head, its leaves, its subtrees. What they mean is engine.evidence.journal's.

A leaf is written in the transaction of what it tells. The head stays locked until that transaction ends, so that
two who append wait for each other and places follow each other without a gap; one that fails leaves nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import crypto, keys
from engine.store.context import from_bytes, to_bytes
from engine.store.tables import journal_head as heads
from engine.store.tables import journal_leaf as leaves
from engine.store.tables import journal_node as nodes

#: Octets in a hash.
_HASH: Final = 32
#: Leaves read at once.
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Head:
    """How many leaves a city's journal has, and the hashes of its perfect subtrees, largest first."""

    size: int
    peaks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: its place from 0, what happened and when, the commitment to its details, its hash in the tree."""

    city: str
    seq: int
    kind: str
    at: datetime
    commitment: bytes
    hash: bytes
    #: None once the submission's row is gone.
    submission_id: str | None
    _secret: bytes | None = field(repr=False, default=None)


def locked(conn: Connection, city: str) -> Head:
    """Give a city's head, which nobody else may move until the caller's transaction ends."""
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    made = dialect.insert(heads).values(city=city, size=0, peaks=b"")
    kept = made.on_conflict_do_update(index_elements=[heads.c.city], set_={"size": heads.c.size})
    return _head(conn.execute(kept.returning(heads.c.size, heads.c.peaks)).one())


def head(conn: Connection, city: str) -> Head:
    """Give a city's head as this transaction sees it; that of an empty journal when it has none."""
    row = conn.execute(select(heads.c.size, heads.c.peaks).where(heads.c.city == city)).first()
    return Head(0, ()) if row is None else _head(row)


def write(
    conn: Connection, leaf: Leaf, after: Head, completed: Sequence[tuple[int, int, bytes]], opening: object
) -> None:
    """Write a leaf, the subtrees that it completed, and the head after it.

    `opening` is plain JSON that opens the commitment: it is kept under the submission's key, and dies with it. Without
    a key any more, it is not kept.
    """
    key = keys.of_submission(conn, leaf.submission_id) if leaf.submission_id else None
    secret = crypto.seal(key, to_bytes(opening), _where(leaf.city, leaf.seq)) if key else None
    told = {name: getattr(leaf, name) for name in _CLEAR}
    conn.execute(insert(leaves).values(**told, secret=secret))
    above = [
        {"city": leaf.city, "level": level, "index": index, "hash": found}
        for level, index, found in completed
        if level
    ]
    if above:
        conn.execute(insert(nodes), above)
    moved = update(heads).where(heads.c.city == leaf.city)
    conn.execute(moved.values(size=after.size, peaks=b"".join(after.peaks)))


def leaf(conn: Connection, city: str, seq: int) -> Leaf | None:
    """Give a leaf by its place; None when there is none."""
    return _one(conn.execute(select(leaves).where(leaves.c.city == city, leaves.c.seq == seq)).first())


def of_submission(conn: Connection, submission_id: str) -> tuple[Leaf, ...]:
    """Give what the journal tells of a submission, in order."""
    rows = conn.execute(select(leaves).where(leaves.c.submission_id == submission_id).order_by(leaves.c.seq))
    return tuple(_leaf(row) for row in rows)


def every(conn: Connection, city: str) -> Iterator[Leaf]:
    """Give all the leaves of a city, in order, some at a time."""
    found = select(leaves).where(leaves.c.city == city).order_by(leaves.c.seq).limit(_AT_ONCE)
    after = -1
    while some := conn.execute(found.where(leaves.c.seq > after)).all():
        yield from map(_leaf, some)
        after = some[-1].seq


def opening(conn: Connection, told: Leaf) -> object | None:
    """Give what opens a leaf's commitment; None once its submission was erased."""
    key = keys.of_submission(conn, told.submission_id) if told.submission_id else None
    secret = told._secret  # noqa: SLF001 -- of this module
    if key is None or secret is None:
        return None
    found: object = from_bytes(crypto.unseal(key, secret, _where(told.city, told.seq)))
    return found


def subtrees(
    conn: Connection, city: str, places: Collection[tuple[int, int]]
) -> dict[tuple[int, int], bytes]:
    """Give the hashes of perfect subtrees by level and index; those that are not complete are left out."""
    below = [index for level, index in places if level == 0]
    above = [place for place in places if place[0]]
    found: dict[tuple[int, int], bytes] = {}
    if below:
        asked = select(leaves.c.seq, leaves.c.hash).where(leaves.c.city == city, leaves.c.seq.in_(below))
        found |= {(0, row.seq): bytes(row.hash) for row in conn.execute(asked)}
    if above:
        place = tuple_(nodes.c.level, nodes.c.index)
        told = select(nodes.c.level, nodes.c.index, nodes.c.hash)
        chosen = told.where(nodes.c.city == city, place.in_(above))
        found |= {(level, index): bytes(one) for level, index, one in conn.execute(chosen)}
    return found


_CLEAR: Final = ("city", "seq", "kind", "at", "commitment", "hash", "submission_id")


def _where(city: str, seq: int) -> str:
    return crypto.place(city, "journal", str(seq))


def _head(row: Any) -> Head:  # noqa: ANN401 -- a row of two columns, typed or not
    peaks = bytes(row.peaks)
    return Head(row.size, tuple(peaks[at : at + _HASH] for at in range(0, len(peaks), _HASH)))


def _one(row: Row[Any] | None) -> Leaf | None:
    return None if row is None else _leaf(row)


def _leaf(row: Row[Any]) -> Leaf:
    return Leaf(**{name: getattr(row, name) for name in _CLEAR}, _secret=row.secret)
