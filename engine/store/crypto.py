"""Envelope encryption: data under a key of its own (DEK), that key under the city's key (KEK).

AES-256-GCM throughout (NIST SP 800-38D), a random 96-bit nonce before each ciphertext, and the place of the
value (`city|kind|id|kek`) as associated data, so that a value copied to another row does not open. A KEK
never encrypts directly: each use has a key derived for its own place (RFC 5869, expand step), which keeps
every key far below the number of nonces that GCM allows.
"""

import hmac
import os
import re
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import FormuneError

#: Bytes in a key.
KEY_SIZE: Final = 32
#: First byte of every ciphertext: the format described above.
FORMAT: Final = b"\x01"

_NONCE_SIZE = 12
_PART = re.compile(r"[A-Za-z0-9_.:-]{1,200}")


class Unreadable(FormuneError):
    """A stored value does not open: it was altered, moved, or its key is gone."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"the value at {place} does not open: altered, moved, or encrypted under another key"
        )
        self.place = place


class BadPlace(FormuneError):
    """A part of a value's place is empty or holds a character that could forge another place."""


def new_key() -> bytes:
    """Give a fresh random data key of 32 bytes."""
    return os.urandom(KEY_SIZE)


def place(*parts: str) -> str:
    """Join the parts of a value's place, in order city, kind, id, kek; raise BadPlace on an unsafe part."""
    if not all(_PART.fullmatch(part) for part in parts):
        raise BadPlace
    return "|".join(parts)


def seal(key: bytes, plain: bytes, where: str) -> bytes:
    """Encrypt `plain` for `where`; the result is 29 bytes longer."""
    nonce = os.urandom(_NONCE_SIZE)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, where.encode())


def unseal(key: bytes, sealed: bytes, where: str) -> bytes:
    """Decrypt what `seal` gave for the same place; raise Unreadable otherwise."""
    if not sealed.startswith(FORMAT):
        raise Unreadable(where)
    body = sealed[len(FORMAT) :]
    try:
        return AESGCM(key).decrypt(body[:_NONCE_SIZE], body[_NONCE_SIZE:], where.encode())
    except (InvalidTag, ValueError):
        raise Unreadable(where) from None


def derive(kek: bytes, where: str) -> bytes:
    """Give the key that a city's key lends to one place (RFC 5869 section 2.3, one block of SHA-256)."""
    return hmac.digest(kek, where.encode() + b"\x01", "sha256")
