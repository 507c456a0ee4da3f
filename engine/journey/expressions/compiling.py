"""From an expression to its closure: which family knows its word."""

from collections.abc import Mapping

from engine.errors import FormuneError
from engine.journey.expressions import answers, arithmetic, city, comparing, dates, groups, texts
from engine.journey.expressions.values import Maker, Value
from engine.model import Expression

#: Every word that makes an expression, and what compiles it. The first that stands in an expression names it:
#: a function's arguments, and `days` of a date moved, are then its own.
KINDS: Mapping[str, Maker] = {
    **answers.KINDS,
    **arithmetic.KINDS,
    **groups.KINDS,
    **dates.KINDS,
    **comparing.KINDS,
    **texts.KINDS,
    **city.KINDS,
}


class UnknownExpression(FormuneError):
    """A calculation says nothing that the engine knows."""


def compile_expression(expression: Expression) -> Value:
    """Give the closure of an expression; it gives ABSENT when the value is not known yet."""
    kind = next((kind for kind in KINDS if kind in expression), None)
    if kind is None:
        raise UnknownExpression(str(sorted(expression)))
    try:
        return KINDS[kind](expression, compile_expression)
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownExpression(f"{kind}: {error}") from error
