"""The second code of a submission: shown once, asked by the follow-up page, kept as a hash.

Eight signs of the references' alphabet are 36 bits. The hash is scrypt (about 3 ms), then HMAC under a key
lent by the city's KEK: who holds the database alone cannot try codes at all.
"""

import base64
import hashlib
import hmac
import os
import secrets as random
from typing import Final

from engine.store import crypto
from engine.store.references import ALPHABET
from engine.store.secrets import Kek

#: Signs in a second code.
LENGTH: Final = 8

_COST = 2**10
_SALT_SIZE = 16


def new_code() -> str:
    """Give a second code, such as `7KQX-M4TD`."""
    signs = "".join(random.choice(ALPHABET) for _ in range(LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


def hash_code(code: str, kek: Kek) -> str:
    """Give what is stored of a code: `scrypt$<kek>$<salt>$<hash>`."""
    salt = os.urandom(_SALT_SIZE)
    return "$".join(("scrypt", kek.id, _text(salt), _text(_digest(code, salt, kek))))


def matches(code: str, stored: str, keks: tuple[Kek, ...]) -> bool:
    """Tell whether a typed code is the stored one; case, spaces and dashes do not matter."""
    _, kek_id, salt, digest = stored.split("$")
    for kek in keks:
        if kek.id == kek_id:
            return hmac.compare_digest(_digest(code, base64.b64decode(salt), kek), base64.b64decode(digest))
    return False


def plain(code: str) -> str:
    """Give the signs of a typed code that count."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[: 2 * LENGTH]


def finding_hashes(code: str, city: str, keks: tuple[Kek, ...]) -> tuple[str, ...]:
    """Give what is stored of a code that must find its row by itself, under each key; about 3 ms of CPU.

    No salt of its own, then: the city's key alone keeps the table from being tried.
    """
    slow = hashlib.scrypt(plain(code).encode(), salt=city.encode(), n=_COST, r=8, p=1, dklen=32)
    return tuple(
        hmac.digest(crypto.derive(kek.key, f"resume|{kek.id}"), slow, "sha256").hex() for kek in keks
    )


def _digest(code: str, salt: bytes, kek: Kek) -> bytes:
    signs = plain(code).encode()
    slow = hashlib.scrypt(signs, salt=salt, n=_COST, r=8, p=1, dklen=32)
    return hmac.digest(crypto.derive(kek.key, f"second-code|{kek.id}"), slow, "sha256")


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
