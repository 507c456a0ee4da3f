"""Checking a seal, line by line, with nothing but the seal itself and the certificates one trusts.

Each line is one question with its own answer, so that a page or a command can say what holds and what
does not.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from engine.evidence import jose
from engine.evidence.statement import FORMAT, NotCanonical, canonical, parse, shape_errors
from engine.evidence.trust import leads_to_trust, read_chain, valid_at

#: structure: three parts of strict base64url, a header of exactly our members, ES256.
#: certificate: it reads, is on P-256, and is the one that the header's digest names.
#: signature: the certificate's key sealed these very bytes.
#: canonical: the bytes are canonical JSON.
#: shape: they are a statement (schemas/statement/1.json).
#: statement: they are the statement given.
#: validity: the certificate was valid at the claimed time.
#: trust: it leads to a trusted one.
Check = Literal[
    "structure", "certificate", "signature", "canonical", "shape", "statement", "validity", "trust"
]


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer."""

    check: Check
    #: None: it could not be asked because an earlier line failed, or there was nothing to compare with.
    holds: bool | None
    #: Who, when or where, for a person who reads the report; never an answer's value.
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SealReport:
    """What the verification found."""

    lines: tuple[Line, ...]
    #: The sealed statement; None when the seal does not hold. Personal, therefore never printed.
    statement: Mapping[str, Any] | None = field(repr=False)
    #: The claimed time of the seal, aware; None when it cannot be read.
    sealed_at: datetime | None
    #: The city's certificate; None when it cannot be read.
    certificate: x509.Certificate | None

    @property
    def sound(self) -> bool:
        """Whether nothing was altered since the certificate's holder sealed it, whoever that is."""
        return all(line.holds is not False for line in self.lines if line.check != "trust") and (
            self.statement is not None
        )

    @property
    def trusted(self) -> bool:
        """Whether it is sound and the certificate leads to a trusted one."""
        return self.sound and all(line.holds for line in self.lines if line.check == "trust")


def verify(
    statement: Mapping[str, Any] | None, seal: str, trusted: Iterable[x509.Certificate] = ()
) -> SealReport:
    """Check a seal, and that it covers `statement` if one is given; any text gives a report, not an error."""
    header, payload = _parts(seal)
    if header is None or payload is None:
        return _report([Line("structure", holds=False)])
    lines = [Line("structure", holds=True)]
    sealed_at = datetime.fromtimestamp(header["iat"], UTC)
    chain = _chain(header)
    if not chain:
        return _report([*lines, Line("certificate", holds=False)], sealed_at=sealed_at)
    lines.append(Line("certificate", holds=True, detail=chain[0].subject.rfc4514_string()))
    if not _signed(seal, chain[0]):
        return _report([*lines, Line("signature", holds=False)], sealed_at=sealed_at, certificate=chain[0])
    lines.append(Line("signature", holds=True, detail=header["kid"]))
    sealed = _sealed(payload)
    lines.append(Line("canonical", holds=sealed is not None))
    lines += _content(statement, sealed, payload)
    lines.append(Line("validity", holds=valid_at(chain[0], sealed_at), detail=sealed_at.isoformat()))
    lines.append(Line("trust", holds=leads_to_trust(chain, tuple(trusted), sealed_at)))
    return _report(lines, statement=sealed, sealed_at=sealed_at, certificate=chain[0])


_ORDER: tuple[Check, ...] = (
    "structure",
    "certificate",
    "signature",
    "canonical",
    "shape",
    "statement",
    "validity",
    "trust",
)
_LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def _report(
    lines: list[Line],
    *,
    statement: dict[str, Any] | None = None,
    sealed_at: datetime | None = None,
    certificate: x509.Certificate | None = None,
) -> SealReport:
    asked = {line.check: line for line in lines}
    complete = tuple(asked.get(check, Line(check, holds=None)) for check in _ORDER)
    return SealReport(complete, statement, sealed_at, certificate)


def _parts(seal: str) -> tuple[dict[str, Any] | None, bytes | None]:
    parts = seal.split(".")
    if len(parts) != 3 or len(parts[0]) > 2 * jose.MAX_HEADER or len(parts[1]) > 2 * jose.MAX_PAYLOAD:  # noqa: PLR2004 -- RFC 7515 section 7.1: three parts
        return None, None
    header, payload, signature = (jose.decode(part) for part in parts)
    if header is None or payload is None or signature is None:
        return None, None
    try:
        read = json.loads(header)
    except (ValueError, RecursionError):
        return None, None
    return (read, payload) if _ours(read) else (None, None)


def _ours(header: object) -> bool:
    if not isinstance(header, dict) or header.keys() != jose.HEADER:
        return False
    iat, kid, x5c = header["iat"], header["kid"], header["x5c"]
    return (
        (header["alg"], header["typ"], header["cty"]) == (jose.ALGORITHM, "jose", "json")
        and isinstance(iat, int)
        and not isinstance(iat, bool)
        and 0 <= iat < _LATEST
        and isinstance(kid, str)
        and isinstance(x5c, list)
        and all(isinstance(each, str) for each in x5c)
    )


def _chain(header: dict[str, Any]) -> tuple[x509.Certificate, ...]:
    try:
        ders = [base64.b64decode(each, validate=True) for each in header["x5c"]]
    except ValueError:
        return ()
    chain = read_chain(ders)
    named = header["x5t#S256"] == jose.encode(hashlib.sha256(ders[0]).digest()) if ders else False
    return chain if named and chain and _public(chain[0]) else ()


def _public(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey | None:
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    return None


def _signed(seal: str, certificate: x509.Certificate) -> bool:
    key = _public(certificate)
    if key is None:
        return False
    try:
        jws.deserialize_compact(seal, ECKey.import_key(key), registry=jose.registry())
    except (JoseError, ValueError):
        return False
    return True


def _sealed(payload: bytes) -> dict[str, Any] | None:
    try:
        value = parse(payload)
        return value if isinstance(value, dict) and canonical(value) == payload else None
    except NotCanonical:
        return None


def _content(given: Mapping[str, Any] | None, sealed: dict[str, Any] | None, payload: bytes) -> list[Line]:
    if sealed is None:
        return []
    wrong = shape_errors(sealed)
    lines = [Line("shape", holds=not wrong, detail=" ".join(wrong) or FORMAT)]
    if given is not None:
        try:
            same = canonical(given) == payload
        except NotCanonical:
            same = False
        lines.append(Line("statement", holds=same))
    return lines
