"""A period as one answer, « du … au … »: two whole days, the second never before the first."""

from collections.abc import Mapping
from typing import Final

from engine.journey.dates import whole
from engine.model import Json

#: The two ends of a period, in the order in which they are asked.
ENDS: Final = ("debut", "fin")
#: The keyword that names the end to mend; both ends, when each is right and the second comes first.
FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "periodeDebut": ("debut",),
    "periodeFin": ("fin",),
    "periodeOrdre": ENDS,
}


def fault(value: Json) -> str | None:
    """Give the keyword of what is wrong with a period, the first end first; None when all is well."""
    ends = value if isinstance(value, Mapping) else {}
    first, last = whole(ends.get("debut")), whole(ends.get("fin"))
    if first is None:
        return "periodeDebut"
    if last is None:
        return "periodeFin"
    return "periodeOrdre" if last < first else None
