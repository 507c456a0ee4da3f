"""Numbers of furnished tourist lets: thirteen characters (code du tourisme, D324-1-1, as it stood in April 2026).

Five characters of the town's INSEE code, six figures of the town's own series, and a key of two. The decree
leaves the key to the town; Formune takes one for all, ISO 7064 MOD 97-10 over the first eleven characters,
letters counting as their number in base 36 (A is 10, B is 11, as in `2A004`).
"""

import re
from typing import Final

#: The last number of a town's series.
LAST: Final = 999_999

_OURS: Final = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-8]|2[AB])[0-9]{3}[0-9]{6}[0-9]{2}\Z")


def meuble_number(commune: str, rank: int) -> str:
    """Give the number of that rank in a commune's series, without spaces: `0608800012340`."""
    body = f"{commune}{rank:06d}"
    return f"{body}{key_of(body)}"


def key_of(body: str) -> str:
    """Give the key of the first eleven characters, two figures from 02 to 98."""
    value = int("".join(str(int(sign, 36)) for sign in body))
    return f"{98 - value * 100 % 97:02d}"


def has_our_key(number: str) -> bool | None:
    """Say whether the key is right; None for a number that another system gave (its key may hold letters)."""
    return number[-2:] == key_of(number[:-2]) if _OURS.match(number) else None


def spaced(number: str) -> str:
    """Give the number as people read it, in three groups: `06088 000123 40`."""
    return f"{number[:5]} {number[5:11]} {number[11:]}"
