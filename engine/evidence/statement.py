"""The statement: one deposited form with all that it rests on, as plain JSON (schemas/statement/1.json).

The seal covers the answers themselves, not a digest of them: who holds the sealed statement holds the
whole proof, and needs neither the city nor its database to read what was sent.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Literal

import rfc8785
from jsonschema import Draft202012Validator

from engine.errors import FormuneError
from engine.resources import read_json, schemas_root
from engine.validation import validator

#: The statement's own version; another shape gets another number, and the old one stays verifiable.
FORMAT: Final = "formune-statement/1"

#: Whole numbers from here on are not all doubles (RFC 8785 section 3.2.2.3).
_BEYOND: Final = 2**53
_SAFE_DIGITS: Final = 17

Level = Literal["none", "declared", "email", "eidas1", "eidas2", "eidas3"]


class NotCanonical(FormuneError):
    """A value has no canonical JSON form: not finite, beyond 2^53, not Unicode, or no JSON at all."""


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Which form, to the byte."""

    id: str
    version: str
    #: SHA-256 of the national bundle, hexadecimal.
    digest: str
    #: SHA-256 of the city's profile, hexadecimal.
    profile_digest: str


@dataclass(frozen=True, slots=True)
class IdentityEvidence:
    """How the person was known."""

    level: Level
    issuer: str | None = None
    #: From `subject_hash`.
    subject_hash: str | None = None
    #: When the provider, or the e-mail loop, vouched for the person.
    at: datetime | None = None


def make_statement(  # noqa: PLR0913 -- a statement is all of these
    *,
    city: str,
    reference: str,
    form: FormIdentity,
    deposited_at: datetime,
    channel: str,
    receipt_channel: str,
    answers: Mapping[str, Any],
    labels: Sequence[Mapping[str, str]],
    attachments: Sequence[Mapping[str, Any]],
    identity: IdentityEvidence | None,
    consents: Sequence[Mapping[str, str]],
    terms: str,
    warnings: Sequence[Mapping[str, str]] = (),
    helper: Mapping[str, Any] | None = None,
    mandate: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Assemble a statement; the shapes of the plain members stand in schemas/statement/1.json.

    `terms` is the SHA-256 of the mentions and notices shown; `labels` are the answers as the person saw them.
    """
    return {
        "format": FORMAT,
        "city": city,
        "reference": reference,
        "form": {
            "id": form.id,
            "version": form.version,
            "digest": form.digest,
            "profileDigest": form.profile_digest,
        },
        "depositedAt": instant(deposited_at),
        "channel": channel,
        "receiptChannel": receipt_channel,
        "answers": dict(answers),
        "labels": [dict(label) for label in labels],
        "attachments": [dict(attachment) for attachment in attachments],
        "identity": None if identity is None else _identity(identity),
        "consents": [dict(consent) for consent in consents],
        "terms": terms,
        "warnings": [dict(warning) for warning in warnings],
        "helper": None if helper is None else dict(helper),
        "mandate": None if mandate is None else dict(mandate),
    }


def canonical(value: object) -> bytes:
    """Give the canonical JSON of a value (RFC 8785); raise NotCanonical."""
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # any object may come; what is no JSON is refused
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise NotCanonical(type(error).__name__) from None


def parse(data: bytes) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Read JSON as RFC 8785 counts: every number is a double; raise NotCanonical when it is no JSON."""
    try:
        return json.loads(data, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise NotCanonical(type(error).__name__) from None


def subject_hash(city: str, issuer: str, subject: str) -> str:
    """Hash a provider's subject for one city, so that no identifier is shared between cities."""
    return hashlib.sha256(canonical([city, issuer, subject])).hexdigest()


def instant(at: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC, to the second or the microsecond."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shape_errors(statement: object) -> tuple[str, ...]:
    """Give the places (JSON Pointers) where a statement departs from its schema; never the values."""
    found = {"/" + "/".join(map(str, error.absolute_path)) for error in _validator().iter_errors(statement)}
    return tuple(sorted(found))


def _number(digits: str) -> int | float:
    whole = int(digits) if len(digits) <= _SAFE_DIGITS else _BEYOND
    return whole if abs(whole) < _BEYOND else float(digits)


def _identity(identity: IdentityEvidence) -> dict[str, Any]:
    return {
        "level": identity.level,
        "issuer": identity.issuer,
        "subjectHash": identity.subject_hash,
        "at": None if identity.at is None else instant(identity.at),
    }


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return validator(read_json(schemas_root() / "statement" / "1.json"))
