"""From what a person types to a commune of the Code officiel géographique, never guessing between several.

Current communes, those that were merged but keep a name (delegated, associated), and the arrondissements
of Paris, Lyon and Marseille. Communes that vanished without keeping a name are not in the source.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from engine.reference import cog
from engine.reference.cog import Commune
from engine.reference.fold import fold

#: The longest list that `resolve` gives; the postal code with the most communes has 46.
MOST = 60

__all__ = ["MOST", "Commune", "by_code", "departement", "first_postal_code", "matches", "resolve"]


def by_code(code: str, *, former: bool = True, extra: Iterable[Commune] = ()) -> Commune | None:
    """Give the commune of an INSEE code, or None; a commune of today before a former one of the same code."""
    found = [*cog.with_code(code), *(own for own in extra if own.code == code)]
    return min((one for one in found if former or not one.former), key=lambda one: one.former, default=None)


def resolve(text: str, *, former: bool = False, extra: Iterable[Commune] = ()) -> tuple[Commune, ...]:
    """Give the communes that `text` can mean: « Nice », « nice 06300 », « 06300 », « Nice (06) », « Lyon 3 ».

    An exact name wins over the beginning of a name. A postal code narrows; alone it gives all its communes.
    A name and a postal code that contradict each other give both readings. `extra` adds communes that the
    table does not hold (those of an imaginary city). At most MOST rows: the longest list still fits a page.
    """
    typed = _read(text)
    pool = _Pool(former, tuple(extra))
    if not typed.name:
        return _order(pool.of_postal_code(typed.postal))
    district = _arrondissement(typed)
    if district:
        return _order([*cog.with_code(district), *_in_departement(pool, typed.name)])
    return _order(_reading(pool, typed))


def first_postal_code(code: str, *, extra: Iterable[Commune] = ()) -> str:
    """Give the lowest postal code of a commune, or an empty string when the table has none."""
    found = by_code(code, extra=extra)
    return min(found.codes_postaux, default="") if found else ""


def matches(code_postal: str, code_commune: str, *, extra: Iterable[Commune] = ()) -> bool | None:
    """Say whether a postal code is one of the commune's; None when the table cannot say.

    It cannot for an unknown commune, one without postal codes, or a postal code that it does not hold
    (CEDEX, new).
    """
    own = tuple(extra)
    found = by_code(code_commune, extra=own)
    if not found or not found.codes_postaux:
        return None
    if code_postal in found.codes_postaux:
        return True
    return False if _Pool(former=False, extra=own).of_postal_code(code_postal) else None


def departement(code: str) -> tuple[str, str] | None:
    """Give (code, name) of the département or overseas collectivity of an INSEE commune code, or None."""
    number = code[:3] if code.startswith(("97", "98")) else code[:2]
    name = cog.departements().get(number)
    return (number, name) if name else None


_POSTAL = re.compile(r"(?<![0-9])([0-9]{2}) ?([0-9]{3})(?![0-9])")
_NUMBERED = re.compile(r"(.+) (0[1-9]|[1-8][0-9]|9[0-5]|2a|2b|97[0-9]|98[0-9])")
_CEDEX = re.compile(r"\bcedex\b(?: [0-9]{1,2})?")
_DISTRICT = re.compile(
    r"(paris|lyon|marseille) 0?([0-9]{1,2}) ?(?:er|e|eme|nd|nde)?(?: arr| arrondissement)?"
)
_DISTRICTS = {"paris": (75100, 20), "lyon": (69380, 9), "marseille": (13200, 16)}
_ARTICLES = ("l ", "le ", "la ", "les ")
_SHORTEST_TELLING_WORD = 4


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: the folded name and the postal code, either may be empty."""

    name: str
    postal: str


def _read(text: str) -> _Typed:
    found = _POSTAL.search(text)
    postal = "".join(found.groups()) if found else ""
    rest = text[: found.start()] + " " + text[found.end() :] if found else text
    return _Typed(" ".join(_CEDEX.sub(" ", fold(rest)).split()), postal)


def _arrondissement(typed: _Typed) -> str:
    """Give the code of the arrondissement said by its number, or by the postal code after the city's name."""
    said = _DISTRICT.fullmatch(typed.name)
    if said:
        base, count = _DISTRICTS[said[1]]
        number = int(said[2])
        return str(base + number) if 1 <= number <= count else ""
    if typed.name in _DISTRICTS and typed.postal:
        base, count = _DISTRICTS[typed.name]
        inside = (one.code for one in cog.with_postal_code(typed.postal) if one.code.isdecimal())
        return next((code for code in inside if base < int(code) <= base + count), "")
    return ""


def _reading(pool: "_Pool", typed: _Typed) -> list[Commune]:
    named, there = pool.named(typed.name), pool.of_postal_code(typed.postal)
    if not there:
        return named or pool.beginning(typed.name) or _in_departement(pool, typed.name)
    narrowed = [one for one in named if typed.postal in one.codes_postaux]
    if narrowed or named:
        return narrowed or named + there
    begun = [one for one in there if fold(one.nom).startswith(typed.name)]
    return begun or _sharing_a_word(there, typed.name)


def _in_departement(pool: "_Pool", name: str) -> list[Commune]:
    """Read « Saint-Denis (93) »: a name, then the number of its département."""
    said = _NUMBERED.fullmatch(name)
    if not said:
        return []
    return [one for one in pool.named(said[1]) if one.code.startswith(said[2].upper())]


def _sharing_a_word(communes: list[Commune], name: str) -> list[Commune]:
    """Keep the communes that share a telling word: « Cannes la Bocca 06150 » means Cannes."""
    words = {word for word in name.split() if len(word) >= _SHORTEST_TELLING_WORD and word != "saint"}
    return [one for one in communes if words.intersection(fold(one.nom).split())]


def _order(communes: Iterable[Commune]) -> tuple[Commune, ...]:
    """Drop repeats and sort: today's before former ones, then by name and code."""
    once = {(one.code, one.nom): one for one in communes}
    return tuple(sorted(once.values(), key=lambda one: (one.former, fold(one.nom), one.code))[:MOST])


@dataclass(frozen=True, slots=True)
class _Pool:
    """The communes that a question accepts: the table's, and a city's own."""

    former: bool
    extra: tuple[Commune, ...]

    def of_postal_code(self, postal: str) -> list[Commune]:
        """Give the communes of a postal code; an arrondissement stands for its city."""
        if not postal:
            return []
        own = [one for one in self.extra if postal in one.codes_postaux]
        found = self._admitted([*cog.with_postal_code(postal), *own])
        cities = {one.parent for one in found if not one.former}
        return [one for one in found if one.code not in cities]

    def named(self, name: str) -> list[Commune]:
        """Give the communes of exactly this name, with or without its article."""
        for key in (name, *(article + name for article in _ARTICLES)):
            own = [one for one in self.extra if fold(one.nom) == key]
            found = self._admitted([*cog.beginning_with(f"{key}\t"), *own])
            if found:
                return found
        return []

    def beginning(self, name: str) -> list[Commune]:
        """Give the communes whose name begins so, the first MOST of the table."""
        own = [one for one in self.extra if fold(one.nom).startswith(name)]
        admitted = (one for one in cog.beginning_with(name) if self.former or not one.former)
        return self._admitted([*islice(admitted, MOST), *own])

    def _admitted(self, communes: list[Commune]) -> list[Commune]:
        """Leave out former communes unless asked, and always those that a commune of today continues."""
        current = {(one.code, one.nom) for one in communes if not one.former}
        return [
            one for one in communes if not one.former or (self.former and (one.code, one.nom) not in current)
        ]
