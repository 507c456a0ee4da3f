"""The address that notices of a mail's failure come back to: the city's own, with a signed token for each mail.

`rebond+<token>@courrier.ville.fr` (variable envelope return path). The token is the mail's random id and a signature
under the host's key: it tells nothing of the person, and nobody else can make one.
"""

import base64
import binascii
import hmac
import re
import uuid
from collections.abc import Sequence
from typing import Final

from engine.store import crypto

_PURPOSE: Final = "return-path"
_SIGNATURE: Final = 10
#: RFC 5321, 4.5.3.1.1: a local part has 64 octets at most, and its letters may come back in another case.
_TOKEN: Final = re.compile(r"[^@\s]{1,64}\+([A-Za-z2-7]{42})@[^@\s]{1,255}")


def return_path(keys: Sequence[bytes], bounces: str, mail_id: str) -> str:
    """Give the envelope sender of a mail; `keys` are the host's, newest first."""
    local, _, domain = bounces.rpartition("@")
    known = uuid.UUID(mail_id).bytes
    token = base64.b32encode(known + _signature(keys[0], known)).decode().rstrip("=").lower()
    return f"{local}+{token}@{domain}"


def mail_of(keys: Sequence[bytes], recipient: str) -> str | None:
    """Give the id of the mail whose notice went to an address; None for a token that no key of ours signed."""
    found = _TOKEN.fullmatch(recipient)
    if found is None:
        return None
    try:
        raw = base64.b32decode(f"{found[1].upper()}======")
    except binascii.Error:
        return None
    known, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    if not any(hmac.compare_digest(signature, _signature(key, known)) for key in keys):
        return None
    return str(uuid.UUID(bytes=known))


def _signature(key: bytes, known: bytes) -> bytes:
    return hmac.digest(crypto.derive(key, _PURPOSE), known, "sha256")[:_SIGNATURE]
