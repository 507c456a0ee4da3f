"""Codes, access tokens and signatures, in memory only."""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from engine.demo.provider.persons import Person
from engine.demo.provider.rules import Request

#: Lives, as FranceConnect's.
CODE_LIFE = timedelta(seconds=30)
TOKEN_LIFE = timedelta(seconds=60)
CHOICE_LIFE = timedelta(minutes=30)

_MOST = 1000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Grant:
    """A person who agreed to be known by a client."""

    request: Request
    person: Person


class Shelf(Generic[T]):
    """Values kept for a while under a random key, and the oldest dropped over a thousand."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[datetime, T]] = {}

    def put(self, value: T, now: datetime) -> str:
        """Keep a value; give its key."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            while len(self._kept) >= _MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (now + self._life, value)
        return key

    def see(self, key: str, now: datetime) -> T | None:
        """Give the value, or None when it is unknown or too old."""
        with self._lock:
            found = self._kept.get(key)
        return found[1] if found and now <= found[0] else None

    def take(self, key: str, now: datetime) -> T | None:
        """Give the value once."""
        with self._lock:
            found = self._kept.pop(key, None)
        return found[1] if found and now <= found[0] else None


class Signer:
    """Signs with a key made at start (ES256)."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._key = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": "ES256"}, auto_kid=True)

    def public_keys(self) -> dict[str, Any]:
        """Give the public keys as a JWK set."""
        return dict(KeySet([self._key]).as_dict(private=False))

    def subject(self, grant: Grant) -> str:
        """Give the person's identifier for this client alone: 64 hexadecimal digits and `v1`."""
        text = f"{self._issuer} {grant.request.client.id} {grant.person.key}"
        return hashlib.sha256(text.encode()).hexdigest() + "v1"

    def sign(self, grant: Grant, claims: dict[str, Any], now: datetime) -> str:
        """Sign claims about the person for the client, good for a minute."""
        made = int(now.timestamp())
        common = {
            "iss": self._issuer,
            "aud": grant.request.client.id,
            "sub": self.subject(grant),
            "iat": made,
            "exp": made + int(TOKEN_LIFE.total_seconds()),
        }
        header = {"alg": "ES256", "kid": self._key.kid}
        return jwt.encode(header, {**common, **claims}, self._key, algorithms=["ES256"])

    def audience(self, token: str) -> str | None:
        """Give the client that a token of ours was made for, even when it is over; None for any other."""
        try:
            claims = jwt.decode(token, self._key, algorithms=["ES256"]).claims
        except (JoseError, ValueError):
            return None
        found = claims.get("aud")
        return found if isinstance(found, str) else None
