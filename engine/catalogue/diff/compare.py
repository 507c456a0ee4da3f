"""Two versions of a form, compared whole: answers, journey, law and words."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.catalogue.diff.answers import coverage, widenings
from engine.catalogue.diff.change import Change, Level
from engine.catalogue.diff.identity import moved
from engine.catalogue.diff.journey import journey_changes
from engine.catalogue.diff.law import law_changes
from engine.catalogue.diff.words import word_changes
from engine.model import Definition


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from `old` to `new`, the heaviest first."""

    old: Definition
    new: Definition
    changes: tuple[Change, ...]

    @property
    def level(self) -> Level:
        """Give the least step of the version number that is honest."""
        return max((change.level for change in self.changes), default=Level.NONE)

    @property
    def covers(self) -> bool:
        """Say whether every document right for the old version is proved right for the new one."""
        return self.level < Level.MAJOR


def compare(old: Definition, new: Definition) -> Comparison:
    """Compare two versions of one form."""
    found = dict.fromkeys(_changes(old, new))
    return Comparison(old, new, tuple(sorted(found, key=lambda change: -change.level)))


def _changes(old: Definition, new: Definition) -> Iterator[Change]:
    yield from moved(old, new)
    yield from coverage(new, old)
    yield from widenings(new, old)
    yield from journey_changes(old, new)
    yield from law_changes(old, new)
    yield from word_changes(old, new)
