"""The Merkle tree of RFC 9162 section 2.1, over SHA-256: hashes, proofs, and their checking.

A tree is known here by its perfect subtrees alone: `node(level, index)` gives the hash of the leaves
`index * 2**level` up to, and without, `(index + 1) * 2**level`. A caller stores each of them once, as `Frontier.append`
gives it, and never changes it: what is ragged, at the right edge, is worked out from them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from engine.errors import FormuneError

#: Octets in a hash.
SIZE: Final = 32
#: The root of a tree without a leaf (RFC 9162 section 2.1.1).
EMPTY: Final = hashlib.sha256(b"").digest()

#: Gives the hash of a perfect subtree by its level (0 for a leaf) and its index at that level.
Node = Callable[[int, int], bytes]


class OutsideTree(FormuneError):
    """A proof was asked about a leaf, or a smaller tree, that the tree does not hold."""

    def __init__(self, asked: int, size: int) -> None:
        super().__init__(f"{asked} is not in a tree of {size} leaves")
        self.asked = asked
        self.size = size


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf's octets."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees that stand side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to append: the size, and the hashes of the perfect subtrees it is made of, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """Give the tree's hash."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            found = node_hash(peak, found)
        return found

    def append(self, leaf: bytes) -> tuple["Frontier", tuple[tuple[int, int, bytes], ...]]:
        """Append a leaf's hash; give the new frontier, and each subtree now complete: level, index, hash."""
        peaks, level, index, found = list(self.peaks), 0, self.size, leaf
        completed = [(level, index, found)]
        while index % 2:
            found = node_hash(peaks.pop(), found)
            level, index = level + 1, index // 2
            completed.append((level, index, found))
        return Frontier(self.size + 1, (*peaks, found)), tuple(completed)


def root(size: int, node: Node) -> bytes:
    """Give the hash of the tree of the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY


def inclusion(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """Prove that leaf `index` (from 0) is in the tree of the first `size` leaves (section 2.1.3.1)."""
    if not 0 <= index < size:
        raise OutsideTree(index, size)
    return tuple(_path(index, 0, size, node))


def consistency(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """Prove that the tree of `new` leaves begins with that of `old`, of one leaf or more (section 2.1.4.1)."""
    if not 0 < old <= new:
        raise OutsideTree(old, new)
    return tuple(_subproof(old, 0, new, node, whole=True))


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_hash: bytes) -> bool:
    """Check an inclusion proof of a leaf's hash (section 2.1.3.2)."""
    if not 0 <= index < size or any(len(one) != SIZE for one in proof):
        return False
    first, second, found = index, size - 1, leaf
    for sibling in proof:
        if second == 0:
            return False
        if first % 2 or first == second:
            found = node_hash(sibling, found)
            while first and not first % 2:
                first, second = first >> 1, second >> 1
        else:
            found = node_hash(found, sibling)
        first, second = first >> 1, second >> 1
    return second == 0 and found == root_hash


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Check a consistency proof between two trees (section 2.1.4.2); two trees of one size have one root."""
    if not 0 < old <= new or any(len(one) != SIZE for one in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    hashes = ([old_root] if old & (old - 1) == 0 else []) + list(proof)
    if not hashes:
        return False
    first, second = old - 1, new - 1
    while first % 2:
        first, second = first >> 1, second >> 1
    found_old = found_new = hashes[0]
    for one in hashes[1:]:
        if second == 0:
            return False
        if first % 2 or first == second:
            found_old, found_new = node_hash(one, found_old), node_hash(one, found_new)
            while first and not first % 2:
                first, second = first >> 1, second >> 1
        else:
            found_new = node_hash(found_new, one)
        first, second = first >> 1, second >> 1
    return second == 0 and found_old == old_root and found_new == new_root


def _split(start: int, end: int) -> int:
    """Give where the left subtree of a range ends: after the largest power of two smaller than its length."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _range(start: int, end: int, node: Node) -> bytes:
    length = end - start
    if length & (length - 1) == 0:
        level = length.bit_length() - 1
        return node(level, start >> level)
    middle = _split(start, end)
    return node_hash(_range(start, middle, node), _range(middle, end, node))


def _path(index: int, start: int, end: int, node: Node) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = _split(start, end)
    if index < middle:
        yield from _path(index, start, middle, node)
        yield _range(middle, end, node)
    else:
        yield from _path(index, middle, end, node)
        yield _range(start, middle, node)


def _subproof(old: int, start: int, end: int, node: Node, *, whole: bool) -> Iterator[bytes]:
    """Prove the first `old` leaves of a range; `whole` while they are the old tree itself, whose root is known."""
    if old == end - start:
        if not whole:
            yield _range(start, end, node)
        return
    middle = _split(start, end)
    left = middle - start
    if old <= left:
        yield from _subproof(old, start, middle, node, whole=whole)
        yield _range(middle, end, node)
    else:
        yield from _subproof(old - left, middle, end, node, whole=False)
        yield _range(start, middle, node)
