"""What a provider publishes about itself, kept for an hour and fetched again when a key is missing.

A forged key id must not make us hammer the provider: two fetches are 30 seconds apart at least.
When the provider does not answer, what it last published serves for a day.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.identity.errors import Reason, Refused
from engine.identity.fetch import Fetch, Reply
from engine.identity.profiles import ProviderProfile, safe_address

#: How long what a provider publishes is believed without asking again.
FRESH = timedelta(hours=1)
#: How long it still serves while the provider does not answer.
STALE = timedelta(days=1)
#: Least time between two fetches that a missing key provokes.
REFETCH = timedelta(seconds=30)
#: How long a failed fetch is remembered, so that waiting logins fail at once.
DOWN = timedelta(seconds=5)

_OK = 200
_MOST_KEYS = 50
_DISCOVERY = "/.well-known/openid-configuration"
_NEEDED = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A provider's discovery document and signature keys, checked."""

    fetched_at: datetime
    #: The discovery document.
    document: Mapping[str, Any]
    #: Public signature keys (JWK, RSA or EC only).
    keys: tuple[Mapping[str, Any], ...]

    @property
    def promises_iss(self) -> bool:
        """Say whether the provider promises `iss` on the way back (RFC 9207, section 3)."""
        return self.document.get("authorization_response_iss_parameter_supported") is True


@dataclass(slots=True)
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    metadata: Metadata | None = None
    failed_at: datetime | None = None
    failure: Reason = Reason.PROVIDER_UNAVAILABLE


class MetadataCache:
    """Shared by the threads of a process: plain data behind one lock per issuer."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._entries: dict[tuple[str, bool], _Entry] = {}

    def get(self, profile: ProviderProfile, now: datetime, *, force: bool = False) -> Metadata:
        """Give the provider's metadata; `force` asks again, at most every 30 seconds. Raise Refused."""
        with self._lock:
            entry = self._entries.setdefault((profile.issuer, profile.demo), _Entry())
        known = entry.metadata
        if known and not force and entry.lock.locked() and _within(known.fetched_at, now, STALE):
            # Another thread is asking: nobody waits for a slow provider while there is an answer.
            return known
        with entry.lock:
            known = entry.metadata
            if known and _within(known.fetched_at, now, REFETCH if force else FRESH):
                return known
            if entry.failed_at and _within(entry.failed_at, now, DOWN):
                return _fall_back(known, now, entry.failure)
            try:
                entry.metadata = _load(self._fetch, profile, now)
            except Refused as refused:
                entry.failed_at, entry.failure = now, refused.reason
                return _fall_back(known, now, refused.reason)
            entry.failed_at = None
            return entry.metadata


def _within(instant: datetime, now: datetime, span: timedelta) -> bool:
    # A clock set back must not keep an entry for ever, hence the lower bound.
    return timedelta(0) <= now - instant < span


def _fall_back(known: Metadata | None, now: datetime, reason: Reason) -> Metadata:
    if known and reason is Reason.PROVIDER_UNAVAILABLE and _within(known.fetched_at, now, STALE):
        return known
    raise Refused(reason)


def _load(fetch: Fetch, profile: ProviderProfile, now: datetime) -> Metadata:
    answer = fetch("GET", profile.issuer.rstrip("/") + _DISCOVERY)
    document = _json_object(answer, Reason.DISCOVERY_INVALID)
    if document.get("issuer") != profile.issuer:
        raise Refused(Reason.DISCOVERY_ISSUER)
    for name in _NEEDED:
        _check_endpoint(document.get(name), profile)
    if "end_session_endpoint" in document:
        _check_endpoint(document["end_session_endpoint"], profile)
    published = _json_object(fetch("GET", document["jwks_uri"]), Reason.JWKS_INVALID).get("keys")
    if not isinstance(published, list) or len(published) > _MOST_KEYS:
        raise Refused(Reason.JWKS_INVALID)
    keys = tuple(key for key in published if _signs(key))
    if not keys:
        raise Refused(Reason.JWKS_INVALID)
    return Metadata(now, document, keys)


def _json_object(answer: Reply, reason: Reason) -> dict[str, Any]:
    if answer.status != _OK:
        raise Refused(Reason.PROVIDER_UNAVAILABLE)
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Refused(reason) from None
    if not isinstance(value, dict):
        raise Refused(reason)
    return value


def _check_endpoint(address: object, profile: ProviderProfile) -> None:
    if not isinstance(address, str):
        raise Refused(Reason.DISCOVERY_INVALID)
    if not safe_address(address, demo=profile.demo):
        raise Refused(Reason.ENDPOINT_INSECURE)


def _signs(key: object) -> bool:
    return isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"
