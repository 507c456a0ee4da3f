"""A city's journal: what happened, in order, in a Merkle tree that nobody can change without its showing.

A leaf is the canonical JSON (RFC 8785) of an event's header. The header holds no personal value: what it tells of a
submission is behind a commitment, the HMAC of the details under a salt of 32 random octets. The salt is kept under the
submission's key: when the key goes, so does every link from the leaf to what it told, and the tree stays whole.
"""

import hmac
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from engine.errors import FormuneError
from engine.evidence import merkle
from engine.evidence.merkle import Frontier, Node
from engine.evidence.statement import canonical, instant
from engine.store import journal as rows
from engine.store.journal import Head, Leaf

#: The header's own version.
FORMAT: Final = "formune-journal-event/1"
#: Octets of salt: nobody finds the details by trying.
SALT: Final = 32

_Found = TypeVar("_Found")


class BrokenJournal(FormuneError):
    """The journal's rows do not hold together: a subtree is missing."""

    def __init__(self, city: str, level: int, index: int) -> None:
        super().__init__(f"{city}: the journal has no subtree {level}/{index}")
        self.city = city


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a submission, or to none; `details` are plain JSON, of which the leaf tells nothing."""

    city: str
    submission_id: str | None
    kind: str
    at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opening:
    """What opens a commitment: the salt, and the details that it covers."""

    salt: bytes
    details: Mapping[str, Any]


def append(conn: Connection, happened: Happening) -> Leaf:
    """Append what happened, in the caller's transaction."""
    city, before = happened.city, rows.locked(conn, happened.city)
    salt = os.urandom(SALT)
    hidden = commitment(salt, happened.details)
    leaf_hash = merkle.leaf_hash(canonical(header(city, before.size, happened.kind, happened.at, hidden)))
    after, completed = Frontier(before.size, before.peaks).append(leaf_hash)
    leaf = Leaf(city, before.size, happened.kind, happened.at, hidden, leaf_hash, happened.submission_id)
    opening = {"salt": salt.hex(), "details": dict(happened.details)}
    rows.write(conn, leaf, Head(after.size, after.peaks), completed, opening)
    return leaf


def header(city: str, seq: int, kind: str, at: datetime, hidden: bytes) -> dict[str, Any]:
    """Give an event's header: the leaf's octets are its canonical JSON."""
    return {
        "format": FORMAT,
        "city": city,
        "seq": seq,
        "kind": kind,
        "at": instant(at),
        "commitment": hidden.hex(),
    }


def header_of(leaf: Leaf) -> dict[str, Any]:
    """Give the header of a leaf."""
    return header(leaf.city, leaf.seq, leaf.kind, leaf.at, leaf.commitment)


def commitment(salt: bytes, details: Mapping[str, Any]) -> bytes:
    """Commit to details: HMAC-SHA-256 of their canonical JSON under the salt (RFC 2104)."""
    return hmac.digest(salt, canonical(dict(details)), "sha256")


def opening(conn: Connection, leaf: Leaf) -> Opening | None:
    """Give what opens a leaf's commitment; None once the submission was erased."""
    found = rows.opening(conn, leaf)
    if not isinstance(found, Mapping):
        return None
    return Opening(bytes.fromhex(str(found["salt"])), found["details"])


def frontier(conn: Connection, city: str) -> Frontier:
    """Give the size and root of a city's journal."""
    head = rows.head(conn, city)
    return Frontier(head.size, head.peaks)


def inclusion(conn: Connection, city: str, seq: int, size: int) -> tuple[bytes, ...]:
    """Prove a leaf in the tree of the first `size` leaves; raise OutsideTree, BrokenJournal."""
    return _worked_out(conn, city, lambda node: merkle.inclusion(seq, size, node))


def consistency(conn: Connection, city: str, old: int, new: int) -> tuple[bytes, ...]:
    """Prove that the tree of `new` leaves begins with that of `old`; raise OutsideTree, BrokenJournal."""
    return _worked_out(conn, city, lambda node: merkle.consistency(old, new, node))


def root(conn: Connection, city: str, size: int) -> bytes:
    """Give the root of the tree of the first `size` leaves; raise BrokenJournal."""
    return _worked_out(conn, city, lambda node: merkle.root(size, node))


def _worked_out(conn: Connection, city: str, work: Callable[[Node], _Found]) -> _Found:
    """Work on subtrees that are read at once: a first turn, over hashes that are none, tells which are needed."""
    needed: dict[tuple[int, int], None] = {}

    def note(level: int, index: int) -> bytes:
        needed[level, index] = None
        return merkle.EMPTY

    work(note)
    known = rows.subtrees(conn, city, needed)

    def node(level: int, index: int) -> bytes:
        if (level, index) not in known:
            raise BrokenJournal(city, level, index)
        return known[level, index]

    return work(node)
