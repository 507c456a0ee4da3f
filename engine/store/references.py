"""References of submissions: short, speakable, checked, and silent about the person: `4KT-7MP-93`.

Eight signs of an alphabet of 23, shown as three, three and two. No sign looks like another (no 0 O, 1 I L,
2 Z, 5 S, 8 B, U V) and no vowel makes a word. Seven signs are random; the last is a check. With the signs
numbered from 0 and the places weighted 1 to 8, the weighted sum is a multiple of 23. As 23 is prime and
greater than every weight, one wrong sign, or two signs that changed places wherever they stand, never gives
a multiple again.
"""

import secrets as random
from typing import Final, Literal

from sqlalchemy import Connection, select

from engine.errors import FormuneError
from engine.store.tables import submission

#: The signs, in the order of their numbers 0 to 22.
ALPHABET: Final = "2346789CDFGHJKMNPQRTVWX"
#: Signs in a reference, the check included.
LENGTH: Final = 8

_NUMBER: Final = {sign: number for number, sign in enumerate(ALPHABET)}
#: What people read or write for a sign of the alphabet; the check still decides.
_TWINS: Final = str.maketrans({"B": "8", "Z": "2", "U": "V"})


class BadReference(FormuneError):
    """What was typed is no reference: too short or long, a sign that no reference holds, or a wrong check."""

    def __init__(self, reason: Literal["length", "sign", "check"]) -> None:
        super().__init__(f"not a reference: {reason}")
        self.reason = reason


def new_reference() -> str:
    """Give a random reference, such as `4KT-7MP-93`; 3.4 thousand million are possible in each city."""
    signs = "".join(random.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _show(signs + _check(signs))


def parse_reference(text: str) -> str:
    """Give a typed reference's canonical form, whatever its case, spaces and dashes; raise BadReference."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum()).translate(_TWINS)
    if len(signs) != LENGTH:
        raise BadReference("length")
    if not set(signs) <= _NUMBER.keys():
        raise BadReference("sign")
    if _sum(signs) % len(ALPHABET):
        raise BadReference("check")
    return _show(signs)


def free_reference(conn: Connection, city: str) -> str:
    """Give a random reference that no submission of this city has."""
    while True:
        reference = new_reference()
        taken = select(submission.c.id).where(submission.c.city == city, submission.c.reference == reference)
        if conn.execute(taken).first() is None:
            return reference


def _sum(signs: str) -> int:
    return sum(weight * _NUMBER[sign] for weight, sign in enumerate(signs, start=1))


def _check(signs: str) -> str:
    modulus = len(ALPHABET)
    return ALPHABET[-_sum(signs) * pow(LENGTH, -1, modulus) % modulus]


def _show(signs: str) -> str:
    return f"{signs[:3]}-{signs[3:6]}-{signs[6:]}"
