"""Verify a catalogue, or one bundle against it, and say in words what was proved and what was not."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.catalogue.assemble import bundle_digest
from engine.catalogue.errors import CatalogueError
from engine.catalogue.signed.errors import OutOfDate
from engine.catalogue.signed.files import metadata_file
from engine.catalogue.signed.index import Index, Release
from engine.catalogue.signed.reading import parsed, target_bytes
from engine.catalogue.signed.trust import Trust
from engine.catalogue.versions import BadVersion, Version
from engine.clock import Clock

#: The largest bundle that is looked at, in bytes.
_LARGEST: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Report:
    """What was proved, what stays open, and what is wrong; `releases` are the forms that were proved."""

    proved: tuple[str, ...]
    open: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    releases: tuple[Release, ...] = ()

    @property
    def good(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.faults

    def text(self) -> str:
        """Give the report as lines to read."""
        lines = [f"proved: {one}" for one in self.proved]
        lines += [f"not proved: {one}" for one in self.open]
        lines += [f"WRONG: {one}" for one in self.faults]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Give the report for a program."""
        return {
            "good": self.good,
            "proved": self.proved,
            "notProved": self.open,
            "faults": self.faults,
            "forms": [
                {"slug": one.slug, "version": str(one.version), "digest": one.digest, "titles": one.titles}
                for one in self.releases
            ],
        }


def verify_catalogue(folder: Path, root: Path | None, clock: Clock, state: Path | None = None) -> Report:
    """Verify signatures, dates and every bundle of a published folder.

    Without a trusted `root` the folder's own first root is used, and the report says so. `state` is an engine's:
    the catalogue must then not be older than what that engine saw. Nothing is written in either.
    """
    found = _trusted(folder, root, clock, state)
    if isinstance(found, Report):
        return found
    index, still_open = found
    faults = [*index.refused]
    sound = []
    for release in index.releases:
        try:
            parsed(target_bytes(folder, release), release)
        except CatalogueError as error:
            faults.append(str(error))
        else:
            sound.append(release)
    forms = len({one.slug for one in sound})
    proved = (*_chain(index), f"{len(sound)} bundles of {forms} forms are the ones that were signed for")
    return Report(proved, still_open, tuple(faults), tuple(sound))


def verify_bundle(bundle: Path, folder: Path, root: Path | None, clock: Clock) -> Report:
    """Verify that one bundle (a published file, or what `forms show --bundle` printed) is in a catalogue."""
    found = _trusted(folder, root, clock, None)
    if isinstance(found, Report):
        return found
    index, still_open = found
    proved, fault, release = _entry(index, _bundle(bundle))
    chain = (*_chain(index), *([proved] if proved else []))
    return Report(chain, still_open, (fault,) if fault else (), (release,) if release else ())


def fingerprint(root: Path) -> str:
    """Give the sha256 of a root, by which two persons compare what they hold; empty when there is none."""
    try:
        return hashlib.sha256(root.read_bytes()).hexdigest()
    except OSError:
        return ""


def _trusted(
    folder: Path, root: Path | None, clock: Clock, state: Path | None
) -> tuple[Index, tuple[str, ...]] | Report:
    """Verify the metadata with a state of its own; give the index, or the report of what refuses it."""
    own = metadata_file(folder, "root", 1)
    with tempfile.TemporaryDirectory() as scratch:
        memory = Path(scratch) / "state"
        _remember(state, memory)
        try:
            index = Trust(folder, root or own, memory, clock).verify()
        except OutOfDate as error:
            return Report((), (), (f"{error}. {_RENEW}",))
        except CatalogueError as error:
            return Report((), (), (str(error),))
    asked = () if root else (f"that the keepers made this root (sha256 {fingerprint(own)}): none was given",)
    return index, asked


_RENEW: Final = (
    "Engines go on with what they verified before and take nothing new: "
    "renew it with « formune forms catalogue refresh »"
)


def _remember(state: Path | None, memory: Path) -> None:
    """Copy what an engine remembers, bundles apart: verifying must change nothing there."""
    if state is not None and state.is_dir():
        shutil.copytree(state, memory, symlinks=True, ignore=shutil.ignore_patterns("bundles", ".lock"))


def _chain(index: Index) -> tuple[str, ...]:
    root = index.seen["root"]
    signed = [f"{name} {seen.version} is signed by its keys" for name, seen in index.seen.items()]
    return (
        f"root {root.version} is the trusted one, or follows from it, signed by enough of both roots' keys",
        *signed[1:],
        f"every date is good until {index.expires:%Y-%m-%d %H:%M} UTC, that of {index.role}",
    )


def _entry(index: Index, content: Mapping[str, Any] | None) -> tuple[str, str, Release | None]:
    """Give what is proved of a bundle, else what is wrong with it, and its release when it is proved."""
    if content is None:
        return "", "this file is no bundle", None
    slug, version = str(content["slug"]), str(content["version"])
    release = _release(index, slug, version)
    if release is None:
        return "", f"{slug} {version} is not published here", None
    if bundle_digest(content) != release.digest:
        return "", f"{slug} {version} is published with other content, sha256 {release.digest}", None
    authority = release.path.partition("/")[0]
    return f"{slug} {version}, sha256 {release.digest}, is what {authority} published", "", release


def _bundle(file: Path) -> Mapping[str, Any] | None:
    try:
        if file.stat().st_size > _LARGEST:
            return None
        content: Any = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    content = content.get("bundle", content) if isinstance(content, dict) else None
    return content if isinstance(content, dict) and {"slug", "version"} <= content.keys() else None


def _release(index: Index, slug: str, version: str) -> Release | None:
    try:
        return index.of(slug).get(Version.parse(version))
    except BadVersion:
        return None
