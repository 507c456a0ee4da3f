"""The seal: a JWS over the canonical JSON of a statement, in the shape of a JAdES B-B signature.

ES256 (RFC 7518), compact and attached (RFC 7515), canonical JSON (RFC 8785). The header carries the
certificate chain, the certificate's digest and the claimed time, as ETSI TS 119 182-1 V1.2.1 asks of
level B-B. Attached, it is a proof by itself: any JOSE library verifies it. It is the city's seal, never
the person's signature.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from joserfc import jws
from joserfc.jwk import ECKey

from engine.evidence.jose import ALGORITHM, encode, registry
from engine.evidence.statement import canonical
from engine.evidence.verification import Check, Line, SealReport, verify
from engine.store.secrets import SealKey

__all__ = ["Check", "Line", "SealReport", "seal", "verify"]


def seal(statement: Mapping[str, Any], key: SealKey, at: datetime) -> str:
    """Seal a statement at an aware instant, kept to the second; raise NotCanonical when it is no JSON."""
    payload = canonical(statement)
    return jws.serialize_compact(
        _header(key, at), payload, ECKey.import_key(key.private), registry=registry()
    )


def _header(key: SealKey, at: datetime) -> dict[str, Any]:
    chain = [certificate.public_bytes(Encoding.DER) for certificate in key.chain]
    return {
        "alg": ALGORITHM,
        "typ": "jose",
        "cty": "json",
        "kid": key.id,
        "iat": int(at.timestamp()),
        "x5c": [base64.b64encode(certificate).decode("ascii") for certificate in chain],
        "x5t#S256": encode(hashlib.sha256(chain[0]).digest()),
    }
