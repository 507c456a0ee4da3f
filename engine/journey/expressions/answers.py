"""Constants, answers as they are, conditions, cases, and the engine's named functions."""

from collections.abc import Mapping

from engine.journey.conditions import compile_tree
from engine.journey.expressions.values import Compile, Maker, Value, reader
from engine.journey.facts import Facts
from engine.journey.functions import FUNCTIONS, Call
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json

#: Arguments of engine functions that are literals, not pointers.
LITERALS = frozenset({"fn", "years", "months", "part", "list", "code", "sauf", "from", "to", "give"})


def constant(value: Json) -> Value:
    """Give the closure of a value that never changes."""
    return lambda _document, _item, _facts, _definition: value


def branch(written: Expression, compile_part: Compile) -> Value:
    """Give when a branch is taken: its condition `if`, its expression `when`, both, or always."""
    parts = [_tree({"tree": written["if"]}, compile_part)] if "if" in written else []
    parts += [compile_part(written["when"])] if "when" in written else []
    if len(parts) == 1:
        return parts[0]
    return lambda *situation: all(part(*situation) is True for part in parts)


def _const(expression: Expression, _compile: Compile) -> Value:
    return constant(expression["const"])


def _copy(expression: Expression, _compile: Compile) -> Value:
    get = reader(expression["copy"])
    return lambda document, item, _facts, _definition: get(document, item)


def _tree(expression: Expression, _compile: Compile) -> Value:
    holds = compile_tree(expression["tree"])
    return lambda document, item, _facts, _definition: holds(document, item)


def _case(expression: Expression, compile_part: Compile) -> Value:
    cases = [(branch(case, compile_part), compile_part(case["value"])) for case in expression["case"]]

    def first(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        for holds, value in cases:
            if holds(document, item, facts, definition) is True:
                return value(document, item, facts, definition)
        return ABSENT

    return first


def _first(expression: Expression, compile_part: Compile) -> Value:
    parts = tuple(compile_part(part) for part in expression["first"])

    def first(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        for part in parts:
            found = part(document, item, facts, definition)
            if found is not ABSENT:
                return found
        return ABSENT

    return first


def _function(expression: Expression, _compile: Compile) -> Value:
    function = FUNCTIONS[expression["fn"]]
    arguments = {
        key: tuple(reader(pointer) for pointer in ([value] if isinstance(value, str) else value))
        for key, value in expression.items()
        if key not in LITERALS
    }

    def call(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        def first_present(argument: str) -> Json:
            for get in arguments.get(argument, ()):
                found = get(document, item)
                if found is not ABSENT:
                    return found
            return ABSENT

        return function(Call(first_present, expression, facts, definition))

    return call


KINDS: Mapping[str, Maker] = {
    "fn": _function,
    "const": _const,
    "copy": _copy,
    "tree": _tree,
    "case": _case,
    "first": _first,
}
