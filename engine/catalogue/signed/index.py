"""What a catalogue holds, without opening a bundle: slugs, versions, digests, titles, and how fresh it is."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tuf.api.metadata import TargetFile

from engine.catalogue.signed.errors import Altered
from engine.catalogue.versions import BadVersion, Version

#: The format of the file that keeps an index; another one is read as none.
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Release:
    """One form in one version; `path` is its name in the metadata, `digest` the sha256 of its bundle."""

    slug: str
    version: Version
    digest: str
    length: int
    path: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a role's metadata that was verified, and whose keys signed it (lowest accepted since)."""

    version: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The verified content of a catalogue.

    `expires` is the first date that passes, `role` whose it is; `refused` tells entries that were left out.
    """

    releases: tuple[Release, ...]
    seen: Mapping[str, Seen]
    expires: datetime
    role: str
    refused: tuple[str, ...] = ()
    _by_slug: dict[str, dict[Version, Release]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_slug: dict[str, dict[Version, Release]] = {}
        for release in sorted(self.releases, key=lambda one: (one.slug, one.version)):
            by_slug.setdefault(release.slug, {})[release.version] = release
        object.__setattr__(self, "_by_slug", by_slug)

    def slugs(self) -> tuple[str, ...]:
        """Give every slug, sorted."""
        return tuple(self._by_slug)

    def of(self, slug: str) -> Mapping[Version, Release]:
        """Give the releases of a form, oldest first; empty when there is none."""
        return self._by_slug.get(slug, {})

    def to_json(self) -> bytes:
        """Write the index for the state folder."""
        return json.dumps(
            {
                "format": _FORMAT,
                "expires": self.expires.isoformat(),
                "role": self.role,
                "refused": self.refused,
                "seen": {name: [one.version, *one.keys] for name, one in self.seen.items()},
                "releases": [[one.path, one.digest, one.length, dict(one.titles)] for one in self.releases],
            },
            ensure_ascii=False,
        ).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Index | None":
        """Read what `to_json` wrote; None when this is not it."""
        try:
            raw = json.loads(data)
            if raw["format"] != _FORMAT:
                return None
            return cls(
                releases=tuple(_release(*one) for one in raw["releases"]),
                seen={name: Seen(one[0], tuple(one[1:])) for name, one in raw["seen"].items()},
                expires=datetime.fromisoformat(raw["expires"]),
                role=raw["role"],
                refused=tuple(raw["refused"]),
            )
        except (ValueError, KeyError, TypeError, IndexError, Altered):
            return None


def release_of(target: TargetFile) -> Release:
    """Read a target of the metadata; raise Altered when it is not a form's bundle."""
    custom = target.custom if isinstance(target.custom, dict) else {}
    digest = target.hashes.get("sha256", "")
    return _release(target.path, digest, target.length, custom.get("titles", {}))


def first_to_pass(dates: Iterable[tuple[datetime, str]]) -> tuple[datetime, str]:
    """Give the date that passes first, and whose it is."""
    return min(dates)


def _release(path: str, digest: str, length: int, titles: Any) -> Release:  # noqa: ANN401 -- from signed JSON
    parts = path.removesuffix(".json").split("/")
    if len(parts) != _PARTS or not path.endswith(".json") or not digest:
        raise Altered(f"{path} is not the name of a form's bundle")
    try:
        version = Version.parse(parts[2])
    except BadVersion:
        raise Altered(f"{path} is not the name of a form's bundle") from None
    words = {str(key): str(value) for key, value in titles.items()} if isinstance(titles, dict) else {}
    return Release(parts[1], version, digest, length, path, words)


#: `<authority>/<slug>/<version>.json`
_PARTS = 3
