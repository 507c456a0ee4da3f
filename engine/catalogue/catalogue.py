"""The forms that this engine serves, by slug."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.catalogue.assemble import assemble_form, bundle_digest
from engine.catalogue.errors import UnknownForm
from engine.catalogue.source import Library, form_slugs, load_form
from engine.model import Definition


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Forms by slug; each is read on first use and kept. Made by `from_source`."""

    _known: tuple[str, ...]
    _read: Callable[[str], Mapping[str, Any]]
    _kept: dict[str, Definition] = field(default_factory=dict)

    @classmethod
    def from_source(cls, forms_root: Path, schemas_root: Path) -> "Catalogue":
        """Assemble forms from their sources, in memory: for the demonstration, previews and tests."""
        library = Library(schemas_root)
        return cls(form_slugs(forms_root), lambda slug: assemble_form(load_form(slug, forms_root), library))

    def slugs(self) -> tuple[str, ...]:
        """Give the slug of every form, sorted."""
        return self._known

    def get(self, slug: str, version: str | None = None) -> Definition:
        """Give a form; raise UnknownForm when the slug, or that version of it, is not here."""
        if slug not in self._known:
            raise UnknownForm(slug, version)
        if slug not in self._kept:
            bundle = self._read(slug)
            self._kept[slug] = Definition.from_bundle(bundle, bundle_digest(bundle))
        definition = self._kept[slug]
        if version not in (None, definition.version):
            raise UnknownForm(slug, version)
        return definition

    def schema(self, slug: str) -> dict[str, Any]:
        """Give the published schema of a form; raise UnknownForm."""
        return dict(self.get(slug).schema)
