"""The named normalisations of a State payload: after them, the flow's text and ours are the same text.

Each takes a text, and the row of the table when it needs one, in the flow's way of writing or in ours, and
gives ours. An absent element is an empty text.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from engine.clock import PARIS
from engine.reference import countries, phones

#: A row of the table `forms/*/flux-*.json`.
Row = Mapping[str, Any]


def vide(text: str, _row: Row) -> str:
    """N-VIDE: an element of white space only equals an absent one."""
    return text.strip()


def maj(text: str, _row: Row) -> str:
    """N-MAJ: letters without their case."""
    return text.casefold()


def accent(text: str, _row: Row) -> str:
    """N-ACCENT: letters without their accents."""
    spelt = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(one for one in spelt if not unicodedata.combining(one)))


def tel(text: str, _row: Row) -> str:
    """N-TEL: national digits equal E.164."""
    return (phones.to_e164(text) if _NUMBER.fullmatch(text) else None) or text


def datefr(text: str, _row: Row) -> str:
    """N-DATEFR: `jj/mm/aaaa` equals ISO; `mm/aaaa` equals a partial date."""
    found = _FRENCH_DATE.fullmatch(text)
    return "-".join(part for part in reversed(found.groups()) if part) if found else text


def utc(text: str, _row: Row) -> str:
    """N-UTC: an instant with its zone equals the date and time of Paris, written without a zone."""
    if not _ZONED.search(text):
        return text
    return datetime.fromisoformat(text).astimezone(PARIS).replace(tzinfo=None).isoformat()


def minute(text: str, _row: Row) -> str:
    """N-MINUTE: seconds cut."""
    found = _TO_THE_MINUTE.match(text)
    return found[1] if found else text


def pays(text: str, _row: Row) -> str:
    """N-PAYS: a country's alpha-3 code or INSEE number equals its alpha-2 code."""
    found = countries.by_iso3(text) or countries.by_insee(text) or countries.by_iso2(text)
    return found.iso2 if found else text


def liste(text: str, row: Row) -> str:
    """N-LISTE: a label or a code of the flow equals ours, by the row's table."""
    codes = row.get("list") or {theirs: ours for ours, theirs in row.get("labels", {}).items()}
    return str(codes.get(text, text))


def joint(text: str, _row: Row) -> str:
    """N-JOINT: parts joined by one space."""
    return " ".join(text.split())


#: By the names of the table.
NORMALISATIONS: Final[Mapping[str, Callable[[str, Row], str]]] = {
    "N-VIDE": vide,
    "N-MAJ": maj,
    "N-ACCENT": accent,
    "N-TEL": tel,
    "N-DATEFR": datefr,
    "N-UTC": utc,
    "N-MINUTE": minute,
    "N-PAYS": pays,
    "N-LISTE": liste,
    "N-JOINT": joint,
}

#: Those that translate a value, and so also hold when it is read; the others only forgive a difference.
TRANSLATIONS: Final = frozenset({"N-LISTE", "N-TEL", "N-DATEFR", "N-UTC", "N-PAYS"})

_NUMBER = re.compile(r"[+]?[0-9][0-9 .]*")
_FRENCH_DATE = re.compile(r"(?:([0-9]{2})/)?([0-9]{2})/([0-9]{4})")
_ZONED = re.compile(r"T.*(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")
_TO_THE_MINUTE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}):[0-9]{2}(?:\.[0-9]+)?")
