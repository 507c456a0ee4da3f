"""One value against another: numbers, days, hours, texts, and the rank of one in an order of constants."""

import operator
import re
from collections.abc import Callable, Mapping

from engine.journey.dates import earliest, latest
from engine.journey.expressions.values import Compile, Maker, Value, is_number, same
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json

_PARTIAL = re.compile(r"[12][0-9]{3}(?:-[0-9]{2})?")


def compares(word: str, one: Json, other: Json) -> bool:
    """Say whether `one` is less (…) than `other`; false when a side is absent or they have no common order.

    A partial date gets the benefit of the doubt: it is less than another when it may be.
    """
    if one is ABSENT or other is ABSENT:
        return False
    if word in ("is", "isNot"):
        return same(one, other) is (word == "is")
    texts = isinstance(one, str) and isinstance(other, str)
    if texts and (_PARTIAL.fullmatch(one) or _PARTIAL.fullmatch(other)):
        return _may(word, one, other)
    return (texts or (is_number(one) and is_number(other))) and _ORDER[word](one, other)


def _compare(expression: Expression, compile_part: Compile) -> Value:
    written, word, against = expression["compare"]
    left, right = compile_part(written), compile_part(against)
    if word not in _WORDS:
        raise ValueError(word)

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        one, other = (part(document, item, facts, definition) for part in (left, right))
        return compares(word, one, other)

    return value


def _may(word: str, one: str, other: str) -> bool:
    if word in ("lt", "le"):
        low, high = earliest(one), latest(other)
    else:
        low, high = latest(one), earliest(other)
    return low is not None and high is not None and _ORDER[word](low, high)


_ORDER: Mapping[str, Callable[[Json, Json], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_WORDS = frozenset({*_ORDER, "is", "isNot"})


def _position(expression: Expression, compile_part: Compile) -> Value:
    part, among = compile_part(expression["position"]), tuple(expression["among"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        found = part(document, item, facts, definition)
        return next((rank for rank, one in enumerate(among) if same(one, found)), ABSENT)

    return value


KINDS: Mapping[str, Maker] = {"compare": _compare, "position": _position}
