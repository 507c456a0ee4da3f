"""Numbers: sum, product, difference, exact division, the greatest and the smallest."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, prod

from engine.journey.expressions.values import Compile, Maker, Value, flat, is_number
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json

#: Floats are rounded to that many places, so that 0.1 + 0.2 is 0.3.
_PLACES = 6


def rounded(value: Fraction, way: str, decimals: int = 0) -> int | float:
    """Give a fraction rounded `half` (away from zero), `up` or `down`; a whole number without decimals."""
    scaled = value * 10**decimals
    whole = _WAYS[way](scaled)
    return whole if decimals == 0 else float(Fraction(whole, 10**decimals))


def exact(number: float) -> Fraction:
    """Give the number as it is written: 0.1 is one tenth."""
    return Fraction(number) if isinstance(number, int) else Fraction(Decimal(repr(number)))


def _sum(expression: Expression, compile_part: Compile) -> Value:
    parts = tuple(compile_part(part) for part in expression["sum"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        terms = [part(document, item, facts, definition) for part in parts]
        numbers: list[Json] = [one for one in flat(terms) if is_number(one)]
        return tidy(sum(numbers)) if numbers else ABSENT

    return value


def _product(expression: Expression, compile_part: Compile) -> Value:
    parts = tuple(compile_part(part) for part in expression["product"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        factors = [part(document, item, facts, definition) for part in parts]
        return tidy(prod(factors)) if all(is_number(one) for one in factors) else ABSENT

    return value


def _minus(expression: Expression, compile_part: Compile) -> Value:
    left, right = (compile_part(part) for part in expression["minus"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        one, other = (part(document, item, facts, definition) for part in (left, right))
        return tidy(one - other) if is_number(one) and is_number(other) else ABSENT

    return value


def _divide(expression: Expression, compile_part: Compile) -> Value:
    over, under = (compile_part(part) for part in expression["divide"])
    way, decimals = expression.get("round", "half"), expression.get("decimals", 0)
    if way not in _WAYS:
        raise ValueError(way)

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        one, other = (part(document, item, facts, definition) for part in (over, under))
        if not is_number(one) or not is_number(other) or other == 0:
            return ABSENT
        return rounded(exact(one) / exact(other), way, decimals)

    return value


def _extreme(word: str, choose: Callable[[list[Json]], Json]) -> Maker:
    def make(expression: Expression, compile_part: Compile) -> Value:
        parts = tuple(compile_part(part) for part in expression[word])

        def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
            present = list(flat([part(document, item, facts, definition) for part in parts]))
            alike = list(filter(is_number, present)) or list(filter(_is_text, present))
            if not alike:
                return ABSENT
            return choose(alike)

        return value

    return make


def tidy(number: Json) -> Json:
    """Give a float without the dust of binary fractions; a whole number stays one."""
    return round(number, _PLACES) if isinstance(number, float) else number


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _half(value: Fraction) -> int:
    away = floor(abs(value) + Fraction(1, 2))
    return -away if value < 0 else away


_WAYS: Mapping[str, Callable[[Fraction], int]] = {"half": _half, "up": ceil, "down": floor}

KINDS: Mapping[str, Maker] = {
    "sum": _sum,
    "product": _product,
    "minus": _minus,
    "divide": _divide,
    "most": _extreme("most", max),
    "least": _extreme("least", min),
}
