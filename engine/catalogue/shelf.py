"""Where a catalogue takes its bundles: a seam with two sides, sources (here) and published bundles (signed)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engine.catalogue.assemble import assemble_form, bundle_digest
from engine.catalogue.errors import CatalogueError
from engine.catalogue.source import Library, form_slugs, load_form
from engine.catalogue.versions import Version

#: A bundle and its digest (sha256, hexadecimal).
Copy = tuple[Mapping[str, Any], str]


class Shelf(Protocol):
    """Gives bundles by slug and version."""

    @property
    def alert(self) -> CatalogueError | None:
        """What the keepers should know; None when all is well."""

    def look(self) -> None:
        """Take what is new at once, rather than at the next look."""

    def slugs(self) -> tuple[str, ...]:
        """Give every slug, sorted."""

    def versions(self, slug: str) -> tuple[Version, ...]:
        """Give the versions of a form, oldest first; empty when there is no such form."""

    def titles(self, slug: str, version: Version) -> Mapping[str, str]:
        """Give a form's title by language."""

    def read(self, slug: str, version: Version) -> Copy:
        """Give a bundle that `versions` named; raise CatalogueError when it cannot be read."""


@dataclass(frozen=True, slots=True)
class SourceShelf:
    """Forms assembled in memory from their sources, each in the one version that its author writes now."""

    library: Library
    known: Mapping[str, Path]
    _made: dict[str, Copy] = field(default_factory=dict)

    @classmethod
    def of(cls, forms_root: Path, schemas_root: Path) -> "SourceShelf":
        """Look into the folders of forms and blocks."""
        return cls(Library(schemas_root), dict.fromkeys(form_slugs(forms_root), forms_root))

    @property
    def alert(self) -> CatalogueError | None:
        """Nothing: sources have no date and no signature."""
        return None

    def look(self) -> None:
        """Change nothing: sources are read once."""

    def slugs(self) -> tuple[str, ...]:
        """Give the slug of every form that has a journey."""
        return tuple(self.known)

    def versions(self, slug: str) -> tuple[Version, ...]:
        """Give the version that the source names."""
        return (Version.parse(self._copy(slug)[0]["version"]),) if slug in self.known else ()

    def titles(self, slug: str, version: Version) -> Mapping[str, str]:
        """Give a form's title by language."""
        return titles_of(self.read(slug, version)[0])

    def read(self, slug: str, version: Version) -> Copy:  # noqa: ARG002 -- there is but one
        """Give the bundle."""
        return self._copy(slug)

    def _copy(self, slug: str) -> Copy:
        if slug not in self._made:
            bundle = assemble_form(load_form(slug, self.known[slug]), self.library)
            self._made[slug] = (bundle, bundle_digest(bundle))
        return self._made[slug]


def titles_of(bundle: Mapping[str, Any]) -> dict[str, str]:
    """Give a bundle's title by language; of variants, the last, which always holds."""
    found = {language: texts.get("form.title") for language, texts in bundle["texts"].items()}
    return {
        language: title if isinstance(title, str) else str(title[-1]["text"])
        for language, title in found.items()
        if title
    }
