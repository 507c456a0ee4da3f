"""The private keys of a catalogue: Ed25519 in PEM files of mode 0600, found by what they are, not by name."""

import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.metadata import Metadata, Role, Root, Snapshot, Targets, Timestamp

from engine.catalogue.signed.errors import AlreadyThere, BadKey, MissingKey, OpenKey, UnusableFolder
from engine.catalogue.signed.files import write_whole

#: The metadata of any role.
AnyMetadata = Metadata[Root] | Metadata[Timestamp] | Metadata[Snapshot] | Metadata[Targets]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys at hand, by key id; a medium that is not there lends none."""

    signers: Mapping[str, CryptoSigner]

    @classmethod
    def load(cls, folders: Iterable[Path]) -> "KeyRing":
        """Read every `*.pem` of the folders; raise UnusableFolder, OpenKey (wider than 0600) or BadKey."""
        signers = [_load(file) for folder in folders for file in _files(folder)]
        return cls({signer.public_key.keyid: signer for signer in signers})

    def sign(self, metadata: AnyMetadata, name: str, *roles: Role) -> None:
        """Sign anew for each of the roles (the old keys and the new, in a rotation); raise MissingKey.

        The first role is the one that must be satisfied; for the others, the keys at hand sign.
        """
        metadata.signatures.clear()
        self.check(name, roles[0])
        for keyid in dict.fromkeys(keyid for role in roles for keyid in self._held(role)):
            metadata.sign(self.signers[keyid], append=True)

    def check(self, name: str, role: Role) -> None:
        """Raise MissingKey when too few of the role's keys are at hand."""
        if not self.can_sign(role):
            raise MissingKey(name, list(role.keyids), role.threshold)

    def can_sign(self, role: Role) -> bool:
        """Say whether enough of a role's keys are at hand."""
        return len(self._held(role)) >= role.threshold

    def with_key(self, signer: CryptoSigner) -> "KeyRing":
        """Give the same ring with one more key."""
        return KeyRing({**self.signers, signer.public_key.keyid: signer})

    def _held(self, role: Role) -> list[str]:
        return [keyid for keyid in role.keyids if keyid in self.signers]


def new_key(folder: Path, role: str) -> CryptoSigner:
    """Make a key in `<role>-<start of its id>.pem`; raise AlreadyThere or UnusableFolder."""
    signer = CryptoSigner.generate_ed25519()
    file = key_file(folder, role, signer.public_key)
    if file.exists():
        raise AlreadyThere(file)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFolder(folder, error.strerror or "cannot be made") from None
    write_whole(file, signer.private_bytes, 0o600)
    return signer


def key_file(folder: Path, role: str, key: SSlibKey) -> Path:
    """Give the file where a role's new key is written."""
    return folder / f"{role}-{key.keyid[:8]}.pem"


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UnusableFolder(folder, "is not a folder of keys")
    return sorted(folder.glob("*.pem"))


def _load(file: Path) -> CryptoSigner:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise OpenKey(file, mode)
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm, OSError):
        raise BadKey(file) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(file)
    return CryptoSigner(key)
