"""The forms that this engine serves, by slug and version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.catalogue.errors import CatalogueError, CatalogueRefused, UnknownForm
from engine.catalogue.shelf import Shelf, SourceShelf
from engine.catalogue.versions import BadVersion, Version, VersionRange
from engine.clock import Clock, SystemClock
from engine.model import Definition


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Forms by slug; each is read on first use and kept. Made by `from_source` or `from_published`."""

    _shelf: Shelf
    #: False when forms come from sources, which nobody signed: pages then say DÉMONSTRATION.
    signed: bool = False
    _kept: dict[tuple[str, Version], Definition] = field(default_factory=dict)

    @classmethod
    def from_source(cls, forms_root: Path, schemas_root: Path) -> "Catalogue":
        """Assemble forms from their sources, in memory: for the demonstration, previews and tests."""
        return cls(SourceShelf.of(forms_root, schemas_root))

    @classmethod
    def from_published(
        cls, folder: Path, trusted_root: Path, state_folder: Path, clock: Clock | None = None
    ) -> "Catalogue":
        """Serve a published catalogue, verified against a trusted root; `state_folder` is what is remembered.

        Raises CatalogueRefused or UnusableFolder when the catalogue cannot be verified and none ever was here.
        """
        # A demonstration carries no library of signatures.
        from engine.catalogue.signed.shelf import PublishedShelf  # noqa: PLC0415
        from engine.catalogue.signed.trust import Trust  # noqa: PLC0415

        trust = Trust(folder, trusted_root, state_folder, clock or SystemClock())
        return cls(PublishedShelf(trust), signed=True)

    @property
    def alert(self) -> CatalogueError | None:
        """Give what the host should know: a date that passed, a signature or a step back that was refused."""
        return self._shelf.alert

    def look(self) -> None:
        """Take what was published since, at once rather than some seconds later."""
        self._shelf.look()

    def slugs(self) -> tuple[str, ...]:
        """Give the slug of every form, sorted."""
        return self._shelf.slugs()

    def versions(self, slug: str) -> tuple[Version, ...]:
        """Give the versions of a form, oldest first; empty when there is no such form."""
        return self._shelf.versions(slug)

    def titles(self, slug: str) -> Mapping[str, str]:
        """Give the title of a form's newest version by language, without opening it; raise UnknownForm."""
        return self._shelf.titles(slug, self._newest_first(slug, None)[0])

    def get(self, slug: str, version: str | None = None) -> Definition:
        """Give a form, the newest without a version; raise UnknownForm when it, or that version, is not here."""
        if version is None:
            return self.in_force(slug)
        return self._definition(slug, _known(self.versions(slug), slug, version))

    def in_force(self, slug: str, wanted: VersionRange | None = None) -> Definition:
        """Give the newest version of a form in a range (None: of all); raise UnknownForm.

        A version whose bundle is refused is passed over for the one before; CatalogueRefused when none is left.
        """
        *others, oldest = self._newest_first(slug, wanted)
        for version in others:
            try:
                return self._definition(slug, version)
            except CatalogueRefused:
                continue
        return self._definition(slug, oldest)

    def schema(self, slug: str) -> dict[str, Any]:
        """Give the published schema of a form; raise UnknownForm."""
        return dict(self.get(slug).schema)

    def _newest_first(self, slug: str, wanted: VersionRange | None) -> list[Version]:
        found = [one for one in self.versions(slug) if wanted is None or wanted.holds(one)]
        if not found:
            raise UnknownForm(slug, str(wanted) if wanted else None)
        return sorted(found, reverse=True)

    def _definition(self, slug: str, version: Version) -> Definition:
        key = slug, version
        if key not in self._kept:
            bundle, digest = self._shelf.read(slug, version)
            self._kept[key] = Definition.from_bundle(bundle, digest)
        return self._kept[key]


def _known(versions: tuple[Version, ...], slug: str, version: str) -> Version:
    try:
        found = Version.parse(version)
    except BadVersion:
        raise UnknownForm(slug, version) from None
    if found not in versions:
        raise UnknownForm(slug, version)
    return found
