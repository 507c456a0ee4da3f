"""Conditions put together and taken apart, as JSON: what assembling and publishing need of them."""

import json
from collections.abc import Mapping
from typing import Any

from engine.model import Tree

#: The tree that always holds, and the one that never does.
ALWAYS: Tree = {"all": []}
NEVER: Tree = {"any": []}


def same_key(value: Any) -> str:  # noqa: ANN401 -- any JSON
    """Give a text that is the same for equal JSON values, and only for them (`1` is not `true`)."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def all_of(*trees: Tree | None) -> Tree | None:
    """Give the tree that holds when all do; None, like an absent condition, always holds."""
    return _joined("all", trees)


def any_of(*trees: Tree | None) -> Tree | None:
    """Give the tree that holds when one does; None when that is always."""
    if any(tree is None for tree in trees):
        return None
    return _joined("any", trees)


def negated(tree: Tree) -> Tree:
    """Give the contrary of a tree."""
    if "not" in tree:
        return dict(tree["not"])
    if tree in (ALWAYS, NEVER):
        return NEVER if tree == ALWAYS else ALWAYS
    return {"not": tree}


def absolute_atom(tree: Tree) -> Tree | None:
    """Give the first comparison that reads the whole document rather than a group's item."""
    for key in ("all", "any"):
        for part in tree.get(key, ()):
            if found := absolute_atom(part):
                return found
    if "not" in tree:
        return absolute_atom(tree["not"])
    pointer = _pointer(tree)
    return tree if pointer is not None and pointer.startswith("/") else None


def is_relative(tree: Tree) -> bool:
    """Say whether a comparison of the tree reads a group's item."""
    for key in ("all", "any"):
        if any(is_relative(part) for part in tree.get(key, ())):
            return True
    if "not" in tree:
        return is_relative(tree["not"])
    return (_pointer(tree) or "").startswith("./")


def assume(tree: Tree, atom: Tree, *, value: bool) -> Tree:
    """Give the tree with one comparison known, simplified."""
    if tree == atom and same_key(tree) == same_key(atom):
        return ALWAYS if value else NEVER
    if "not" in tree:
        return negated(assume(tree["not"], atom, value=value))
    for key in ("all", "any"):
        if key in tree:
            parts = [assume(part, atom, value=value) for part in tree[key]]
            return _joined(key, parts) or ALWAYS
    return tree


def rewritten(value: Any, at: str) -> Any:  # noqa: ANN401 -- any JSON
    """Give JSON whose texts `~/x` became fields under the mount point `at`; `./x` under a repeated group."""
    if isinstance(value, str) and value.startswith("~/"):
        return under(at, value)
    if isinstance(value, Mapping):
        return {key: rewritten(one, at) for key, one in value.items()}
    return [rewritten(one, at) for one in value] if isinstance(value, list) else value


def under(at: str, pointer: str) -> str:
    """Give where `~/x` leads when the block is mounted at `at`, as a condition writes it."""
    _, star, rest = at.rpartition("/*")
    return f".{rest}{pointer[1:]}" if star else f"{at.rstrip('/')}{pointer[1:]}"


def _pointer(tree: Tree) -> str | None:
    return next((tree[key] for key in ("field", "some", "every", "count") if key in tree), None)


def _joined(key: str, trees: Any) -> Tree | None:  # noqa: ANN401 -- trees or None
    neutral, absorbing = (ALWAYS, NEVER) if key == "all" else (NEVER, ALWAYS)
    parts: dict[str, Tree] = {}
    for tree in trees:
        for part in () if tree is None else tree[key] if key in tree and len(tree) == 1 else (tree,):
            parts[same_key(part)] = part
    parts.pop(same_key(neutral), None)
    if same_key(absorbing) in parts or any(same_key(negated(part)) in parts for part in parts.values()):
        return absorbing if key == "all" else None
    if not parts:
        return None if key == "all" else NEVER
    return next(iter(parts.values())) if len(parts) == 1 else {key: list(parts.values())}
