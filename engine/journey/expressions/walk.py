"""An expression taken apart, without running it: what it reads, for the order of calculations and for lint."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.journey.conditions import fields_of
from engine.journey.expressions.answers import LITERALS
from engine.journey.expressions.rows import CITY_LIST, operand
from engine.model import Expression, Tree

#: Keys under which a word holds a pointer or a city's list, not an expression.
_POINTERS = ("copy", "number", "total", "each", "among", "except")
#: Words whose inner part reads each item of the group that they name.
_PER_ITEM = {"total": "value", "number": "where", "each": "give"}
#: Keys that hold literals whatever stands in them.
_PLAIN = frozenset(
    {
        "const", "round", "decimals", "between", "overnight", "parameter", "row", "column", "today", "rank",
        "at", "count",
    }
)  # fmt: skip


def nodes(expression: Expression, scope: str = "") -> Iterator[tuple[Expression, str]]:
    """Give the expression and every one inside it, each with the group whose item its `./x` reads (`/group/*`)."""
    yield expression, scope
    for key, value in expression.items():
        if key in _PLAIN or key in ("tree", "where", "if", "fn") or "fn" in expression:
            continue
        inner = _inner_scope(expression, key, scope)
        for part in _expressions(key, value):
            yield from nodes(part, inner)


def trees_of(expression: Expression, scope: str = "") -> Iterator[tuple[Tree, str]]:
    """Give every condition in the expression, with the group whose item its `./x` reads."""
    for node, at in nodes(expression, scope):
        if "tree" in node:
            yield node["tree"], at
        if "where" in node:
            yield node["where"], _inner_scope(node, "where", at)
        yield from ((case["if"], at) for case in node.get("case", ()) if "if" in case)
        if "each" in node:
            inner = _inner_scope(node, "give", at)
            yield from ((one["if"], inner) for one in node["give"] if "if" in one)


def direct_pointers(expression: Expression, scope: str = "") -> Iterator[tuple[str, str]]:
    """Give every pointer that the expression reads outside its conditions, as written, with its group."""
    for node, at in nodes(expression, scope):
        yield from ((pointer, at) for pointer in _own(node) if not pointer.startswith(CITY_LIST))


def pointers_of(expression: Expression, scope: str = "") -> set[str]:
    """Give every pointer that an expression reads, conditions included; an item's are written `/group/*/x`.

    What is copied may be a whole group: its items then stand as `/group/*`.
    """
    read = {f"{within(at, node['copy'])}/*" for node, at in nodes(expression, scope) if "copy" in node}
    read |= {within(scope_, pointer) for pointer, scope_ in direct_pointers(expression, scope)}
    for tree, at in trees_of(expression, scope):
        read |= {within(at, field) for field in fields_of(tree)}
    return read


def lists_of(expression: Expression) -> Iterator[tuple[str, frozenset[str]]]:
    """Give the city's lists that an expression reads, with the columns that it names."""
    for node, _scope in nodes(expression):
        given = [node["give"]] if isinstance(node.get("give"), str) else []
        columns = frozenset((*node.get("match", {}), *given))
        yield from ((node[word], columns) for word in ("row", "column") if word in node)
        for pointer in _own(node):
            if pointer.startswith(CITY_LIST):
                yield pointer.removeprefix(CITY_LIST), columns


def parameters_of(expression: Expression) -> set[str]:
    """Give the parameters that an expression reads."""
    return {node["parameter"] for node, _scope in nodes(expression) if "parameter" in node}


def within(scope: str, pointer: str) -> str:
    """Give where a pointer leads from a group's item: `./x` in `/group/*` is `/group/*/x`."""
    return f"{scope}{pointer[1:]}" if scope and pointer.startswith("./") else pointer


def _inner_scope(expression: Expression, key: str, scope: str) -> str:
    for word, part in _PER_ITEM.items():
        if word in expression and key == part:
            return f"{within(scope, str(expression[word]))}/*"
    return scope


def _expressions(key: str, value: Any) -> Iterator[Expression]:  # noqa: ANN401 -- part of an expression
    if key in ("case", "give"):
        for branch in value if isinstance(value, list) else ():
            yield from (branch[part] for part in ("when", "value") if part in branch)
            yield from branch.get("item", {}).values()
    elif key == "object":
        yield from value.values()
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))
    elif key == "match":
        yield from (operand(written) for written in value.values())
    elif isinstance(value, Mapping):
        yield value


def _own(node: Expression) -> Iterator[str]:
    if "fn" in node:
        for key, value in node.items():
            if key not in LITERALS:
                yield from [value] if isinstance(value, str) else value
        return
    for key in _POINTERS:
        if isinstance(node.get(key), str):
            yield node[key]
    if "in" in node and isinstance(node["in"][1], str):
        yield node["in"][1]
