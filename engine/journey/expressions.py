"""Calculations compiled to closures: constants, copies, trees, cases and the engine's named functions."""

from collections.abc import Callable

from engine.errors import FormuneError
from engine.journey.conditions import compile_tree, fields_of
from engine.journey.facts import Facts
from engine.journey.functions import FUNCTIONS, Call
from engine.journey.pointers import ABSENT, get
from engine.model import Definition, Document, Expression, Json

#: A calculation at work: document, item of the group (or None), facts, definition.
Value = Callable[[Document, Json, Facts, Definition], Json]

#: Arguments of engine functions that are literals, not pointers.
_LITERALS = frozenset({"fn", "years", "months", "part", "list", "code", "sauf"})


class UnknownExpression(FormuneError):
    """A calculation says nothing that the engine knows."""


def compile_expression(expression: Expression) -> Value:
    """Give the closure of an expression; it gives ABSENT when the value is not known yet."""
    if "const" in expression:
        constant = expression["const"]
        return lambda _document, _item, _facts, _definition: constant
    if "copy" in expression:
        pointer = expression["copy"]
        return lambda document, item, _facts, _definition: read(pointer, document, item)
    if "tree" in expression:
        holds = compile_tree(expression["tree"])
        return lambda document, item, _facts, _definition: holds(document, item)
    if "case" in expression:
        return _cases(expression)
    if expression.get("fn") in FUNCTIONS:
        return _function(expression)
    raise UnknownExpression(str(expression.get("fn", sorted(expression))))


def pointers_of(expression: Expression) -> set[str]:
    """Give every pointer that an expression reads."""
    if "copy" in expression:
        return {expression["copy"]}
    if "tree" in expression:
        return set(fields_of(expression["tree"]))
    if "case" in expression:
        read_by_cases: set[str] = set()
        for case in expression["case"]:
            read_by_cases |= pointers_of(case["value"]) | (
                set(fields_of(case["if"])) if "if" in case else set()
            )
        return read_by_cases
    return {
        one
        for key, value in expression.items()
        if key not in _LITERALS | {"const"}
        for one in _several(value)
    }


def read(pointer: str, document: Document, item: Json) -> Json:
    """Give the answer at an absolute pointer, or at one relative to the item (`./x`)."""
    if pointer.startswith("./"):
        return get(item, tuple(pointer[2:].split("/")))
    return get(document, tuple(pointer.strip("/").split("/")))


def _cases(expression: Expression) -> Value:
    cases = [
        (compile_tree(case["if"]) if "if" in case else None, compile_expression(case["value"]))
        for case in expression["case"]
    ]

    def first(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        for holds, value in cases:
            if holds is None or holds(document, item):
                return value(document, item, facts, definition)
        return ABSENT

    return first


def _function(expression: Expression) -> Value:
    function = FUNCTIONS[expression["fn"]]
    arguments = {key: _several(value) for key, value in expression.items() if key not in _LITERALS}

    def call(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        def first_present(argument: str) -> Json:
            for pointer in arguments.get(argument, ()):
                found = read(pointer, document, item)
                if found is not ABSENT:
                    return found
            return ABSENT

        return function(Call(first_present, expression, facts, definition))

    return call


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
