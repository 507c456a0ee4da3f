"""Forms as their files stand now: read, linted and assembled again whenever a file changed."""

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from engine.catalogue import UnknownForm, assemble, bundle_digest
from engine.catalogue.lint import Finding, lint
from engine.catalogue.source import form_slugs, load_form
from engine.model import Definition

#: Rules without which a form has no pages at all: it is not assembled, or what it computes cannot be run.
BLOCKING: Final = frozenset(
    {
        "unreadable", "structure", "reference", "regex", "page-twice", "group-item", "option-unknown", "size-outside",
        "condition", "condition-field", "condition-type", "condition-order", "calculation-field",
        "calculation-circle", "parameter-unknown", "parameter-default", "list-unknown", "target",
    }
)  # fmt: skip

#: The state of every source file: path, instant of the last change in nanoseconds, size.
_State = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One form as it stands: what the linter says of it and, when that lets it be shown, its definition."""

    slug: str
    findings: tuple[Finding, ...]
    definition: Definition | None = None
    bundle: Mapping[str, Any] = field(default_factory=dict)
    examples: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def ordered(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """Give the examples as one counts them: the right ones first, 2 before 10."""
        return tuple(sorted(self.examples.items(), key=lambda one: (not one[1]["valid"], _counted(one[0]))))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Give what is to mend."""
        return tuple(one for one in self.findings if one.severity == "error")

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Give the rules that a named person set aside."""
        return tuple(one for one in self.findings if one.severity != "error")


@dataclass(slots=True)
class Sources:
    """The forms of a folder; each is read again when any source file changed since."""

    forms: Path
    schemas: Path
    today: Callable[[], date]
    #: What was made of the sources as they stand; forgotten when one of them changes.
    memo: dict[Hashable, Any] = field(default_factory=dict)
    _state: _State = ()
    _kept: dict[str, Seen] = field(default_factory=dict)
    _all: tuple[Seen, ...] | None = None

    def every(self) -> tuple[Seen, ...]:
        """Give every form, by slug."""
        self._refresh()
        if self._all is None:
            found = lint(None, self.forms, self.schemas, today=self.today())
            self._all = tuple(self._seen(slug, _about(slug, found)) for slug in form_slugs(self.forms))
        return self._all

    def look(self, slug: str) -> Seen:
        """Give a form; raise UnknownForm."""
        self._refresh()
        if slug not in form_slugs(self.forms):
            raise UnknownForm(slug)
        if slug not in self._kept:
            self._kept[slug] = self._seen(slug, lint(slug, self.forms, self.schemas, today=self.today()))
        return self._kept[slug]

    def _refresh(self) -> None:
        state = _state_of(self.forms, self.schemas)
        if state != self._state:
            self._state, self._kept, self._all = state, {}, None
            self.memo.clear()

    def _seen(self, slug: str, findings: Iterable[Finding]) -> Seen:
        told = tuple(findings)
        if any(one.rule in BLOCKING and one.severity == "error" for one in told):
            return Seen(slug, told)
        bundle = assemble(slug, self.forms, self.schemas)
        definition = Definition.from_bundle(bundle, bundle_digest(bundle))
        return Seen(slug, told, definition, bundle, load_form(slug, self.forms).examples)


def _counted(name: str) -> tuple[str, int]:
    """Give a name's letters, then its number."""
    letters = name.rstrip("0123456789")
    return letters, int(name[len(letters) :] or 0)


def _about(slug: str, findings: Iterable[Finding]) -> Iterable[Finding]:
    """Keep what concerns one form: its own folder, and the blocks, which it may mount."""
    return [one for one in findings if one.file.startswith((f"forms/{slug}/", "schemas/"))]


def _state_of(*folders: Path) -> _State:
    return tuple(sorted(stamp for folder in folders for stamp in _stamps(folder)))


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _stamps(Path(entry.path))
            found = entry.stat(follow_symlinks=False)
            yield entry.path, found.st_mtime_ns, found.st_size
