"""When and how a city signs what its journal is, and whether what it keeps still is what it signed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection

from engine.evidence import checkpoint, journal, merkle
from engine.evidence.checkpoint import Checkpoint
from engine.evidence.note import BadNote, NoteKey
from engine.evidence.statement import canonical
from engine.store import checkpoints
from engine.store import journal as rows
from engine.store.checkpoints import Signed
from engine.store.context import keeper

#: sequence: every place from 0 has its leaf, and the head counts them.
#: leaf: the leaf's hash is that of its header.
#: tree: the subtrees and the head are those of the leaves.
#: checkpoint: it is signed by the city's key, and its root is that of the first leaves.
Part = Literal["sequence", "leaf", "tree", "checkpoint"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold in a city's journal: which part, and at which place or size."""

    part: Part
    at: int


def name_of(url: str) -> str:
    """Give the name of the journal of a city whose pages stand at `url`: an address without its scheme (C2SP)."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rstrip('/')}/journal"


def keys_of(conn: Connection, city: str, origin: str) -> tuple[NoteKey, ...]:
    """Give the public keys that sign, or signed, under a journal's name; the newest first."""
    return tuple(NoteKey(origin, one.public_key()) for one in keeper(conn).secrets.journals(city))


def sign(conn: Connection, city: str, url: str, now: datetime) -> Signed:
    """Sign what a city's journal is now, in the caller's transaction; give the last checkpoint when it did not grow.

    The name given at first is kept: a town that moves its pages keeps its journal.
    """
    tree, last = journal.frontier(conn, city), checkpoints.last(conn, city)
    if last is not None and last.size == tree.size:
        return last
    origin = last.origin if last else name_of(url)
    note = Checkpoint(origin, tree.size, tree.root).signed(keeper(conn).secrets.journals(city)[0])
    signed = Signed(city, tree.size, now, origin, note)
    checkpoints.add(conn, signed)
    return signed


def faults(conn: Connection, city: str) -> Iterator[Fault]:
    """Read a city's whole journal again, and give what does not hold in it, in order."""
    tree = merkle.Frontier()
    roots = {tree.size: tree.root}
    signed = {one.size: one for one in checkpoints.every(conn, city)}
    for leaf in rows.every(conn, city):
        if leaf.seq != tree.size:
            yield Fault("sequence", tree.size)
            return
        if merkle.leaf_hash(canonical(journal.header_of(leaf))) != leaf.hash:
            yield Fault("leaf", leaf.seq)
        tree, completed = tree.append(leaf.hash)
        if rows.subtrees(conn, city, [(level, index) for level, index, _ in completed]) != {
            (level, index): found for level, index, found in completed
        }:
            yield Fault("tree", leaf.seq)
        if tree.size in signed:
            roots[tree.size] = tree.root
    if rows.head(conn, city) != rows.Head(tree.size, tree.peaks):
        yield Fault("sequence", tree.size)
    yield from (Fault("checkpoint", one.size) for one in signed.values() if not _holds(conn, one, roots))


def _holds(conn: Connection, signed: Signed, roots: dict[int, bytes]) -> bool:
    try:
        told = checkpoint.opened(signed.note, keys_of(conn, signed.city, signed.origin))
    except BadNote:
        return False
    return told == Checkpoint(signed.origin, signed.size, roots.get(signed.size, b""))
