"""Versions of forms, and the ranges that a city subscribes to: `^1`, `^1.2`, `~1.2.3`, or exactly `1.2.3`."""

import re
from dataclasses import dataclass

from engine.catalogue.errors import CatalogueError

_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
_RANGE = re.compile(r"([\^~]?)((?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){0,2})")


class BadVersion(CatalogueError):
    """The text is neither a version nor a range of versions."""

    def __init__(self, text: str) -> None:
        super().__init__(f"« {text} » is neither a version (1.2.3) nor a range (^1, ^1.2, ~1.2.3)")
        self.text = text


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of a form (semver, without pre-releases): they compare as numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Read `1.2.3`; raise BadVersion."""
        found = _VERSION.fullmatch(text)
        if found is None:
            raise BadVersion(text)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        """Give the version as it is written."""
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True, slots=True)
class VersionRange:
    """Every version from `least` on that still answers like it: same major, same minor, or the same."""

    least: Version
    kind: str

    @classmethod
    def parse(cls, text: str) -> "VersionRange":
        """Read `^1`, `^1.2`, `^1.2.3`, `~1.2`, `~1.2.3` or `1.2.3`; raise BadVersion."""
        found = _RANGE.fullmatch(text)
        numbers = found[2].split(".") if found else []
        if found is None or len(numbers) < _SHORTEST[found[1]]:
            raise BadVersion(text)
        return cls(Version(*map(int, [*numbers, "0", "0"][:3])), found[1])

    def holds(self, version: Version) -> bool:
        """Say whether the version is in the range."""
        if self.kind == "^":
            return version >= self.least and version.major == self.least.major
        if self.kind == "~":
            same = (version.major, version.minor) == (self.least.major, self.least.minor)
            return version >= self.least and same
        return version == self.least

    def __str__(self) -> str:
        """Give the range, every number written."""
        return f"{self.kind}{self.least}"


#: How many numbers a range must name, by its sign.
_SHORTEST = {"^": 1, "~": 2, "": 3}
