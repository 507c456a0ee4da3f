"""From a provider's claims to the identity that a form is filled with.

FranceConnect's `family_name` is the birth name, `preferred_username` the name in use. A claim that does not
read is left out, and its question stays open: nobody is trapped by what a record says.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.identity.profiles import ProviderProfile

#: Turns an INSEE country code (99100) into ISO 3166-1 alpha-2 (FR); None when unknown or vanished.
CountryMapper = Callable[[str], str | None]

_LONGEST_NAME = 150
_LONGEST_EMAIL = 254
_DATE = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_COG = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])\d{3}", re.ASCII)
_COUNTRY = re.compile(r"99\d{3}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SEXES = {"female": "feminin", "male": "masculin"}


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as a provider vouched for them."""

    issuer: str
    #: The provider's identifier of the person: the key of their account here, never shown, never the e-mail.
    subject: str
    #: Level reached, one of `profiles.LEVELS`.
    level: str
    #: When they logged in, UTC.
    at: datetime
    #: All first names in the order of the civil status.
    given_names: tuple[str, ...]
    birth_name: str | None
    #: Name in use, when there is one.
    usage_name: str | None
    #: `feminin` or `masculin`, as the civil status says.
    gender: str | None
    #: ISO 8601, `1962-08-24`, or `1962-08` or `1962` when no more is known.
    birth_date: str | None
    #: ISO 3166-1 alpha-2.
    birth_country: str | None
    #: Code of the commune or arrondissement (COG), None when born abroad.
    birth_place: str | None
    email: str | None


def read_identity(
    profile: ProviderProfile, claims: Mapping[str, Any], level: str, at: datetime, countries: CountryMapper
) -> Identity:
    """Read checked claims, under the names that the profile gives them."""

    def text(name: str, longest: int = _LONGEST_NAME) -> str | None:
        value = claims.get(profile.claims.get(name, name))
        return _clean(value, longest)

    country = text("birthcountry")
    place = text("birthplace")
    email = text("email", _LONGEST_EMAIL)
    return Identity(
        issuer=profile.issuer,
        subject=str(claims["sub"]),
        level=level,
        at=at,
        given_names=_given_names(claims.get("given_name_array"), text("given_name")),
        birth_name=text("family_name"),
        usage_name=text("preferred_username"),
        gender=_SEXES.get(text("gender") or ""),
        birth_date=_birth_date(text("birthdate"), text("idp_birthdate")),
        birth_country=countries(country) if country and _COUNTRY.fullmatch(country) else None,
        birth_place=place if place and _COG.fullmatch(place) else None,
        email=email if email and _EMAIL.fullmatch(email) else None,
    )


def prefill(identity: Identity) -> dict[str, str]:
    """Give the values that fill a form, by claim name; what is unknown is absent."""
    values = {
        "family_name": identity.birth_name,
        "preferred_username": identity.usage_name,
        "given_name": " ".join(identity.given_names),
        "gender": identity.gender,
        "birthdate": identity.birth_date,
        "birthcountry": identity.birth_country,
        "birthplace": identity.birth_place,
        "email": identity.email,
    }
    return {name: value for name, value in values.items() if value}


def _clean(value: object, longest: int) -> str | None:
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    return text if text and text.isprintable() and len(text) <= longest else None


def _given_names(array: object, joined: str | None) -> tuple[str, ...]:
    if isinstance(array, list) and array:
        names = tuple(_clean(name, _LONGEST_NAME) for name in array)
        if all(names) and len(" ".join(name for name in names if name)) <= _LONGEST_NAME:
            return tuple(name for name in names if name)
    return (joined,) if joined else ()


def _birth_date(official: str | None, declared: str | None) -> str | None:
    """Prefer the identity provider's date when it is shorter: the State's register pads with 01."""
    known, short = _known_part(official), _known_part(declared)
    if known is None:
        return short
    return short if short is not None and known.startswith(short) else known


def _known_part(text: str | None) -> str | None:
    match = _DATE.fullmatch(text or "")
    if match is None:
        return None
    year, month, day = match.groups()
    if month in (None, "00"):
        return str(year)
    if day in (None, "00"):
        day = None
    try:
        date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return f"{year}-{month}" if day is None else f"{year}-{month}-{day}"
