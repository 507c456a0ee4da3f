"""The few JOSE conventions that sealing and verifying share."""

import base64
import binascii
from typing import Final

from joserfc.jws import JWSRegistry

#: ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4); no other is accepted.
ALGORITHM: Final = "ES256"
#: Exactly what a seal's header holds; a header with more or less is not ours.
HEADER: Final = frozenset({"alg", "typ", "cty", "kid", "iat", "x5c", "x5t#S256"})
#: Bytes that a header with a chain of three certificates stays well below.
MAX_HEADER: Final = 16 * 1024
#: Bytes of a statement, far above what a form can hold.
MAX_PAYLOAD: Final = 4 * 1024 * 1024


def registry() -> JWSRegistry:
    """Give joserfc's limits and algorithms for a seal; its own 512 bytes of header hold no certificate."""
    made = JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)
    made.max_header_length = MAX_HEADER * 4 // 3 + 4
    made.max_payload_length = MAX_PAYLOAD * 4 // 3 + 4
    return made


def encode(data: bytes) -> str:
    """Write bytes in base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes | None:
    """Read base64url without padding; None when it is not exactly what `encode` writes."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return data if encode(data) == text else None
