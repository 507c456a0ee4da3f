"""The checks that make a token worth believing, each a small function that raises Refused.

They stand here, and not in the library, because pyoidc 1.7.0 leaves them open by default: it accepts
`alg: none`, an absent id_token, an absent or foreign nonce, any level, any signed or unsigned userinfo.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from engine.identity.errors import Reason, Refused
from engine.identity.profiles import LEVELS, ProviderProfile

Part = Literal["id_token", "userinfo"]

#: Oldest token believed, in seconds: it was made for this very login.
OLDEST = 600

_JWS_PARTS = 3
_LONGEST_SUBJECT = 255
# Seconds since 1970 in the year 5138: beyond is not a date.
_FAR = 10**11
# A key or the address of a key inside a token is the sender's own word for his own key.
_FORBIDDEN_HEADERS = ("crit", "jku", "jwk", "x5c", "x5u")


def header(token: str, profile: ProviderProfile, part: Part) -> None:
    """Check a compact JWS's header before any library reads it: one algorithm, no key of its own."""
    pieces = token.split(".")
    if len(pieces) != _JWS_PARTS:
        raise Refused(Reason(f"{part}_malformed"))
    found = _decode(pieces[0])
    if found is None:
        raise Refused(Reason(f"{part}_malformed"))
    if found.get("alg") != profile.alg:
        raise Refused(Reason(f"{part}_algorithm"))
    if any(name in found for name in _FORBIDDEN_HEADERS):
        raise Refused(Reason(f"{part}_header"))


def algorithms(profile: ProviderProfile) -> dict[str, str]:
    """Give the allow-list in the library's words."""
    return {"sign": profile.alg}


def issuer(claims: Mapping[str, Any], profile: ProviderProfile, part: Part) -> None:
    """Check that the provider itself made the token."""
    if claims.get("iss") != profile.issuer:
        raise Refused(Reason(f"{part}_issuer"))


def audience(claims: Mapping[str, Any], profile: ProviderProfile, part: Part) -> None:
    """Check that the token is for us (OpenID Connect Core, section 3.1.3.7, points 3 to 5)."""
    found = claims.get("aud")
    readers = [found] if isinstance(found, str) else found
    party = claims.get("azp")
    if not isinstance(readers, list) or profile.client_id not in readers:
        raise Refused(Reason(f"{part}_audience"))
    if (len(readers) > 1 or party is not None) and party != profile.client_id:
        raise Refused(Reason(f"{part}_audience"))


def times(
    claims: Mapping[str, Any], profile: ProviderProfile, now: datetime, part: Part, *, required: bool
) -> None:
    """Check `exp`, `iat` and `nbf` against our clock, with the profile's tolerance in seconds."""
    instant = now.timestamp()
    expiry, issued, start = (_number(claims, name, part) for name in ("exp", "iat", "nbf"))
    if required and (expiry is None or issued is None):
        raise Refused(Reason(f"{part}_malformed"))
    if expiry is not None and (instant - profile.skew > expiry or (issued is not None and expiry < issued)):
        raise Refused(Reason(f"{part}_expired"))
    if any(moment is not None and moment > instant + profile.skew for moment in (issued, start)):
        raise Refused(Reason(f"{part}_future"))
    if issued is not None and issued < instant - profile.skew - OLDEST:
        raise Refused(Reason(f"{part}_old"))


def subject(claims: Mapping[str, Any]) -> str:
    """Give the person's identifier at this provider; raise Refused when there is none."""
    found = claims.get("sub")
    if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_SUBJECT:
        raise Refused(Reason.ID_TOKEN_SUBJECT)
    return found


def nonce(claims: Mapping[str, Any], expected: str) -> None:
    """Check that the token answers the request of this very login."""
    found = claims.get("nonce")
    if not isinstance(found, str):
        raise Refused(Reason.NONCE_MISSING)
    if not hmac.compare_digest(found.encode("utf-8", "surrogatepass"), expected.encode()):
        raise Refused(Reason.NONCE_MISMATCH)


def level(claims: Mapping[str, Any], wanted: str) -> str:
    """Give the level reached; raise Refused when it is unknown or under the one wanted."""
    found = claims.get("acr")
    if found is None:
        raise Refused(Reason.ACR_MISSING)
    if found not in LEVELS or LEVELS.index(found) < LEVELS.index(wanted):
        raise Refused(Reason.ACR_TOO_LOW)
    return str(found)


def access_token(claims: Mapping[str, Any], token: str) -> None:
    """Check that the id_token was made with this access token, when it says so (`at_hash`)."""
    found = claims.get("at_hash")
    if found is None:
        return
    half = hashlib.sha256(token.encode()).digest()[:16]
    expected = base64.urlsafe_b64encode(half).rstrip(b"=")
    if not isinstance(found, str) or not hmac.compare_digest(
        found.encode("utf-8", "surrogatepass"), expected
    ):
        raise Refused(Reason.ID_TOKEN_ACCESS_TOKEN)


def same_subject(claims: Mapping[str, Any], expected: str) -> None:
    """Check that userinfo speaks of the person of the id_token (OpenID Connect Core, section 5.3.2)."""
    if claims.get("sub") != expected:
        raise Refused(Reason.USERINFO_SUBJECT)


def _decode(piece: str) -> dict[str, Any] | None:
    try:
        value = json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _number(claims: Mapping[str, Any], name: str, part: Part) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    # NaN compares false with everything, so it would pass every bound.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _FAR:
        raise Refused(Reason(f"{part}_malformed"))
    return float(value)
