"""A published catalogue as its keepers see it: read whole, verified, changed, and written in a safe order.

A reader finds everything from `timestamp.json`. So it is written last: a writer that dies before leaves files
that nobody reads, and the next one writes over them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError, UnsignedMetadataError
from tuf.api.metadata import DelegatedRole, Metadata, MetaFile, Role, Root, Snapshot, Targets, Timestamp

from engine.catalogue.signed.errors import Altered, BadSignature, Incomplete, NoCatalogue, UnknownRole
from engine.catalogue.signed.files import METADATA, metadata_file, write_whole
from engine.catalogue.signed.keys import KeyRing

#: How long each role's metadata is good for. An authority has the same as `targets`.
LIFETIMES: Final = {
    Root.type: timedelta(days=365),
    Targets.type: timedelta(days=365),
    Snapshot.type: timedelta(days=60),
    Timestamp.type: timedelta(days=14),
}
_S = TypeVar("_S", Root, Timestamp, Snapshot, Targets)


def lifetime(role: str) -> timedelta:
    """Give how long a role's metadata is good for."""
    return LIFETIMES.get(role, LIFETIMES[Targets.type])


@dataclass(slots=True)
class Repository:
    """The metadata in force."""

    folder: Path
    root: Metadata[Root]
    timestamp: Metadata[Timestamp]
    snapshot: Metadata[Snapshot]
    targets: Metadata[Targets]
    authorities: dict[str, Metadata[Targets]]

    @classmethod
    def open(cls, folder: Path, unsigned: str = "") -> "Repository":
        """Read the catalogue of a folder, every signature and hash checked; raise NoCatalogue, CatalogueRefused.

        What is read here is signed again by whoever publishes: it must not be what somebody slipped in. Dates
        may be past, to be renewed. `unsigned` names a role whose key is about to be replaced: its signature is
        not asked for, since a replacement that was cut short leaves one that no root knows yet.
        """
        root = _newest_root(folder)
        reader = _Reader(folder, unsigned)
        timestamp = reader.read(Timestamp, None, root.signed)
        snapshot = reader.read(Snapshot, timestamp.signed.snapshot_meta, root.signed)
        meta = snapshot.signed.meta
        targets = reader.read(Targets, _named(meta, Targets.type), root.signed)
        authorities = {
            name: reader.read(Targets, _named(meta, name), targets.signed, name)
            for name in authorities_of(targets.signed)
        }
        return cls(folder, root, timestamp, snapshot, targets, authorities)

    def role(self, name: str) -> Role:
        """Give who may sign for a role or an authority; raise UnknownRole."""
        if name in self.root.signed.roles:
            return self.root.signed.roles[name]
        if name in self.authorities:
            return self.targets.signed.get_delegated_role(name)
        raise UnknownRole(name, [*self.root.signed.roles, *self.authorities])

    def expires(self, name: str) -> datetime:
        """Give the date until which a role's metadata is good."""
        return self._metadata(name).signed.expires

    def reissue(
        self, names: Iterable[str], keys: KeyRing, now: datetime, former: dict[str, Role] | None = None
    ) -> list[tuple[Path, bytes]]:
        """Sign new versions of the named roles and of all that points to them; give the files, in safe order.

        `former` are the signers that a rotation replaces: they sign too where their keys are at hand, so that
        readers who have not seen the new root yet are not turned away. Raises MissingKey; nothing is written.
        """
        wanted = set(names)
        order = [*(one for one in (*self.authorities, Targets.type) if one in wanted)]
        if order or Snapshot.type in wanted:
            order.append(Snapshot.type)
        files = []
        for name in (*order, Timestamp.type):
            files.append(self._issue(name, keys, now, former or {}))
            self._point_to(name, files[-1][1])
        return files

    def reissue_root(self, keys: KeyRing, now: datetime, former: Role) -> tuple[Path, bytes]:
        """Sign the next root, which both the former root keys and the new ones must accept."""
        signed = self.root.signed
        signed.version += 1
        signed.expires = now + LIFETIMES[Root.type]
        keys.check(Root.type, signed.roles[Root.type])
        keys.sign(self.root, Root.type, former, signed.roles[Root.type])
        return metadata_file(self.folder, Root.type, signed.version), self.root.to_bytes()

    def _issue(self, name: str, keys: KeyRing, now: datetime, former: dict[str, Role]) -> tuple[Path, bytes]:
        metadata = self._metadata(name)
        metadata.signed.version += 1
        metadata.signed.expires = now + lifetime(name)
        keys.sign(metadata, name, self.role(name), *([former[name]] if name in former else []))
        version = None if name == Timestamp.type else metadata.signed.version
        return metadata_file(self.folder, name, version), metadata.to_bytes()

    def _point_to(self, name: str, data: bytes) -> None:
        """Have the snapshot name a new version of targets, or the timestamp one of the snapshot."""
        if name == Snapshot.type:
            found = MetaFile.from_data(self.snapshot.signed.version, data, ["sha256"])
            self.timestamp.signed.snapshot_meta = found
        elif name != Timestamp.type:
            version = self._metadata(name).signed.version
            self.snapshot.signed.meta[f"{name}.json"] = MetaFile.from_data(version, data, ["sha256"])

    def _metadata(
        self, name: str
    ) -> Metadata[Root] | Metadata[Timestamp] | Metadata[Snapshot] | Metadata[Targets]:
        if name == Root.type:
            return self.root
        if name == Timestamp.type:
            return self.timestamp
        if name == Snapshot.type:
            return self.snapshot
        return self.targets if name == Targets.type else self.authorities[name]


def write(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write files one after the other, each durable before the next."""
    for file, data in files:
        write_whole(file, data)


def authorities_of(targets: Targets) -> dict[str, DelegatedRole]:
    """Give the authorities that `targets` delegates to, by name, in the order of trust."""
    return (targets.delegations.roles if targets.delegations else None) or {}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the metadata in force, from the timestamp down."""

    folder: Path
    unsigned: str

    def read(
        self, kind: type[_S], named: MetaFile | None, delegator: Root | Targets, name: str = ""
    ) -> Metadata[_S]:
        """Read a role's metadata, as the one above names it and its delegator lets it be signed."""
        role = name or kind.type
        file = metadata_file(self.folder, role, named.version if named else None)
        data = _bytes(file)
        found = _parsed(data, file, kind)
        try:
            if named is not None:
                named.verify_length_and_hashes(data)
        except LengthOrHashMismatchError:
            raise Altered(f"{file} is not the version that the catalogue names") from None
        if role != self.unsigned:
            _check(delegator, role, found)
        return found


def _newest_root(folder: Path) -> Metadata[Root]:
    numbers = [
        int(number)
        for file in (folder / METADATA).glob("*.root.json")
        if (number := file.name.partition(".")[0]).isdecimal()
    ]
    if not numbers:
        raise NoCatalogue(folder)
    file = metadata_file(folder, Root.type, max(numbers))
    found = _parsed(_bytes(file), file, Root)
    _check(found.signed, Root.type, found)
    return found


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise Incomplete(f"{file} is not there or cannot be read") from None


def _parsed(data: bytes, file: Path, kind: type[_S]) -> Metadata[_S]:
    try:
        found = Metadata[_S].from_bytes(data)
    except RepositoryError:
        raise Altered(f"{file} is not metadata of a catalogue") from None
    if not isinstance(found.signed, kind):
        raise Altered(f"{file} holds another role")
    return found


def _check(delegator: Root | Targets, role: str, found: Metadata[_S]) -> None:
    try:
        delegator.verify_delegate(role, found.signed_bytes, found.signatures)
    except (UnsignedMetadataError, ValueError):
        raise BadSignature(f"{role} is not signed by its keys") from None


def _named(meta: dict[str, MetaFile], name: str) -> MetaFile:
    if f"{name}.json" not in meta:
        raise Altered(f"the snapshot does not name {name}")
    return meta[f"{name}.json"]
