"""Who sent a submission, as far as finding one's own again needs: a keyed digest of who logged in, in one city.

The key is lent by the city's KEK: the same person gives another digest in another city, and who holds the database
alone can check nobody.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from engine.store import crypto
from engine.store.secrets import Kek, Secrets


def digest_of(secrets: Secrets, city: str, identity: Mapping[str, Any] | None) -> str | None:
    """Give what is stored of a login (`issuer`, `subject`), under the city's newest KEK; None without a login."""
    return _digest(secrets.kek(city), identity) if identity else None


def digests_of(secrets: Secrets, city: str, identity: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Give what may have been stored of a login, under each of the city's KEKs; empty without a login."""
    return tuple(_digest(kek, identity) for kek in secrets.keks(city)) if identity else ()


def _digest(kek: Kek, identity: Mapping[str, Any]) -> str:
    # An issuer is an address and holds no NUL: no two pairs give one text.
    who = f"{identity['issuer']}\0{identity['subject']}"
    return hmac.digest(crypto.derive(kek.key, f"person|{kek.id}"), who.encode(), "sha256").hex()
