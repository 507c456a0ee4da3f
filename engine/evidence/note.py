"""Signed notes (C2SP signed-note): some lines of text, and beneath them who signed, by Ed25519 (RFC 8032).

The text is signed as it stands, so that a person reads what a program verifies. A signature names its key twice: by
the signer's name, and by four octets of a hash, which only tell apart keys of one name.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.errors import FormuneError

#: Octets of a note, far above what one holds: what comes from elsewhere is not read without end.
MOST: Final = 64 * 1024

_ED25519: Final = b"\x01"
_ID: Final = 4
_SIGNATURE: Final = 64
_LINE = re.compile("\u2014 ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
_NAME = re.compile(r"[^\s+]{1,200}")


class BadNote(FormuneError):
    """A note is not of the form, or nobody known signed it; `why` says which, and quotes nothing."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key under the name that its signatures bear."""

    name: str
    public: Ed25519PublicKey

    @property
    def id(self) -> bytes:
        """Give the four octets that its signatures begin with."""
        told = self.name.encode() + b"\n" + _ED25519 + self.public.public_bytes_raw()
        return hashlib.sha256(told).digest()[:_ID]

    @property
    def text(self) -> str:
        """Write the key as verifiers are given it: `name+id+base64`."""
        raw = base64.b64encode(_ED25519 + self.public.public_bytes_raw()).decode("ascii")
        return f"{self.name}+{self.id.hex()}+{raw}"


def read_key(text: str) -> NoteKey:
    """Read a key as `NoteKey.text` writes it; raise BadNote."""
    name, _, rest = text.strip().partition("+")
    claimed, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
        key = NoteKey(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
    except (binascii.Error, ValueError):
        raise BadNote("the key is not name+id+base64") from None
    if raw[:1] != _ED25519 or not _NAME.fullmatch(name) or key.id.hex() != claimed:
        raise BadNote("the key is not one of Ed25519, or its id is another's")
    return key


def sign(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """Sign a text, which ends with a line feed and has no empty line; give the whole note."""
    if not _is_text(text):
        raise BadNote(
            "a note's text ends with a line feed and has neither an empty line nor a control character"
        )
    key = NoteKey(name, private.public_key())
    signed = key.id + private.sign(text.encode())
    return f"{text}\n\u2014 {name} {base64.b64encode(signed).decode('ascii')}\n"


def verified(note: str, keys: Iterable[NoteKey]) -> tuple[str, tuple[NoteKey, ...]]:
    """Give a note's text, and which of the keys signed it, one at least; raise BadNote.

    A signature that bears the name and id of a key and does not hold makes the whole note bad; those of others are
    left out.
    """
    text, signatures = _cut(note)
    known = {(one.name, one.id): one for one in keys}
    by: dict[tuple[str, bytes], NoteKey] = {}
    for name, raw in signatures:
        key = known.get((name, raw[:_ID]))
        if key is None:
            continue
        try:
            key.public.verify(raw[_ID:], text.encode())
        except InvalidSignature:
            raise BadNote(f"the signature of {name} does not hold") from None
        by[name, key.id] = key
    if not by:
        raise BadNote("nobody known signed it")
    return text, tuple(by.values())


def _cut(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Give a note's text and its signatures: name, and four octets of key with the signature after them."""
    text, between, below = note.rpartition("\n\n")
    text += "\n"
    if len(note) > MOST or not between or not below.endswith("\n") or not _is_text(text):
        raise BadNote("it is no note: a text, an empty line, signatures")
    found = []
    for line in below.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None:
            raise BadNote("a line under the text is no signature")
        raw = _decoded(match[2])
        if len(raw) > _ID:
            found.append((match[1], raw))
    return text, found


def _decoded(text: str) -> bytes:
    """Read base64 written in its one canonical way; empty when it is not."""
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
    return raw if base64.b64encode(raw).decode("ascii") == text else b""


def _is_text(text: str) -> bool:
    plain = all(one == "\n" or ord(one) >= ord(" ") for one in text)
    return plain and text.endswith("\n") and len(text) > 1 and "\n\n" not in text
