"""One difference between two versions: what it is, how much it weighs, what it says to each reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How much of the version number a difference moves (semver.org, 2.0.0, points 6 to 8)."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """Give the name as an author reads it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `kind` is a key of WEIGHTS; `code` the question concerned, if one is.

    `detail` is for authors and vendors, in English. `arrives` says that a vendor may now receive what it never
    received; `asked` that a person who fills the form, or helps, meets something else.
    """

    kind: str
    detail: str
    code: str | None = None

    @property
    def level(self) -> Level:
        """Give how much this difference weighs alone."""
        return WEIGHTS[self.kind][0]

    @property
    def arrives(self) -> bool:
        """Say whether a vendor's receiver may meet something new."""
        return WEIGHTS[self.kind][1]

    @property
    def asked(self) -> bool:
        """Say whether people who fill the form meet something else."""
        return WEIGHTS[self.kind][2]


#: Every kind of difference: its level, whether something new may arrive, whether people meet something else.
WEIGHTS: Mapping[str, tuple[Level, bool, bool]] = {
    "code-reused": (Level.MAJOR, True, True),
    "question-removed": (Level.MAJOR, False, True),
    "field-moved": (Level.MAJOR, True, False),
    "narrower": (Level.MAJOR, False, True),
    "hidden-more": (Level.MAJOR, False, True),
    "needed-more": (Level.MAJOR, False, True),
    "question-added": (Level.MINOR, True, True),
    "wider": (Level.MINOR, True, True),
    "shown-more": (Level.MINOR, True, True),
    "needed-less": (Level.MINOR, True, True),
    "statement-changed": (Level.MINOR, False, True),
    "calculation-changed": (Level.MINOR, True, False),
    "check-added": (Level.MINOR, False, True),
    "check-changed": (Level.MINOR, False, True),
    "check-removed": (Level.MINOR, True, True),
    "exit-changed": (Level.MINOR, False, True),
    "page-changed": (Level.MINOR, False, True),
    "law-changed": (Level.MINOR, False, True),
    "document-changed": (Level.MINOR, False, True),
    "city-changed": (Level.MINOR, False, False),
    "language-added": (Level.MINOR, False, True),
    "language-removed": (Level.MINOR, False, True),
    "question-presented": (Level.PATCH, False, True),
    "reuse-changed": (Level.PATCH, False, True),
    "words-changed": (Level.PATCH, False, True),
}
