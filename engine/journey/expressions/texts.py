"""Texts put together, and the figures that stand in one."""

from collections.abc import Mapping

from engine.journey.expressions.values import Compile, Maker, Value, flat
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json


def _text(expression: Expression, compile_part: Compile) -> Value:
    parts = tuple(compile_part(part) for part in expression["text"])
    between = expression.get("between", " ")

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        present = list(flat([part(document, item, facts, definition) for part in parts]))
        joined = between.join(str(one) for one in present if not isinstance(one, bool | dict))
        return joined or ABSENT

    return value


def _digits(expression: Expression, compile_part: Compile) -> Value:
    part, start = compile_part(expression["digits"]), expression["at"] - 1
    end = start + expression["count"]

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        text = part(document, item, facts, definition)
        figures = text[start:end] if isinstance(text, str) and len(text) >= end else ""
        return int(figures) if figures.isascii() and figures.isdecimal() else ABSENT

    return value


KINDS: Mapping[str, Maker] = {"text": _text, "digits": _digits}
