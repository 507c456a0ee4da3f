"""JSON Pointers over answers, with `*` for each item of a repeated group."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.model import Document, Json

#: What `get` gives when there is no answer; null is never an answer.
ABSENT = None

#: Ranks of an item (from 0): none outside a group, then the outer group's, then the inner group's.
Ranks = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One concrete place: the path of keys and ranks (from 0)."""

    path: tuple[str | int, ...]

    @property
    def ranks(self) -> Ranks:
        """Give the ranks on the way, the outer group's first."""
        return _ranks(self.path)

    @property
    def pointer(self) -> str:
        """Give the concrete JSON Pointer."""
        return "/" + "/".join(str(part) for part in self.path)


def places(document: Document, path: tuple[str | int, ...]) -> Iterator[Place]:
    """Give the concrete places of a pointer's path: one, or one for each item of its groups."""
    for found in _concrete(document, path):
        yield Place(found)


def fixed(path: tuple[str, ...], ranks: Ranks) -> tuple[str | int, ...]:
    """Give a pointer's path with its `*` replaced by ranks, in order; further ones stay."""
    left = iter(ranks)
    return tuple(next(left, part) if part == "*" else part for part in path)


def item_at(document: Document, path: tuple[str | int, ...]) -> Json:
    """Give the innermost item of a group that holds a concrete path; None outside a group."""
    for length in range(len(path), 0, -1):
        if isinstance(path[length - 1], int):
            return get(document, path[:length])
    return None


def size(document: Json, path: tuple[str | int, ...]) -> int:
    """Give how many items a group has at a concrete path."""
    items = get(document, path)
    return len(items) if isinstance(items, list) else 0


def get(document: Json, path: tuple[str | int, ...]) -> Json:
    """Give the value at a concrete path, or ABSENT."""
    for part in path:
        if isinstance(part, int):
            if not isinstance(document, list) or not 0 <= part < len(document):
                return ABSENT
            document = document[part]
        elif isinstance(document, Mapping):
            document = document.get(part)
        else:
            return ABSENT
        if document is None:
            return ABSENT
    return document


def put(document: Document, path: tuple[str | int, ...], value: Json) -> None:
    """Set a value, making the objects on the way; an item of a group must exist already."""
    target: Json = document
    for part in path[:-1]:
        if isinstance(part, int):
            target = target[part]
        else:
            found = target.get(part)
            if not isinstance(found, dict | list):
                found = target[part] = {}
            target = found
    target[path[-1]] = value


def remove(document: Document, path: tuple[str | int, ...]) -> None:
    """Take a value away, if it is there."""
    parent = get(document, path[:-1]) if len(path) > 1 else document
    if isinstance(parent, dict):
        parent.pop(str(path[-1]), None)


def drop_empty(value: Json) -> Json:
    """Give the value without empty strings, arrays and objects; None when nothing is left.

    An item of an array that holds nothing keeps its rank as an empty object.
    """
    if isinstance(value, dict):
        kept = {key: left for key, one in value.items() if (left := drop_empty(one)) is not None}
        return kept or None
    if isinstance(value, list):
        items = [drop_empty(one) for one in value]
        if any(isinstance(one, dict) for one in value):
            return [{} if one is None else one for one in items] or None
        return [one for one in items if one is not None] or None
    return None if value == "" else value


@lru_cache(maxsize=8192)
def _ranks(path: tuple[str | int, ...]) -> Ranks:
    return tuple(part for part in path if isinstance(part, int))


def _concrete(document: Document, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if "*" not in path:
        yield path
        return
    split = path.index("*")
    for rank in range(size(document, path[:split])):
        yield from _concrete(document, (*path[:split], rank, *path[split + 1 :]))
