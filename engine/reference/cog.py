"""The table of communes as it lies on disk, read once and searched as text.

Vintage 2026 of the Code officiel géographique (INSEE) with La Poste's postal codes, as published by the
npm package @etalab/decoupage-administratif 6.0.0 (code MIT, data under the Licence Ouverte). `build.py`
rebuilds it. Lines are sorted by folded name; a search bisects them, so that a process keeps the text and
two small indexes, no objects.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engine.resources import schemas_root


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, with its INSEE code and its official name.

    `codes_postaux` of a former commune are those of the commune that it belongs to now. `parent` is the
    INSEE code of that commune, or of the city of an arrondissement; empty for the others.
    """

    code: str
    nom: str
    codes_postaux: tuple[str, ...] = ()
    former: bool = False
    parent: str = ""


def with_code(code: str) -> Iterator[Commune]:
    """Give the communes of an INSEE code: one of today, former ones that kept the same code."""
    return (_commune(_lines()[at]) for at in _by_code().get(code, ()))


def with_postal_code(postal: str) -> Iterator[Commune]:
    """Give the communes of a postal code."""
    return (_commune(_lines()[at]) for at in _by_postal_code().get(postal, ()))


def beginning_with(key: str) -> Iterator[Commune]:
    """Give the communes whose folded name, ended by a tab, begins with `key`, in alphabetical order."""
    lines = _lines()
    for at in range(bisect_left(lines, key), len(lines)):
        if not lines[at].startswith(key):
            return
        yield _commune(lines[at])


def knows_postal_code(postal: str) -> bool:
    """Say whether any commune has this postal code."""
    return postal in _by_postal_code()


@cache
def departements() -> dict[str, str]:
    """Give the names of départements and overseas collectivities by number."""
    text = (schemas_root() / "reference" / "departements.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines())


def _commune(line: str) -> Commune:
    _key, code, nom, kind, parent, postal = line.split("\t")
    return Commune(code, nom, tuple(postal.split()), kind in {"deleguee", "associee"}, parent)


@cache
def _lines() -> list[str]:
    return (schemas_root() / "reference" / "communes.tsv").read_text(encoding="utf-8").splitlines()


@cache
def _by_code() -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for at, line in enumerate(_lines()):
        index.setdefault(line.split("\t", 2)[1], []).append(at)
    return index


@cache
def _by_postal_code() -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for at, line in enumerate(_lines()):
        for postal in line.rsplit("\t", 1)[1].split():
            index.setdefault(postal, []).append(at)
    return index
