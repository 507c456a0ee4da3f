"""A small catalogue with its keepers, and the ways in which somebody may tamper with it."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from engine.catalogue import Catalogue
from engine.catalogue.signed.ceremony import begin
from engine.catalogue.signed.files import metadata_file, target_file
from engine.catalogue.signed.keys import KeyRing
from engine.catalogue.signed.publishing import Gate, Published, Sources, later, publish
from engine.catalogue.signed.repository import Repository
from engine.catalogue.signed.trust import Trust
from engine.clock import FrozenClock

SLUG = "demande-badge"
JOURNEY = f"forms/{SLUG}/journey.json"
AUTHORITY = "dgcl"


@dataclass(slots=True)
class Keepers:
    """Whoever holds the keys: three media, a folder of keys, the published folder, and a reader's state."""

    base: Path
    sources: Path
    clock: FrozenClock

    @property
    def folder(self) -> Path:
        """Give the published folder."""
        return self.base / "catalogue"

    @property
    def keys(self) -> Path:
        """Give the folder of keys."""
        return self.base / "keys"

    @property
    def media(self) -> list[Path]:
        """Give the folders of the root keys."""
        return [self.base / f"medium-{rank}" for rank in (1, 2, 3)]

    @property
    def trusted(self) -> Path:
        """Give the root that readers hold."""
        return self.base / "trusted.json"

    def begin(self) -> None:
        """Make the keys and the empty catalogue."""
        began = begin(self.folder, AUTHORITY, self.keys, self.media, self.clock.now())
        shutil.copyfile(began.root, self.trusted)

    def ring(self, media: int = 0) -> KeyRing:
        """Give the keys at hand, with those of the first so many media."""
        return KeyRing.load([self.keys, *self.media[:media]])

    def publish(
        self,
        version: str = "",
        title: str = "",
        *,
        gate: Gate = later,
        authority: str | None = None,
        slugs: tuple[str, ...] = (SLUG,),
    ) -> Published:
        """Write a version into the source, and publish it."""
        if version:
            self.edit(JOURNEY, lambda one: one.update(version=version))
        if title:
            self.edit(f"forms/{SLUG}/texts/fr.json", lambda one: one.update({"form.title": title}))
        sources = Sources(self.sources / "forms", self.sources / "schemas")
        return publish(sources, slugs, self.folder, self.ring(), self.clock.now(), authority, gate=gate)[0]

    def edit(self, file: str, change: Callable[[Any], Any]) -> None:
        """Change a file of the sources."""
        path = self.sources / file
        value = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        change(value)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")

    def catalogue(self, state: str = "state") -> Catalogue:
        """Start a reader."""
        return Catalogue.from_published(self.folder, self.trusted, self.base / state, self.clock)

    def trust(self, state: str = "state") -> Trust:
        """Give a reader's trust, to verify at will."""
        return Trust(self.folder, self.trusted, self.base / state, self.clock)

    def bundle_file(self, published: Published) -> Path:
        """Give the file of a published bundle."""
        return target_file(self.folder, published.release.path, published.release.digest)

    def metadata(self, role: str) -> Path:
        """Give the file of a role's metadata in force."""
        repository = Repository.open(self.folder)
        if role == Timestamp.type:
            return metadata_file(self.folder, role)
        versions = {
            "root": repository.root.signed.version,
            "snapshot": repository.snapshot.signed.version,
            "targets": repository.targets.signed.version,
            **{name: one.signed.version for name, one in repository.authorities.items()},
        }
        return metadata_file(self.folder, role, versions[role])

    def forge_authority(self, change: Callable[[Targets], Any], name: str = AUTHORITY) -> None:
        """Sign other metadata of an authority with its real key, and all that points to it: a key was stolen."""
        repository = Repository.open(self.folder)
        change(repository.authorities[name].signed)
        for file, data in repository.reissue([name], self.ring(), self.clock.now()):
            file.write_bytes(data)

    def forge_snapshot(self, change: Callable[[Snapshot], Any]) -> None:
        """Sign another snapshot with its real key, and the timestamp."""
        repository = Repository.open(self.folder)
        change(repository.snapshot.signed)
        for file, data in repository.reissue(["snapshot"], self.ring(), self.clock.now()):
            file.write_bytes(data)

    def forge_timestamp(self, signer: CryptoSigner, **changes: Any) -> None:  # noqa: ANN401 -- its fields
        """Write a later timestamp, signed by any key."""
        repository = Repository.open(self.folder)
        metadata = repository.timestamp
        metadata.signed.version += 1
        for name, value in changes.items():
            setattr(metadata.signed, name, value)
        metadata.sign(signer)
        metadata_file(self.folder, Timestamp.type).write_bytes(metadata.to_bytes())

    def forge_root(self, version: int, signers: list[CryptoSigner], file_version: int | None = None) -> None:
        """Write a root signed by those keys only."""
        metadata = Metadata[Root].from_file(str(metadata_file(self.folder, "root", 1)))
        metadata.signed.version = version
        metadata.signatures.clear()
        for signer in signers:
            metadata.sign(signer, append=True)
        metadata_file(self.folder, "root", file_version or version).write_bytes(metadata.to_bytes())

    def saved(self) -> Path:
        """Keep a copy of the published folder as it is now."""
        copy = self.base / f"copy-{len(list(self.base.glob('copy-*')))}"
        shutil.copytree(self.folder, copy)
        return copy

    def put_back(self, copy: Path) -> None:
        """Replace the published folder by an earlier copy."""
        shutil.rmtree(self.folder)
        shutil.copytree(copy, self.folder)
