"""What is kept of a login between its two legs: plain JSON, useless without the state and the cookie."""

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.identity.binding import browser_hash, same_browser
from engine.identity.errors import Reason, Refused
from engine.identity.profiles import LEVELS, ProviderProfile

#: How long a person may take at the provider's.
LOGIN_LIFE = timedelta(minutes=30)

_VERSION = 1
_TEXTS = ("provider", "issuer", "state", "browser", "nonce", "acr", "redirect_uri", "at")


def new_transaction(  # noqa: PLR0913 -- one argument per thing kept, all by name
    profile: ProviderProfile,
    now: datetime,
    *,
    state: str,
    nonce: str,
    acr: str,
    browser: str,
    verifier: str | None,
) -> dict[str, Any]:
    """Write down a login that begins; state and cookie are kept as hashes only."""
    return {
        "v": _VERSION,
        "provider": profile.id,
        "issuer": profile.issuer,
        "state": browser_hash(state),
        "browser": browser_hash(browser),
        "nonce": nonce,
        "acr": acr,
        "redirect_uri": profile.redirect_uri,
        "verifier": verifier,
        "at": now.astimezone(UTC).isoformat(),
    }


def check_transaction(
    profile: ProviderProfile, kept: Mapping[str, Any], answer: Mapping[str, str], now: datetime, browser: str
) -> None:
    """Check that this browser comes back from this provider, for this login, in time; raise Refused."""
    texts = all(isinstance(kept.get(key), str) and kept[key] for key in _TEXTS)
    if kept.get("v") != _VERSION or not texts or "verifier" not in kept or kept["acr"] not in LEVELS:
        raise Refused(Reason.TRANSACTION_INVALID)
    if not hmac.compare_digest(browser_hash(answer.get("state", "")), kept["state"]):
        raise Refused(Reason.STATE_MISMATCH)
    if not same_browser(browser, kept["browser"]):
        raise Refused(Reason.BROWSER_MISMATCH)
    if not -timedelta(seconds=profile.skew) <= now - _began(kept["at"]) <= LOGIN_LIFE:
        raise Refused(Reason.STATE_EXPIRED)
    mine = (profile.id, profile.issuer, profile.redirect_uri)
    if (kept["provider"], kept["issuer"], kept["redirect_uri"]) != mine:
        raise Refused(Reason.MIXED_UP_PROVIDER)


def _began(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(Reason.TRANSACTION_INVALID) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
