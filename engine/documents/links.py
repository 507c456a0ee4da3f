"""The signed link that opens a draft again: two opaque words and a signature, nothing about the person.

It holds as long as its draft lives; a new address given for the link changes its second word, and the link that
went to the old address opens nothing any more.
"""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from itsdangerous import BadSignature, Signer

#: One salt per use of the host's keys (itsdangerous, « The Salt »); the city's code follows.
_SALT: Final = "formune.resume"
_BETWEEN: Final = "~"
_SHAPE: Final = re.compile(r"[A-Za-z0-9_~.-]{1,200}")

#: The fact of a draft that holds the second word of its link.
WORD: Final = "lien"


def sign(keys: Sequence[bytes], city: str, draft_id: str, word: str) -> str:
    """Give the last part of a link's address; `keys` are the host's, newest first."""
    return _signer(keys, city).sign(f"{draft_id}{_BETWEEN}{word}").decode()


def read(keys: Sequence[bytes], city: str, token: str) -> tuple[str, str] | None:
    """Give the draft and the word of a link that this host signed for this city, under any of its keys."""
    if not _SHAPE.fullmatch(token):
        return None
    try:
        draft_id, _, word = _signer(keys, city).unsign(token).decode().partition(_BETWEEN)
    except (BadSignature, UnicodeError):
        return None
    return draft_id, word


def _signer(keys: Sequence[bytes], city: str) -> Signer:
    return Signer(
        list(reversed(keys)), f"{_SALT}.{city}", key_derivation="hmac", digest_method=hashlib.sha256
    )
