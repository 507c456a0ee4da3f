"""Countries: ISO 3166-1 codes, INSEE codes, names in French and English.

Source of the table `schemas/reference/pays.tsv` (iso2, iso3, insee, part of, fr, en, other French names):
ISO codes, the user-assigned XK (Kosovo) and other names from i18n-iso-countries 7.14.0 (MIT); names from
Unicode CLDR by Babel 2.18 (Unicode licence); INSEE codes from the State's list of countries and foreign
territories of 2025 (Licence Ouverte). Several territories may share one INSEE code: such a code names none.
The overseas parts of France have rows that lead to FR; they are not countries.
"""

from dataclasses import dataclass
from functools import cache

from engine.reference.fold import fold
from engine.resources import schemas_root

FRANCE = "FR"


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory where one can be born or live. `insee` is empty where INSEE gives no code."""

    iso2: str
    iso3: str
    insee: str
    fr: str
    en: str


def every(language: str = "fr") -> tuple[Country, ...]:
    """Give the countries in the order of a list in `fr` or `en`: France first, then by name."""
    return _table().listed_in_english if language == "en" else _table().listed


def by_iso2(code: str) -> Country | None:
    """Give the country of an alpha-2 code; an overseas part of France gives France."""
    return _table().by_iso2.get(code.upper())


def by_iso3(code: str) -> Country | None:
    """Give the country of an alpha-3 code; an overseas part of France gives France."""
    return _table().by_iso3.get(code.upper())


def by_insee(code: str) -> Country | None:
    """Give the country of an INSEE code (99100 is France); None when unknown, vanished or shared."""
    return _table().by_insee.get(code)


def name(code: str, language: str = "fr") -> str:
    """Give the name of an alpha-2 code in `fr` or `en`; the code itself when it is unknown."""
    found = by_iso2(code)
    if not found:
        return code
    return found.en if language == "en" else found.fr


def search(text: str) -> tuple[Country, ...]:
    """Give the countries whose name, in either language, begins with `text` or has a word that does.

    An exact name stands alone. « Réunion » gives France.
    """
    key = fold(text)
    keys = _table().keys if key else ()
    found = {one.iso2: one for known, one in keys if known == key} or {
        one.iso2: one for known, one in keys if f" {known}".find(f" {key}") >= 0
    }
    return tuple(one for one in every() if one.iso2 in found)


@dataclass(frozen=True, slots=True)
class _Table:
    listed: tuple[Country, ...]
    listed_in_english: tuple[Country, ...]
    by_iso2: dict[str, Country]
    by_iso3: dict[str, Country]
    by_insee: dict[str, Country]
    keys: tuple[tuple[str, Country], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table, its columns in order."""

    iso2: str
    iso3: str
    insee: str
    part_of: str
    fr: str
    en: str
    others: str

    @property
    def names(self) -> list[str]:
        return [self.fr, self.en, *filter(None, self.others.split("|"))]


@cache
def _table() -> _Table:
    text = (schemas_root() / "reference" / "pays.tsv").read_text(encoding="utf-8")
    rows = [_Row(*line.split("\t")) for line in text.splitlines()]
    own = {
        row.iso2: Country(row.iso2, row.iso3, row.insee, row.fr, row.en) for row in rows if not row.part_of
    }
    lead = {row.iso2: own[row.part_of or row.iso2] for row in rows}
    return _Table(
        listed=tuple(sorted(own.values(), key=lambda one: (one.iso2 != FRANCE, fold(one.fr)))),
        listed_in_english=tuple(sorted(own.values(), key=lambda one: (one.iso2 != FRANCE, fold(one.en)))),
        by_iso2=lead,
        by_iso3={row.iso3: lead[row.iso2] for row in rows},
        by_insee=_unshared(own),
        keys=tuple((fold(spelt), lead[row.iso2]) for row in rows for spelt in row.names),
    )


def _unshared(countries: dict[str, Country]) -> dict[str, Country]:
    found: dict[str, list[Country]] = {}
    for one in countries.values():
        found.setdefault(one.insee, []).append(one)
    return {code: those[0] for code, those in found.items() if code and len(those) == 1}
