"""The folder of secrets: one folder per city, `_host` for the machine; files of mode 0600, numbered.

`kek-<n>.key` encrypts, `seal-<n>.pem` and `.crt` seal, `journal-<n>.key` signs the journal's checkpoints,
`webhook-<route>.key` signs deliveries,
`oidc-<provider>.json` logs residents in, `_host/session-<n>.key` signs links, `_host/bucket.json`
opens the bucket. The highest n is used for new work; all others still read.
"""

import base64
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.store import secret_files as files
from engine.store.certificates import self_signed
from engine.store.secret_files import BadSecret, MissingSecret, OpenSecret, SecretsError

__all__ = [
    "BadSecret",
    "BucketKey",
    "Kek",
    "MissingSecret",
    "OpenSecret",
    "SealKey",
    "Secrets",
    "SecretsError",
]

#: The folder of the machine's own keys.
HOST: Final = "_host"

T = TypeVar("T")
_WEBHOOK = re.compile(r"whsec_[A-Za-z0-9+/]{32,88}={0,2}")


@dataclass(frozen=True, slots=True)
class Kek:
    """A city's key-encrypting key."""

    #: `kek-<n>`, written beside everything it wrapped.
    id: str
    #: 32 bytes.
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealKey:
    """A city's sealing key with its certificate."""

    #: `<city>/seal-<n>`.
    id: str
    #: ECDSA on the curve P-256.
    private: ec.EllipticCurvePrivateKey = field(repr=False)
    #: The city's certificate, then its issuers when the file holds them.
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class BucketKey:
    """The access key of the host's bucket."""

    #: Its public half, as the bucket's host names it.
    id: str
    secret: str = field(repr=False)


class Secrets:
    """Reads FORMUNE_SECRETS, and reads a city's folder again when a file comes or goes."""

    def __init__(self, root: Path) -> None:
        #: The folder itself.
        self.root = root
        self._cache: dict[tuple[str, str], tuple[int, object]] = {}

    def kek(self, city: str) -> Kek:
        """Give the city's newest KEK; raise MissingSecret when there is none."""
        return self.keks(city)[0]

    def keks(self, city: str) -> tuple[Kek, ...]:
        """Give all the city's KEKs, newest first; never empty."""
        return self._cached(city, "kek", _read_keks)

    def kek_by_id(self, city: str, kek_id: str) -> Kek:
        """Give the KEK that wrapped a stored key; raise MissingSecret when its file is gone."""
        for kek in self.keks(city):
            if kek.id == kek_id:
                return kek
        file = self._folder(city) / f"{kek_id}.key"
        raise MissingSecret(file, "stored data needs this key", "Restore the file from its backup")

    def seal(self, city: str) -> SealKey:
        """Give the city's newest sealing key; raise MissingSecret when there is none."""
        return self.seals(city)[0]

    def seals(self, city: str) -> tuple[SealKey, ...]:
        """Give all the city's sealing keys, newest first; never empty."""
        return self._cached(city, "seal", _read_seals)

    def journals(self, city: str) -> tuple[Ed25519PrivateKey, ...]:
        """Give all the keys that sign, or signed, the city's checkpoints, newest first; never empty."""
        return self._cached(city, "journal", _read_journals)

    def webhook(self, city: str, route: str) -> str:
        """Give a route's Standard Webhooks secret, `whsec_` and base64."""
        file = files.named(self._folder(city), "webhook", route, ".key")
        text = files.read_text(file)
        if not _WEBHOOK.fullmatch(text):
            raise BadSecret(
                file, "not a webhook secret", "Write « whsec_ » and 24 to 64 random bytes in base64"
            )
        return text

    def oidc(self, city: str, provider: str) -> Mapping[str, Any]:
        """Give the client settings agreed with an identity provider, a JSON object."""
        file = files.named(self._folder(city), "oidc", provider, ".json")
        return _read_object(file, "Copy the provider's settings again")

    def smtp(self, city: str) -> str:
        """Give the password of the city's mail server; raise MissingSecret when there is none."""
        return files.read_text(self._folder(city) / "smtp.key")

    def bucket(self) -> BucketKey:
        """Give the access key of the host's bucket."""
        file = self._folder(HOST) / "bucket.json"
        mend = 'Write {"id": "…", "secret": "…"}, the access key that the bucket\'s host gave'
        value = _read_object(file, mend)
        if set(value) != {"id", "secret"} or not all(isinstance(one, str) and one for one in value.values()):
            raise BadSecret(file, "not an access key", mend)
        return BucketKey(value["id"], value["secret"])

    def session_keys(self) -> tuple[bytes, ...]:
        """Give the host's link-signing keys, newest first; never empty."""
        return self._cached(HOST, "session", _read_session_keys)

    def check(self, cities: tuple[str, ...]) -> None:
        """Read the keys that every city needs, so that a bad one stops the start; raise SecretsError."""
        self.session_keys()
        for city in cities:
            self.keks(city)
            self.seals(city)
            self.journals(city)
            for file in sorted(self._folder(city).iterdir()):
                files.check_mode(file)

    def create_host(self) -> None:
        """Make the host's session key when there is none."""
        files.write_key(self._folder(HOST) / "session-1.key")

    def create_city(self, city: str, name: str, *, siren: str = "000000000", demo: bool = True) -> None:
        """Make what a city lacks of its KEK, its journal's key and its self-signed seal; none is ever replaced."""
        folder = self._folder(city)
        files.write_key(folder / "kek-1.key")
        files.write_key(folder / "journal-1.key")
        pem = folder / "seal-1.pem"
        if pem.exists():
            return
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self_signed(key, name, siren, demo=demo)
        files.write(pem.with_suffix(".crt"), certificate.public_bytes(serialization.Encoding.PEM))
        files.write(pem, _pem(key))

    def create_webhook(self, city: str, route: str) -> str:
        """Make a route's webhook secret when there is none, and give it."""
        file = files.named(self._folder(city), "webhook", route, ".key")
        if not file.exists():
            files.write(file, b"whsec_" + base64.b64encode(os.urandom(32)) + b"\n")
        return self.webhook(city, route)

    def _folder(self, owner: str) -> Path:
        return files.folder_of(self.root, owner)

    def _cached(self, owner: str, kind: str, read: Callable[[Path, str], T]) -> T:
        folder = self._folder(owner)
        try:
            stamp = folder.stat().st_mtime_ns
        except FileNotFoundError:
            raise MissingSecret(
                folder, "there is no such folder", "Make it, or correct FORMUNE_SECRETS"
            ) from None
        known = self._cache.get((owner, kind))
        if known is None or known[0] != stamp:
            known = (stamp, read(folder, owner))
            self._cache[owner, kind] = known
        return cast("T", known[1])


def _read_object(file: Path, mend: str) -> Mapping[str, Any]:
    try:
        value = json.loads(files.read(file))
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise BadSecret(file, "not a JSON object", mend)
    return value


def _read_keks(folder: Path, _owner: str) -> tuple[Kek, ...]:
    return tuple(Kek(file.stem, files.read_key(file)) for file in files.numbered(folder, "kek", ".key"))


def _read_journals(folder: Path, _owner: str) -> tuple[Ed25519PrivateKey, ...]:
    seeds = (files.read_key(file) for file in files.numbered(folder, "journal", ".key"))
    return tuple(Ed25519PrivateKey.from_private_bytes(seed) for seed in seeds)


def _read_session_keys(folder: Path, _owner: str) -> tuple[bytes, ...]:
    return tuple(files.read_key(file) for file in files.numbered(folder, "session", ".key"))


def _read_seals(folder: Path, owner: str) -> tuple[SealKey, ...]:
    return tuple(_read_seal(file, owner) for file in files.numbered(folder, "seal", ".pem"))


def _read_seal(file: Path, owner: str) -> SealKey:
    crt = file.with_suffix(".crt")
    try:
        private = serialization.load_pem_private_key(files.read(file), password=None)
    except (ValueError, TypeError):
        raise BadSecret(file, "not a private key in PEM without a password", "Restore it") from None
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise BadSecret(file, "not a key on the curve P-256", "Ask for a certificate on P-256 (prime256v1)")
    try:
        chain = tuple(x509.load_pem_x509_certificates(files.read(crt)))
    except ValueError:
        raise BadSecret(crt, "not a certificate in PEM", "Restore it") from None
    if chain[0].public_key() != private.public_key():
        raise BadSecret(crt, f"not the certificate of {file.name}", "Put the city's own certificate first")
    return SealKey(f"{owner}/{file.stem}", private, chain)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
