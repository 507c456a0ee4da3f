"""A position as one answer: latitude and longitude in degrees (WGS 84), written side by side as maps give them."""

import re
from collections.abc import Mapping
from typing import Final

from engine.journey.normalise import normalise
from engine.language import manner
from engine.model import Json

#: The members of a position, in the order in which they are written.
MEMBERS: Final = ("latitude", "longitude")
#: Decimals that are kept: a tenth of a metre.
_DECIMALS: Final = 6
_NUMBER: Final = r"[+-]?[0-9]{1,3}(?:[.,][0-9]{1,15})?"
_DECIMAL: Final = r"[+-]?[0-9]{1,3}[.,][0-9]{1,15}"
#: A comma without a space after it separates only two numbers that have decimals: « 46,3 » is one number.
_PAIR: Final = re.compile(rf"({_NUMBER})(?: ?[;/] ?|, | )({_NUMBER})|({_DECIMAL}),({_DECIMAL})")


def read(text: str) -> dict[str, float] | str | None:
    """Give the position written in a text, rounded to six decimals; the text itself when it cannot be read."""
    plain = normalise(text)
    found = _PAIR.fullmatch(plain.replace("°", "").replace("\N{MINUS SIGN}", "-"))
    if found is None:
        return plain or None
    pair = [one for one in found.groups() if one is not None]
    return {
        member: round(float(one.replace(",", ".")), _DECIMALS)
        for member, one in zip(MEMBERS, pair, strict=True)
    }


def typed(value: Json) -> str:
    """Give what an input holds for a position: « 46,5567 ; 3,3262 »."""
    if not isinstance(value, Mapping):
        return str(value)
    return " ; ".join(degrees(value[one]) for one in MEMBERS if one in value)


def degrees(value: Json, language: str = "fr") -> str:
    """Write one coordinate, never in powers of ten: « 46,5567 », “46.5567”."""
    return manner(language).degrees(value) if isinstance(value, int | float) else str(value)
