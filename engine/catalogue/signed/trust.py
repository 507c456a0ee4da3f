"""The reader's side: verify a published folder against a trusted root, and keep what was verified.

The state folder holds, across restarts, the metadata last trusted (python-tuf), the index that was verified
with the versions seen (`verified.json`), and the bundles that were read, by digest. A catalogue whose date is
past, whose signature is bad or that steps back changes nothing in what is served.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    ExpiredMetadataError,
    RepositoryError,
    UnsignedMetadataError,
)
from tuf.api.metadata import DelegatedRole, Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from engine.catalogue.errors import CatalogueRefused
from engine.catalogue.signed.errors import (
    Altered,
    BadSignature,
    Incomplete,
    OutOfDate,
    RolledBack,
    UnusableFolder,
)
from engine.catalogue.signed.files import METADATA, locked, write_whole
from engine.catalogue.signed.index import Index, Release, Seen, first_to_pass, release_of
from engine.catalogue.signed.reading import intact, target_bytes
from engine.catalogue.signed.repository import authorities_of
from engine.clock import Clock

_INDEX: Final = "verified.json"
_BUNDLES: Final = "bundles"
#: Authorities that one catalogue may have; python-tuf walks no further by itself.
_MOST_AUTHORITIES: Final = 200
#: Bytes read of a file of metadata: more than the library accepts, so that it refuses what is longer.
_LARGEST: Final = UpdaterConfig.targets_max_length + 1
_S = TypeVar("_S", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Trust:
    """A published folder, the root that is trusted, and where the reader keeps its state."""

    folder: Path
    root: Path
    state: Path
    clock: Clock

    def verify(self) -> Index:
        """Verify the folder as it is now and keep the result; raise CatalogueRefused or UnusableFolder."""
        with locked(self.state):
            index = self._verified()
            known = self.last()
            if known is not None:
                _check_forward(known, index)
            if known != index:
                write_whole(self.state / _INDEX, index.to_json(), 0o600)
            return index

    def last(self) -> Index | None:
        """Give what was verified last, here or by another process; None when nothing ever was."""
        try:
            return Index.from_json((self.state / _INDEX).read_bytes())
        except OSError:
            return None

    def bundle(self, release: Release) -> bytes:
        """Give a bundle's bytes, verified: the copy kept, else the published one, of which a copy is then kept.

        Raises Incomplete or Altered.
        """
        kept = self.state / _BUNDLES / f"{release.digest}.json"
        try:
            data = kept.read_bytes()
        except OSError:
            data = b""
        if intact(data, release):
            return data
        data = target_bytes(self.folder, release)
        write_whole(kept, data, 0o600)
        return data

    def stamp(self) -> tuple[int, ...]:
        """Give what changes when something is published: the timestamp's time, size and number."""
        try:
            status = (self.folder / METADATA / f"{Timestamp.type}.json").stat()
        except OSError:
            return ()
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def _verified(self) -> Index:
        kept = self.state / METADATA
        try:
            updater = self._updater(kept)
            # The library reads the machine's clock; ours may be moved by a test, and both agree otherwise.
            updater._trusted_set.reference_time = self.clock.now()  # noqa: SLF001
            updater.refresh()
            return _index(updater, kept)
        except OSError as error:
            where = Path(error.filename) if isinstance(error.filename, str) else self.state
            raise UnusableFolder(where, error.strerror or "cannot be read or written") from None
        except (RepositoryError, DownloadError) as error:
            raise _refusal(error, self.folder) from None

    def _updater(self, kept: Path) -> Updater:
        trusted = self.root.read_bytes()
        kept.mkdir(parents=True, exist_ok=True)
        try:
            return Updater(
                str(kept),
                f"{METADATA}/",
                fetcher=_FolderFetcher(self.folder),
                config=UpdaterConfig(max_delegations=_MOST_AUTHORITIES),
                bootstrap=trusted,
            )
        except RepositoryError as error:
            raise _refusal(error, self.root) from None


class _FolderFetcher(FetcherInterface):
    """Reads metadata from a folder instead of a server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            with (self._folder / url).open("rb") as stream:
                return iter([stream.read(_LARGEST)])
        except OSError:
            raise DownloadHTTPError(f"{url} is not there", 404) from None


def _index(updater: Updater, kept: Path) -> Index:
    """Read what the updater trusts now, each authority included, into an index."""
    root = _kept(kept / "root.json", Root)
    targets = _kept(kept / "targets.json", Targets)
    timestamp = _kept(kept / "timestamp.json", Timestamp)
    snapshot = _kept(kept / "snapshot.json", Snapshot)
    top: tuple[Root | Timestamp | Snapshot | Targets, ...] = (root, timestamp, snapshot, targets)
    seen = {one.type: Seen(one.version, tuple(sorted(root.roles[one.type].keyids))) for one in top}
    dates = [(one.expires, one.type) for one in top]
    releases: dict[tuple[str, str], Release] = {}
    refused: list[str] = []
    for name, role in authorities_of(targets).items():
        signed = _authority(updater, kept, role)
        seen[name] = Seen(signed.version, tuple(sorted(role.keyids)))
        dates.append((signed.expires, name))
        _collect(name, role, signed, releases, refused)
    expires, late = first_to_pass(dates)
    return Index(tuple(releases.values()), seen, expires, late, tuple(refused))


def _authority(updater: Updater, kept: Path, role: DelegatedRole) -> Targets:
    """Have an authority's metadata verified: looking for a name of its own makes the updater load it."""
    updater.get_targetinfo(f"{role.name}/-/-")
    file = kept / f"{role.name}.json"
    if not updater._trusted_set.contains(role.name, Targets.type):  # noqa: SLF001 -- no public question says it
        raise RepositoryError(f"{role.name} could not be loaded")
    return _kept(file, Targets)


def _collect(
    name: str,
    role: DelegatedRole,
    signed: Targets,
    releases: dict[tuple[str, str], Release],
    refused: list[str],
) -> None:
    """Take an authority's forms; leave out, and say, what it may not sign for."""
    owners = {slug: release.path.partition("/")[0] for (slug, _), release in releases.items()}
    for path, target in signed.targets.items():
        if not path.startswith(f"{name}/") or not role.is_delegated_path(path):
            refused.append(f"{name} signs {path}, outside its own folder")
            continue
        try:
            release = release_of(target)
        except Altered as error:
            refused.append(str(error))
            continue
        if owners.get(release.slug, name) != name:
            refused.append(f"{name} signs {path}, a form that {owners[release.slug]} publishes")
            continue
        releases[release.slug, str(release.version)] = release


def _kept(file: Path, _kind: type[_S]) -> _S:
    return Metadata[_S].from_bytes(file.read_bytes()).signed


def _check_forward(known: Index, index: Index) -> None:
    """Refuse a role's older version than one that the same keys signed: our own memory, apart from the library's."""
    for name, before in known.seen.items():
        now = index.seen.get(name)
        if now is not None and now.keys == before.keys and now.version < before.version:
            raise RolledBack(f"{name} is at version {now.version}; version {before.version} was seen before")


def _refusal(error: Exception, where: Path) -> CatalogueRefused:
    """Say the library's error as one of ours: where, what that means, and what the library found."""
    ours = next((ours for kind, ours in _OURS if isinstance(error, kind)), Altered)
    meaning = (ours.__doc__ or "").partition("\n")[0].rstrip(".")
    return ours(f"{where}: {meaning} ({error})")


_OURS: Final[tuple[tuple[type[Exception], type[CatalogueRefused]], ...]] = (
    (ExpiredMetadataError, OutOfDate),
    (UnsignedMetadataError, BadSignature),
    (BadVersionNumberError, RolledBack),
    (DownloadHTTPError, Incomplete),
)
