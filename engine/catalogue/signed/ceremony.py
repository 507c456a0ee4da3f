"""What the keepers of a catalogue do with its keys: begin, renew dates, replace a key, name an authority.

docs/how-to/publish-a-catalogue.md tells it as a ceremony; its commands are run by a test.
"""

import hashlib
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Key,
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

from engine.catalogue.signed.errors import AlreadyThere, UnknownRole
from engine.catalogue.signed.files import METADATA, locked, metadata_file
from engine.catalogue.signed.keys import KeyRing, new_key
from engine.catalogue.signed.repository import Repository, lifetime, write

#: Root keys, and how many of them must sign together.
ROOT_KEYS: Final = 3
ROOT_THRESHOLD: Final = 2
#: The roles that one key each signs for.
_ROLES: Final = (Targets.type, Snapshot.type, Timestamp.type)
_AUTHORITY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Began:
    """A new catalogue: the root to hand to every host, and its sha256 to read aloud."""

    root: Path
    fingerprint: str


def begin(folder: Path, authority: str, keys: Path, root_keys: Sequence[Path], now: datetime) -> Began:
    """Make every key and an empty catalogue; raise AlreadyThere, UnknownRole for a bad authority's name.

    `root_keys` are the folders (offline media) of the three root keys, used in turn; `keys` when there is none.
    """
    _check_name(authority)
    if (folder / METADATA).exists():
        raise AlreadyThere(folder / METADATA)
    media = [*root_keys] or [keys]
    root = Root(expires=now + lifetime(Root.type), consistent_snapshot=True)
    signers = [new_key(media[rank % len(media)], Root.type) for rank in range(ROOT_KEYS)]
    for signer in signers:
        root.add_key(signer.public_key, Root.type)
    root.roles[Root.type].threshold = ROOT_THRESHOLD
    for name in _ROLES:
        signers.append(new_key(keys, name))
        root.add_key(signers[-1].public_key, name)
    signers.append(new_key(keys, authority))
    ring = KeyRing({signer.public_key.keyid: signer for signer in signers})
    repository = _empty(folder, root)
    _delegate(repository.targets.signed, authority, signers[-1].public_key)
    repository.authorities[authority] = _unissued()
    with locked(folder):
        ring.sign(repository.root, Root.type, root.roles[Root.type])
        file, data = metadata_file(folder, Root.type, 1), repository.root.to_bytes()
        write([*repository.reissue([authority, Targets.type], ring, now), (file, data)])
    return Began(file, hashlib.sha256(data).hexdigest())


def renew(folder: Path, keys: KeyRing, now: datetime) -> tuple[str, ...]:
    """Give new dates: always to the timestamp, to the others past half their life whose keys are at hand.

    Gives the roles renewed; raises MissingKey when the timestamp's key, or the snapshot's where it is due, is not.
    """
    with locked(folder):
        repository = Repository.open(folder)
        due = [one for one in (Targets.type, *repository.authorities) if _due(repository, one, keys, now)]
        if _past_half(repository, Snapshot.type, now) or due:
            due.append(Snapshot.type)
        files = repository.reissue(due, keys, now)
        if _due(repository, Root.type, keys, now):
            due.append(Root.type)
            former = deepcopy(repository.role(Root.type))
            files.append(repository.reissue_root(keys, now, former))
        write(files)
    return (*due, Timestamp.type)


def replace_key(  # noqa: PLR0913, PLR0917 -- a ceremony has this many persons around the table
    folder: Path, role: str, keys: KeyRing, into: Path, now: datetime, retire: str = ""
) -> str:
    """Replace the key of a role or an authority, or one of the root's; give the new key's id.

    `into` receives the new key; `retire` begins the id of the root key to take out. Raises MissingKey when two
    root keys (for an authority: the key of targets) are not at hand, UnknownRole.
    """
    with locked(folder):
        repository = Repository.open(folder, unsigned=role)
        former = deepcopy(repository.role(role))
        gone = _retired(former.keyids, retire) if role == Root.type else list(former.keyids)
        holder = Targets.type if role in repository.authorities else Root.type
        keys.check(holder, repository.role(holder))
        signer = new_key(into, role)
        ring = keys.with_key(signer)
        files = _replaced(repository, role, gone, signer, ring, now, former)
        write(files)
    return signer.public_key.keyid


def name_authority(folder: Path, authority: str, keys: KeyRing, into: Path, now: datetime) -> str:
    """Let one more authority publish under its own name; give its key's id. Raises AlreadyThere, MissingKey."""
    _check_name(authority)
    with locked(folder):
        repository = Repository.open(folder)
        if authority in repository.authorities:
            raise AlreadyThere(folder / "targets" / authority)
        keys.check(Targets.type, repository.role(Targets.type))
        signer = new_key(into, authority)
        _delegate(repository.targets.signed, authority, signer.public_key)
        repository.authorities[authority] = _unissued()
        write(repository.reissue([authority, Targets.type], keys.with_key(signer), now))
    return signer.public_key.keyid


def _replaced(  # noqa: PLR0913, PLR0917 -- see replace_key
    repository: Repository,
    role: str,
    gone: list[str],
    signer: CryptoSigner,
    ring: KeyRing,
    now: datetime,
    former: Role,
) -> list[tuple[Path, bytes]]:
    if role in repository.authorities:
        _swap(repository.targets.signed, role, gone, signer.public_key)
        return repository.reissue([role, Targets.type], ring, now)
    old_root = former if role == Root.type else deepcopy(repository.role(Root.type))
    _swap(repository.root.signed, role, gone, signer.public_key)
    files = [] if role == Root.type else repository.reissue([role], ring, now, {role: former})
    return [*files, repository.reissue_root(ring, now, old_root)]


def _swap(delegator: Root | Targets, role: str, gone: list[str], key: Key) -> None:
    for keyid in gone:
        delegator.revoke_key(keyid, role)
    delegator.add_key(key, role)


def _retired(keyids: Sequence[str], retire: str) -> list[str]:
    found = [keyid for keyid in keyids if retire and keyid.startswith(retire)]
    if len(found) != 1:
        raise UnknownRole(retire, [keyid[:8] for keyid in keyids])
    return found


def _empty(folder: Path, root: Root) -> Repository:
    """Give the metadata before its first issue: every version is raised to 1 by signing."""
    made = Repository(
        folder=folder,
        root=Metadata(root),
        timestamp=Metadata(Timestamp(snapshot_meta=MetaFile(1))),
        snapshot=Metadata(Snapshot()),
        targets=_unissued(),
        authorities={},
    )
    made.timestamp.signed.version = made.snapshot.signed.version = 0
    return made


def _unissued() -> Metadata[Targets]:
    metadata = Metadata(Targets())
    metadata.signed.version = 0
    return metadata


def _delegate(targets: Targets, authority: str, key: Key) -> None:
    """Let an authority sign for `<authority>/<slug>/<version>.json`, and nothing else.

    A pattern of TUF crosses no slash: each folder needs its own star.
    """
    if targets.delegations is None or targets.delegations.roles is None:
        targets.delegations = Delegations({}, {})
    roles = targets.delegations.roles or {}
    roles[authority] = DelegatedRole(authority, [], 1, terminating=True, paths=[f"{authority}/*/*"])
    targets.delegations.roles = roles
    targets.add_key(key, authority)


def _check_name(authority: str) -> None:
    taken = (Root.type, *_ROLES)
    if authority in taken or not _AUTHORITY.fullmatch(authority):
        raise UnknownRole(authority, ["small letters, digits and dashes, such as dgcl"])


def _due(repository: Repository, name: str, keys: KeyRing, now: datetime) -> bool:
    return _past_half(repository, name, now) and keys.can_sign(repository.role(name))


def _past_half(repository: Repository, name: str, now: datetime) -> bool:
    return repository.expires(name) - now < lifetime(name) / 2
