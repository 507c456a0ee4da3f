"""The tree of RFC 9162: its own definitions, vectors published elsewhere, and every way to lie about it."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.merkle import (
    EMPTY,
    Frontier,
    OutsideTree,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root,
)

#: The eight leaves of Certificate Transparency's own tests, and the root of the first n of them.
LEAVES = (
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
SIZES = st.integers(1, 70)


class Tree:
    """A tree kept as its perfect subtrees."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = [leaf_hash(one) for one in leaves]
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontier = Frontier()
        for one in self.leaves:
            self.frontier, completed = self.frontier.append(one)
            for level, index, found in completed:
                assert (level, index) not in self.nodes, "a subtree is complete once"
                self.nodes[level, index] = found

    def node(self, level: int, index: int) -> bytes:
        """Give a perfect subtree's hash."""
        return self.nodes[level, index]


def numbered(size: int) -> Tree:
    """Give a tree of leaves that differ."""
    return Tree([str(number).encode() for number in range(size)])


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """Hash leaves as section 2.1.1 defines it, from the leaves alone."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_the_published_roots_are_found() -> None:
    for size, expected in enumerate(ROOTS, 1):
        tree = Tree(LEAVES[:size])
        assert tree.frontier.root.hex() == root(size, tree.node).hex() == expected
    assert Frontier().root == root(0, Tree(()).node) == EMPTY


def test_a_published_path_is_found() -> None:
    tree = Tree(LEAVES)
    assert [one.hex() for one in inclusion(5, 8, tree.node)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(SIZES)
def test_every_root_is_the_one_of_the_definition(size: int) -> None:
    tree = numbered(size)
    for smaller in range(size + 1):
        assert root(smaller, tree.node) == by_definition(tree.leaves[:smaller])
    assert tree.frontier.root == by_definition(tree.leaves)


@given(SIZES, st.data())
def test_a_leaf_is_proved_in_every_tree_that_holds_it_and_in_no_other_place(
    size: int, data: st.DataObject
) -> None:
    tree = numbered(size)
    index = data.draw(st.integers(0, size - 1))
    proof, top = inclusion(index, size, tree.node), tree.frontier.root
    assert is_included(tree.leaves[index], index, size, proof, top)
    assert not is_included(leaf_hash(b"another"), index, size, proof, top)
    assert not is_included(tree.leaves[index], index, size, (*proof, EMPTY), top)
    for other in range(size):
        assert is_included(tree.leaves[index], other, size, proof, top) == (other == index)
    for cut in range(len(proof)):
        assert not is_included(tree.leaves[index], index, size, proof[:cut], top)
        flipped = bytes([proof[cut][0] ^ 1]) + proof[cut][1:]
        assert not is_included(
            tree.leaves[index], index, size, (*proof[:cut], flipped, *proof[cut + 1 :]), top
        )
        assert not is_included(tree.leaves[index], index, size, (*proof[:cut], b"", *proof[cut + 1 :]), top)


@given(SIZES, st.data())
def test_a_tree_is_proved_to_begin_with_each_smaller_one_and_with_no_other(
    size: int, data: st.DataObject
) -> None:
    tree = numbered(size)
    old = data.draw(st.integers(1, size))
    proof, before, now = (
        consistency(old, size, tree.node),
        by_definition(tree.leaves[:old]),
        tree.frontier.root,
    )
    assert is_consistent(old, size, before, now, proof)
    assert not is_consistent(old, size, EMPTY, now, proof)
    assert not is_consistent(old, size, before, EMPTY, proof)
    assert not is_consistent(old, size, before, now, (*proof, EMPTY))
    for cut in range(len(proof)):
        assert not is_consistent(old, size, before, now, proof[:cut])
        flipped = bytes([proof[cut][0] ^ 1]) + proof[cut][1:]
        assert not is_consistent(old, size, before, now, (*proof[:cut], flipped, *proof[cut + 1 :]))


def test_history_rewritten_is_not_consistent() -> None:
    honest, forged = (
        numbered(40),
        Tree([b"x" if number == 7 else str(number).encode() for number in range(60)]),
    )
    proof = consistency(40, 60, forged.node)
    assert is_consistent(40, 60, root(40, forged.node), forged.frontier.root, proof)
    assert not is_consistent(40, 60, honest.frontier.root, forged.frontier.root, proof)


def test_a_leaf_is_never_taken_for_two_subtrees() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_proof_is_given_of_what_is_outside(index: int, size: int) -> None:
    tree = numbered(5)
    with pytest.raises(OutsideTree):
        inclusion(index, size, tree.node)
    assert not is_included(tree.leaves[0], index, size, (), tree.frontier.root)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_no_consistency_with_a_tree_that_is_empty_or_larger(old: int, new: int) -> None:
    with pytest.raises(OutsideTree):
        consistency(old, new, numbered(5).node)
    assert not is_consistent(old, new, EMPTY, EMPTY, ())
