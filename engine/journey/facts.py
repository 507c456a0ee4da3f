"""What a journey may know that no answer says: the moment, the city, the identity, the device."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Town:
    """A commune that the city's file names: INSEE code and name."""

    code: str
    nom: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list that only the city knows; open from `first` to `last`, both included.

    `values` are the columns that a form's `lists` declares besides: an hour or a day is its text.
    """

    code: str
    label: str
    first: date | None = None
    last: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "ListRow":
        """Build a row from what a city's file, or an example, says of it."""
        first, last = (date.fromisoformat(row[key]) if key in row else None for key in ("from", "to"))
        own = {key: value for key, value in row.items() if key not in {"code", "label", "from", "to"}}
        return cls(row["code"], row["label"], first, last, own)

    def open_on(self, day: date) -> bool:
        """Say whether the row may be chosen on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Route:
    """Who deals with a kind of report: a service of the city, or (forwarded or not) another body."""

    service: str
    label: str
    other_body: bool = False
    forwarded: bool = True


@dataclass(frozen=True, slots=True)
class CityFacts:
    """The part of a city's file that conditions, calculations and checks read.

    `box` is south, west, north, east in degrees (WGS 84), when the city gave one.
    """

    name: str
    communes: tuple[Town, ...]
    lists: Mapping[str, tuple[ListRow, ...]] = field(default_factory=dict)
    routing: Mapping[str, Route] = field(default_factory=dict)
    comedec: frozenset[str] = frozenset()
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A deposit already made: the check that it matters for, the key of its main answers, its day."""

    check: str
    key: str
    day: date


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything outside the answers, frozen for one request; `now` is aware, in the city's zone.

    `given` holds, by question code, the values that a deposit's own transaction gives, such as a number;
    `family_quotient`, in whole euros, is what the family-benefit office told about the person who signed in.
    """

    now: datetime
    city: CityFacts
    identity_verified: bool = False
    origin: str = "portail"
    position_available: bool = False
    earlier: tuple[Earlier, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    family_quotient: int | None = None

    @property
    def today(self) -> date:
        """Give the civil day in the city."""
        return self.now.date()
