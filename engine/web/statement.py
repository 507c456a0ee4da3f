"""The accessibility audit as data, and what the statement says from it: state, rate, what is not right.

The 106 criteria of RGAA 4.1.2 stand in rgaa.json, each with its result, what was seen, and the tests that show it.
The states are those of the DINUM (« Contenu de la déclaration d'accessibilité »): full, partial from half of the
criteria, none below, or as long as no valid audit exists: an audit that is not complete declares nothing better.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from engine.resources import read_json

RIGHT: Final = "C"
WRONG: Final = "NC"
ABSENT: Final = "NA"
RESULTS: Final = (RIGHT, WRONG, ABSENT)

_FILE: Final = Path(__file__).parent / "rgaa.json"
_PARTIAL: Final = 50


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its official number, its title in short, its result, and the evidence.

    `seen` is what was observed, in French; `tests` are names `file.py::test`.
    """

    number: str
    title: str
    result: str
    seen: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit of the pages; `complete` once people tried them with screen readers, `untested` says what lacks."""

    reference: str
    source: str
    by: str
    on: date
    complete: bool
    untested: tuple[str, ...]
    pages: tuple[str, ...]
    topics: tuple[tuple[str, tuple[Criterion, ...]], ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Give every criterion, in the order of their numbers."""
        return tuple(one for _topic, those in self.topics for one in those)

    @property
    def wrong(self) -> tuple[Criterion, ...]:
        """Give the criteria that are not respected."""
        return tuple(one for one in self.criteria if one.result == WRONG)

    @property
    def applicable(self) -> int:
        """Count the criteria that apply to these pages."""
        return sum(one.result != ABSENT for one in self.criteria)

    @property
    def rate(self) -> int:
        """Give the percentage of the applicable criteria that are respected, rounded down."""
        return (self.applicable - len(self.wrong)) * 100 // self.applicable if self.applicable else 0

    @property
    def state(self) -> str:
        """Give the state to declare, in French."""
        if not self.complete or self.rate < _PARTIAL:
            return "non conforme"
        return "partiellement conforme" if self.wrong else "totalement conforme"


@cache
def audit() -> Audit:
    """Give the audit of the pages of this version."""
    return read(read_json(_FILE))


def read(document: Mapping[str, Any]) -> Audit:
    """Read an audit from its JSON."""
    return Audit(
        document["reference"],
        document["reference_source"],
        document["by"],
        date.fromisoformat(document["date"]),
        document["complete"],
        tuple(document["untested"]),
        tuple(document["pages"]),
        tuple((one["title"], tuple(_criteria(one))) for one in document["topics"]),
    )


def _criteria(topic: Mapping[str, Any]) -> Iterator[Criterion]:
    for one in topic["criteria"]:
        yield Criterion(one["number"], one["title"], one["result"], one["seen"], tuple(one["tests"]))
