"""Conditions: one typed JSON tree, read as a Python closure and as a JSON Schema with the same verdict.

A tree speaks of answers only. A comparison on an absent answer is false. `true` never equals 1. Fields are
absolute (`/demandeur/type`) or relative to a group's item (`./nom`); inside `some` and `every` they are all
relative to the item, which is what a JSON Schema can say. Only numbers are ordered, for the same reason.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import FormuneError
from engine.model import Tree

#: Tells whether a tree holds of a document, and of a group's item when the tree is relative to one.
Condition = Callable[[Mapping[str, Any], Mapping[str, Any] | None], bool]


class BadTree(FormuneError):
    """A condition is not one of the forms that the format allows."""

    def __init__(self, tree: object, reason: str) -> None:
        super().__init__(f"{reason}: {tree!r}")
        self.tree = tree
        self.reason = reason


class BadPointer(BadTree):
    """A condition names a field in a way that cannot be followed here."""


def compile_tree(tree: Tree) -> Condition:
    """Give the closure of a tree; raise BadTree or BadPointer when the tree is malformed."""
    return _closure(_parse(tree))


def tree_to_schema(tree: Tree, *, relative: bool = False) -> dict[str, Any]:
    """Give a JSON Schema 2020-12 that accepts exactly the documents of which the tree holds.

    With `relative`, the schema is meant for a group's item and every field of the tree must be `./x`;
    without, every field must be absolute: BadPointer says which one is not.
    """
    node = _parse(tree)
    _require_one_side(node, relative=relative)
    return _schema(node)


def fields_of(tree: Tree) -> set[str]:
    """Give every pointer that the tree reads; those of a `where` are written `/group/*/x`."""
    return _fields(_parse(tree), "")


@dataclass(frozen=True, slots=True)
class _Path:
    relative: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Junction:
    """All or any of several."""

    every: bool
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Not:
    part: "_Node"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One answer against one literal; `operand` is a tuple for `in`."""

    path: _Path
    operator: str
    operand: Any


@dataclass(frozen=True, slots=True)
class _Items:
    """Some or every item of an array that is there and not empty."""

    path: _Path
    every: bool
    where: "_Node"


@dataclass(frozen=True, slots=True)
class _Count:
    """How many items an array has that is there and not empty; with `where`, how many such items."""

    path: _Path
    operator: str
    number: int
    where: "_Node | None"


_Node = _Junction | _Not | _Leaf | _Items | _Count

_ABSENT = object()
_ORDER = {"lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge}
_BOUND = {"lt": "exclusiveMaximum", "le": "maximum", "gt": "exclusiveMinimum", "ge": "minimum"}
_SEGMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")


def _parse(tree: object, *, inside: bool = False) -> _Node:
    if not isinstance(tree, Mapping):
        raise BadTree(tree, "a condition is an object")
    kind, rest = _kind(tree)
    if kind in ("all", "any"):
        return _Junction(kind == "all", _parts(tree, kind, inside=inside))
    if kind == "not":
        return _Not(_parse(tree["not"], inside=inside))
    if kind == "field":
        return _leaf(tree, rest, inside=inside)
    return _array_node(tree, kind, rest, inside=inside)


def _kind(tree: Mapping[str, Any]) -> tuple[str, list[str]]:
    kinds = [key for key in ("all", "any", "not", "field", "some", "every", "count") if key in tree]
    if len(kinds) != 1:
        raise BadTree(tree, "a condition has one of all, any, not, field, some, every, count")
    rest = [key for key in tree if key != kinds[0]]
    expected = {"all": 0, "any": 0, "not": 0}.get(kinds[0], 1)
    if len(rest) != expected:
        raise BadTree(tree, f"« {kinds[0]} » takes {expected} other key")
    return kinds[0], rest


def _parts(tree: Mapping[str, Any], kind: str, *, inside: bool) -> tuple[_Node, ...]:
    parts = tree[kind]
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        raise BadTree(tree, f"« {kind} » takes a list")
    return tuple(_parse(part, inside=inside) for part in parts)


def _leaf(tree: Mapping[str, Any], rest: list[str], *, inside: bool) -> _Leaf:
    name = rest[0]
    operand = tree[name]
    path, star = _path(tree["field"], tree, inside=inside)
    if star:
        raise BadPointer(tree, "a field through a group stands only in some, every or count")
    if name in _ORDER and not _is_number(operand):
        raise BadTree(tree, f"« {name} » takes a number")
    if name in ("is", "contains") and not _is_scalar(operand):
        raise BadTree(tree, f"« {name} » takes a text, a number or a boolean")
    if name == "in":
        if not isinstance(operand, list) or not operand or not all(_is_scalar(one) for one in operand):
            raise BadTree(tree, "« in » takes a list of texts, numbers or booleans")
        operand = tuple(operand)
    if name == "present" and operand is not True:
        raise BadTree(tree, "« present » takes true; write not for the contrary")
    if name not in ("is", "in", "contains", "present", *_ORDER):
        raise BadTree(tree, f"« {name} » is not an operator")
    return _Leaf(path, name, operand)


def _array_node(tree: Mapping[str, Any], kind: str, rest: list[str], *, inside: bool) -> _Node:
    path, star = _path(tree[kind], tree, inside=inside)
    if kind != "count":
        if rest != ["where"]:
            raise BadTree(tree, f"« {kind} » takes a where")
        where = _parse(tree["where"], inside=True)
        for step in reversed(star):
            where = _Items(step, kind == "every", where)
        return _Items(path, kind == "every", where)
    name, number = rest[0], tree[rest[0]]
    if name not in ("is", *_ORDER) or not isinstance(number, int) or isinstance(number, bool):
        raise BadTree(tree, "« count » takes is, lt, le, gt or ge with a whole number")
    if len(star) > 1:
        raise BadPointer(tree, "« count » goes through one group at most")
    return _Count(path, name, number, _Leaf(star[0], "present", True) if star else None)  # noqa: FBT003


def _path(pointer: object, tree: object, *, inside: bool) -> tuple[_Path, list[_Path]]:
    """Split `/a/*/b` into the path of `a` and, relative to its items, that of `b`."""
    if not isinstance(pointer, str) or not pointer.startswith(("/", "./")):
        raise BadPointer(tree, "a field is written /like/this or ./this")
    relative = pointer.startswith("./")
    if inside and not relative:
        raise BadPointer(tree, "inside some and every, fields are relative to the item: ./x")
    steps = [part.split("/") for part in pointer.removeprefix(".")[1:].split("/*/")]
    if not all(_SEGMENT.match(key) for keys in steps for key in keys):
        raise BadPointer(tree, f"« {pointer} » is not a field")
    paths = [_Path(relative or rank > 0, tuple(keys)) for rank, keys in enumerate(steps)]
    return paths[0], paths[1:]


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | bool) or _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _closure(node: _Node) -> Condition:
    if isinstance(node, _Junction):
        return _junction_closure(node)
    if isinstance(node, _Not):
        part = _closure(node.part)
        return lambda document, item: not part(document, item)
    if isinstance(node, _Leaf):
        return _leaf_closure(node)
    return _items_closure(node) if isinstance(node, _Items) else _count_closure(node)


def _junction_closure(node: _Junction) -> Condition:
    parts = tuple(_closure(part) for part in node.parts)
    every = node.every

    def holds(document: Mapping[str, Any], item: Mapping[str, Any] | None) -> bool:
        for part in parts:
            if part(document, item) is not every:
                return not every
        return every

    return holds


def _reader(path: _Path) -> Callable[[Any, Any], Any]:
    keys, relative = path.keys, path.relative

    def read(document: object, item: object) -> object:
        value = item if relative else document
        for key in keys:
            if not isinstance(value, dict):
                return _ABSENT
            value = value.get(key, _ABSENT)
        return value

    return read


def _leaf_closure(node: _Leaf) -> Condition:
    read = _reader(node.path)
    if node.operator == "present":
        return lambda document, item: read(document, item) is not _ABSENT
    if node.operator in _ORDER:
        return _order_closure(read, _ORDER[node.operator], node.operand)
    if node.operator == "contains":
        same = _equal_to((node.operand,))
        return lambda document, item: (
            isinstance(values := read(document, item), list) and any(same(value) for value in values)
        )
    same = _equal_to(node.operand if node.operator == "in" else (node.operand,))
    return lambda document, item: same(read(document, item))


def _order_closure(
    read: Callable[[Any, Any], Any], compare: Callable[[Any, Any], bool], bound: float
) -> Condition:
    def holds(document: Mapping[str, Any], item: Mapping[str, Any] | None) -> bool:
        value = read(document, item)
        return (
            isinstance(value, int | float)
            and value is not True
            and value is not False
            and compare(value, bound)
        )

    return holds


def _equal_to(literals: tuple[Any, ...]) -> Callable[[Any], bool]:
    """Compare as JSON does: a boolean is never a number, 1 and 1.0 are one number."""
    booleans = {literal for literal in literals if isinstance(literal, bool)}
    others = frozenset(literal for literal in literals if not isinstance(literal, bool))

    def same(value: object) -> bool:
        if value is True or value is False:
            return value in booleans
        return isinstance(value, str | int | float) and value in others

    return same


def _items_closure(node: _Items) -> Condition:
    read, where, every = _reader(node.path), _closure(node.where), node.every

    def holds(document: Mapping[str, Any], item: Mapping[str, Any] | None) -> bool:
        values = read(document, item)
        if not isinstance(values, list) or not values:
            return False
        tests = (where(document, value) for value in values)
        return all(tests) if every else any(tests)

    return holds


def _count_closure(node: _Count) -> Condition:
    read, number = _reader(node.path), node.number
    compare: Callable[[Any, Any], bool] = _ORDER.get(node.operator, operator.eq)
    where = _closure(node.where) if node.where else None

    def holds(document: Mapping[str, Any], item: Mapping[str, Any] | None) -> bool:
        values = read(document, item)
        if not isinstance(values, list) or not values:
            return False
        kept = values if where is None else [value for value in values if where(document, value)]
        return compare(len(kept), number)

    return holds


def _schema(node: _Node) -> dict[str, Any]:
    if isinstance(node, _Junction):
        if not node.parts:
            return {} if node.every else {"not": {}}
        return {"allOf" if node.every else "anyOf": [_schema(part) for part in node.parts]}
    if isinstance(node, _Not):
        return {"not": _schema(node.part)}
    if isinstance(node, _Leaf):
        return _at(node.path, _leaf_schema(node))
    if isinstance(node, _Items):
        keyword = "items" if node.every else "contains"
        return _at(node.path, {"type": "array", "minItems": 1, keyword: _schema(node.where)})
    return _at(node.path, _count_schema(node))


def _leaf_schema(node: _Leaf) -> dict[str, Any]:
    if node.operator in _ORDER:
        return {"type": "number", _BOUND[node.operator]: node.operand}
    if node.operator == "contains":
        return {"type": "array", "contains": {"const": node.operand}}
    if node.operator == "present":
        return {}
    return {"enum": list(node.operand)} if node.operator == "in" else {"const": node.operand}


def _count_schema(node: _Count) -> dict[str, Any]:
    low, high = {
        "is": (node.number, node.number),
        "lt": (0, node.number - 1),
        "le": (0, node.number),
        "gt": (node.number + 1, None),
        "ge": (node.number, None),
    }[node.operator]
    if high is not None and (high < 0 or high < low or low < 0):
        return {"not": {}}
    low = max(low, 0)
    if node.where is None:
        top = {} if high is None else {"maxItems": high}
        return {"type": "array", "minItems": max(low, 1), **top}
    top = {} if high is None else {"maxContains": high}
    return {"type": "array", "minItems": 1, "contains": _schema(node.where), "minContains": low, **top}


def _at(path: _Path, schema: dict[str, Any]) -> dict[str, Any]:
    for key in reversed(path.keys):
        schema = {"type": "object", "properties": {key: schema}, "required": [key]}
    return schema


def _require_one_side(node: _Node, *, relative: bool) -> None:
    if isinstance(node, _Junction):
        for part in node.parts:
            _require_one_side(part, relative=relative)
    elif isinstance(node, _Not):
        _require_one_side(node.part, relative=relative)
    elif node.path.relative is not relative:
        wanted = "relative to the item" if relative else "absolute"
        raise BadPointer(_written(node.path), f"this field must be {wanted}")


def _fields(node: _Node, base: str) -> set[str]:
    if isinstance(node, _Junction):
        return set().union(*(_fields(part, base) for part in node.parts))
    if isinstance(node, _Not):
        return _fields(node.part, base)
    own = base + "/".join(("", *node.path.keys)) if base else _written(node.path)
    where = None if isinstance(node, _Leaf) else node.where
    return {own} | (_fields(where, f"{own}/*") if where else set())


def _written(path: _Path) -> str:
    return ("./" if path.relative else "/") + "/".join(path.keys)
