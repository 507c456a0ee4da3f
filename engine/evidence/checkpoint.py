"""Checkpoints (C2SP tlog-checkpoint): a journal's name, its size and its root, in a signed note.

Who keeps a checkpoint can ask, ever after, for the proof that the journal only grew since.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.evidence import merkle, note
from engine.evidence.note import BadNote, NoteKey

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a journal was: `origin` names it, `root` is the hash of its first `size` leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Write the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"

    def signed(self, private: Ed25519PrivateKey) -> str:
        """Sign it under its journal's name; give the note."""
        return note.sign(self.text, self.origin, private)


def opened(signed: str, keys: Iterable[NoteKey]) -> Checkpoint:
    """Read a checkpoint that one of its journal's own keys signed; raise BadNote."""
    text, by = note.verified(signed, keys)
    found = _read(text)
    if all(one.name != found.origin for one in by):
        raise BadNote("the journal that it names did not sign it")
    return found


def _read(text: str) -> Checkpoint:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < _LINES or not _SIZE.fullmatch(lines[1]):
        raise BadNote("it is no checkpoint: a name, a size, a root")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error:
        root = b""
    if len(root) != merkle.SIZE or base64.b64encode(root).decode("ascii") != lines[2]:
        raise BadNote("its root is not 32 octets in base64")
    return Checkpoint(lines[0], int(lines[1]), root)
