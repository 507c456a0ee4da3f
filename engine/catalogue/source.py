"""The sources of forms and blocks, read from their folders and kept as plain JSON."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.catalogue.errors import BadSource, UnknownForm
from engine.resources import BadJsonFile, read_json

Json = Mapping[str, Any]

#: The language that every form and block must be complete in.
FIRST_LANGUAGE = "fr"
#: The key of a file of texts that says whether a reader of its language has read it.
REVIEWED = "reviewed"
#: The folder of schemas/ that holds the metaschemas rather than a block.
_META = "meta"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Block:
    """A shared block of questions, `schemas/<name>/`; `texts` is keyed by language."""

    name: str
    schema: Json
    questions: Mapping[str, Json]
    texts: Mapping[str, Json]

    @property
    def file(self) -> str:
        """Give the folder as messages write it."""
        return f"schemas/{self.name}"


@dataclass(frozen=True, slots=True)
class FormSource:
    """A form as its author wrote it, `forms/<slug>/`; `examples` is keyed by file name without suffix."""

    slug: str
    schema: Json
    journey: Json
    procedure: Json
    texts: Mapping[str, Json]
    examples: Mapping[str, Json]
    waivers: tuple[Json, ...]

    @property
    def file(self) -> str:
        """Give the folder as messages write it."""
        return f"forms/{self.slug}"


@dataclass(slots=True)
class Library:
    """The shared blocks, each read once."""

    root: Path
    _blocks: dict[str, Block] = field(default_factory=dict)

    def block(self, name: str) -> Block:
        """Give a block; raise BadSource when there is none of that name."""
        if name not in self._blocks:
            self._blocks[name] = self._read(name)
        return self._blocks[name]

    def names(self) -> tuple[str, ...]:
        """Give the name of every block, sorted."""
        return tuple(
            sorted(path.parent.name for path in self.root.glob("*/schema.json") if path.parent.name != _META)
        )

    def has(self, name: str) -> bool:
        """Say whether there is a block of that name."""
        return (self.root / name).is_dir()

    def read(self) -> tuple[str, ...]:
        """Give the name of every block that was asked for, sorted."""
        return tuple(sorted(self._blocks))

    def _read(self, name: str) -> Block:
        folder = self.root / name
        if not _SLUG.match(name) or not folder.is_dir():
            raise BadSource(f"schemas/{name}", "", "there is no such block", "Name a folder of schemas/.")
        questions = _optional(folder / "questions.json", {"questions": {}})
        schema = _optional(folder / "schema.json", {"$defs": {}})
        return Block(name, schema, questions.get("questions", {}), _texts(folder))


def is_slug(name: str) -> bool:
    """Say whether a name may be a form's or a block's: words of a to z and 0 to 9 with dashes between."""
    return _SLUG.match(name) is not None


def form_slugs(forms_root: Path) -> tuple[str, ...]:
    """Give the slug of every form that has a journey, sorted."""
    return tuple(sorted(path.parent.name for path in forms_root.glob("*/journey.json")))


def load_form(slug: str, forms_root: Path) -> FormSource:
    """Read a form's files; raise UnknownForm, or BadJsonFile when a needed file is missing or broken."""
    folder = forms_root / slug
    if not _SLUG.match(slug) or not (folder / "journey.json").is_file():
        raise UnknownForm(slug)
    for path in sorted(folder.rglob("*")):
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadJsonFile(path, 0, "it leads to a file outside the form's folder")
    return FormSource(
        slug=slug,
        schema=_object(folder / "schema.json"),
        journey=_object(folder / "journey.json"),
        procedure=_object(folder / "procedure.json"),
        texts=_texts(folder),
        examples={path.stem: _object(path) for path in sorted((folder / "examples").glob("*.json"))},
        waivers=tuple(_optional(folder / "waivers.json", [])),
    )


def _texts(folder: Path) -> dict[str, Json]:
    return {path.stem: _object(path) for path in sorted((folder / "texts").glob("*.json"))}


def _object(path: Path) -> Json:
    value: Json = _typed(path, read_json(path), Mapping, "an object")
    return value


def _optional(path: Path, default: Any) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    if not path.exists():
        return default
    words = "a list" if isinstance(default, list) else "an object"
    return _typed(path, read_json(path), list if isinstance(default, list) else Mapping, words)


def _typed(path: Path, value: Any, kind: type, words: str) -> Any:  # noqa: ANN401 -- same
    if not isinstance(value, kind):
        raise BadJsonFile(path, 1, f"{words} is expected here")
    return value
