"""Which row of a list of streets holds an address: a school's area, a polling station, a day of collection.

A row names a street (`voie`) of a commune (`communeCode`), and may keep one side of it (`parite`) or some of its
numbers (`numeroMin`, `numeroMax`, both included). Streets are compared without case, accents or punctuation.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from engine.journey.facts import ListRow
from engine.journey.pointers import get
from engine.model import Json
from engine.reference.fold import fold

_PARITIES = {"paire": 0, "impaire": 1}


def row_of(address: Mapping[str, Json], rows: Iterable[ListRow], day: date) -> ListRow | None:
    """Give the first row open that day whose street, side and numbers hold the address; None when no row does."""
    street, number = _street(address), _number(address)
    commune = get(dict(address), ("commune", "code"))
    if not street or commune is None:
        return None
    return next(
        (
            row
            for row in rows
            if row.open_on(day)
            and row.values.get("communeCode") == commune
            and fold(str(row.values.get("voie", ""))) == street
            and _holds(row, number)
        ),
        None,
    )


def _street(address: Mapping[str, Json]) -> str:
    parts = (get(dict(address), ("voieDecomposee", key)) for key in ("type", "nom"))
    return fold(" ".join(str(part) for part in parts if part is not None))


def _number(address: Mapping[str, Json]) -> int | None:
    written = get(dict(address), ("voieDecomposee", "numero"))
    return int(written) if isinstance(written, str) and written.isdecimal() else None


def _holds(row: ListRow, number: int | None) -> bool:
    low, high = row.values.get("numeroMin"), row.values.get("numeroMax")
    side = _PARITIES.get(str(row.values.get("parite", "")))
    if number is None:
        return low is None and high is None and side is None
    inside = (low is None or low <= number) and (high is None or number <= high)
    return inside and (side is None or number % 2 == side)
