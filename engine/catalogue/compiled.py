"""The conditions of a form's questions as JSON Schema: one `if/then/else` for each distinct condition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.catalogue.overlay import Schema, forbid, narrow, require
from engine.catalogue.trees import (
    ALWAYS,
    NEVER,
    absolute_atom,
    all_of,
    assume,
    is_relative,
    negated,
    same_key,
)
from engine.journey.conditions import tree_to_schema
from engine.model import Tree

_Question = Mapping[str, Any]


def conditionals(questions: Mapping[str, _Question]) -> list[Schema]:
    """Give the schemas for the root that say when each answer is required, forbidden or narrowed."""
    rules: dict[tuple[str, str], _Rule] = {}
    for question in questions.values():
        pointer = question["field"]
        for effect in _effects(question):
            tree, then, keywords = _upright(*effect)
            scope = f"{pointer.rpartition('/*/')[0]}/*" if is_relative(tree) and "/*/" in pointer else ""
            rule = rules.setdefault((scope, same_key(tree)), _Rule(scope, tree))
            _apply(rule.then if then else rule.otherwise, pointer.removeprefix(scope), keywords)
    return [_written(rule.scope, rule.tree, rule.then, rule.otherwise) for rule in rules.values()]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What holds when a condition is true and when it is false, seen from `scope` (an item, or the root)."""

    scope: str
    tree: Tree
    then: Schema = field(default_factory=dict)
    otherwise: Schema = field(default_factory=dict)


def _upright(tree: Tree, then: bool, effect: Schema | str) -> tuple[Tree, bool, Schema | str]:  # noqa: FBT001 -- a side
    """Give the same effect without an outer `not`: a condition and its contrary make one rule."""
    return _upright(tree["not"], not then, effect) if "not" in tree else (tree, then, effect)


def _effects(question: _Question) -> Iterator[tuple[Tree, bool, Schema | str]]:
    """Give (condition, when it is true or false, what then holds)."""
    shown = question.get("if")
    if shown is not None:
        yield shown, False, "forbid"
    needed = all_of(shown, question.get("requiredIf")) if "requiredIf" in question else shown
    if (question.get("required") or "requiredIf" in question) and needed is not None:
        yield needed, True, "require"
    yield from _option_effects(question)
    yield from _size_effects(question)


def _option_effects(question: _Question) -> Iterator[tuple[Tree, bool, Schema | str]]:
    options = [option for option in question.get("options", ()) if "if" in option or not option.get("exit")]
    for tree in {same_key(option["if"]): option["if"] for option in options if "if" in option}.values():
        left = [option["value"] for option in options if same_key(option.get("if")) != same_key(tree)]
        if question["widget"] == "yesno":
            left = [value == "oui" for value in left]
        several = question["schema"].get("type") == "array"
        yield tree, False, {"type": "array", "items": {"enum": left}} if several else {"enum": left}


def _size_effects(question: _Question) -> Iterator[tuple[Tree, bool, Schema | str]]:
    sizes = question.get("sizes", ())
    earlier: list[Tree] = []
    for size in sizes if any("if" in size for size in sizes) else ():
        tree = all_of(size.get("if"), *(negated(one) for one in earlier)) or ALWAYS
        yield tree, True, {"type": "array", "minItems": size["min"], "maxItems": size["max"]}
        earlier += [size["if"]] if "if" in size else []


def _apply(schema: Schema, pointer: str, effect: Schema | str) -> None:
    if effect == "forbid":
        forbid(schema, pointer)
    elif effect == "require":
        require(schema, pointer)
    elif isinstance(effect, dict):
        narrow(schema, pointer, effect)


def _written(scope: str, tree: Tree, then: Schema, otherwise: Schema) -> Schema:
    """Give the rule as a schema for the root.

    An item's condition may also read the whole document, which an item's schema cannot: such a comparison is
    decided at the root, once true and once false.
    """
    if tree in (ALWAYS, NEVER):
        return _inside(scope, then if tree == ALWAYS else otherwise)
    if not scope:
        return _if(tree_to_schema(tree), then, otherwise)
    atom = absolute_atom(tree)
    if atom is None:
        return _inside(scope, _if(tree_to_schema(tree, relative=True), then, otherwise))
    return _if(
        tree_to_schema(atom),
        _written(scope, assume(tree, atom, value=True), then, otherwise),
        _written(scope, assume(tree, atom, value=False), then, otherwise),
    )


def _if(condition: Schema, then: Schema, otherwise: Schema) -> Schema:
    return {"if": condition} | ({"then": then} if then else {}) | ({"else": otherwise} if otherwise else {})


def _inside(scope: str, schema: Schema) -> Schema:
    for key in reversed(scope.strip("/").split("/")) if scope and schema else ():
        schema = (
            {"type": "array", "items": schema}
            if key == "*"
            else {"type": "object", "properties": {key: schema}}
        )
    return schema
