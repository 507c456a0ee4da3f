"""Whether one condition holds whenever another does: proved, or not.

Comparisons are taken as independent truths, but for what they say of one answer (`is a` excludes `is b`, and
needs an answer). What is proved is true for every document; what is not proved may still be true.
"""

from collections.abc import Iterator
from typing import Any

from engine.catalogue.trees import ALWAYS, NEVER, all_of, any_of, assume, negated, same_key
from engine.model import Tree

#: The most comparisons that are tried both ways; beyond, nothing is proved.
MOST_ATOMS = 16


def implies(known: Tree | None, wanted: Tree | None) -> bool:
    """Say whether `wanted` is proved to hold wherever `known` does; None always holds."""
    if wanted is None or same_key(known) == same_key(wanted):
        return True
    tree = any_of(negated(_plain(known or ALWAYS)), _plain(wanted))
    return tree is None or _always(tree, MOST_ATOMS)


def impossible(tree: Tree | None) -> bool:
    """Say whether a condition is proved never to hold."""
    return tree is not None and implies(tree, NEVER)


def without(tree: Tree | None, fields: frozenset[str]) -> Tree | None:
    """Give the condition as it is decided when these answers (absolute or `./x`) are absent: all false."""
    if tree is None:
        return None
    for atom in list(_atoms(tree)):
        if _field(atom) in fields:
            tree = assume(tree, atom, value=False)
    return tree


def _plain(tree: Tree) -> Tree:
    """Write every `in` as its several `is`."""
    for key in ("all", "any"):
        if key in tree:
            parts = [_plain(part) for part in tree[key]]
            joined = all_of(*parts) if key == "all" else any_of(*parts)
            return joined if joined is not None else ALWAYS
    if "not" in tree:
        return negated(_plain(tree["not"]))
    if "in" in tree:
        rest = {name: value for name, value in tree.items() if name != "in"}
        return any_of(*({**rest, "is": value} for value in tree["in"])) or ALWAYS
    return tree


def _always(tree: Tree, left: int) -> bool:
    if tree in (ALWAYS, NEVER):
        return tree == ALWAYS
    atom = next(_atoms(tree), None)
    if atom is None or left == 0:
        return False
    return _always(_suppose(tree, atom, held=True), left - 1) and _always(
        _suppose(tree, atom, held=False), left - 1
    )


def _suppose(tree: Tree, atom: Tree, *, held: bool) -> Tree:
    """Give the tree when a comparison is known, with what that says of the same answer."""
    for other in [atom, *_atoms(tree)]:
        truth = held if same_key(other) == same_key(atom) else _follows(atom, other, held=held)
        if truth is not None:
            tree = assume(tree, other, value=truth)
    return tree


def _follows(atom: Tree, other: Tree, *, held: bool) -> bool | None:
    """Give what a comparison that holds, or does not, says of another one; None when nothing."""
    if "field" not in atom or atom.get("field") != other.get("field"):
        return None
    if "present" in atom:
        return None if held else False
    if not held:
        return None
    if "present" in other:
        return True
    both = "is" in atom and "is" in other
    return False if both and same_key(atom["is"]) != same_key(other["is"]) else None


def _atoms(tree: Tree) -> Iterator[Tree]:
    for key in ("all", "any"):
        for part in tree.get(key, ()):
            yield from _atoms(part)
    if "not" in tree:
        yield from _atoms(tree["not"])
    elif not {"all", "any"} & tree.keys():
        yield tree


def _field(atom: Tree) -> Any:  # noqa: ANN401 -- a pointer, or None
    return next((atom[key] for key in ("field", "some", "every", "count") if key in atom), None)
