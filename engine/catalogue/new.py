"""A new form begun from the skeleton: data files that lint at once, under a slug and a prefix that nobody has."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from pathlib import Path
from typing import Any, Final

from engine.catalogue.errors import CatalogueError
from engine.catalogue.source import is_slug
from engine.procedure.silence import after
from engine.resources import BadJsonFile, read_json

_SKELETON: Final = Path(__file__).parent / "skeleton"
_PREFIX: Final = re.compile(r"[A-Z]{3}\Z")
#: The longest slug that the metaschemas admit.
_LONGEST: Final = 60
#: How long the waivers of a new form run: the time to read its texts of law.
_GRACE: Final = "P1Y"


class BadName(CatalogueError):
    """A slug or a prefix is not written as it must be."""

    def __init__(self, kind: str, name: str, mend: str) -> None:
        super().__init__(f"« {name} » is not a {kind}: {mend}")
        self.name = name


class NameTaken(CatalogueError):
    """A slug or a prefix belongs to another form or to a block."""

    def __init__(self, kind: str, name: str, mend: str) -> None:
        super().__init__(f"the {kind} « {name} » is taken: {mend}")
        self.name = name


class NotWritten(CatalogueError):
    """The form's folder cannot be made."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder} cannot be made: {reason}; choose a folder with --root")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that was just begun: where it stands, under which prefix."""

    folder: Path
    prefix: str


def new_form(slug: str, prefix: str | None, root: Path, known: Iterable[Path], today: date) -> Begun:
    """Begin a form in `root`; `known` are the folders of forms whose slugs and prefixes are taken.

    Without a prefix, the first free one that the slug's letters give. Raise BadName, NameTaken or NotWritten.
    """
    roots = tuple(dict.fromkeys(one.resolve() for one in (root, *known)))
    _check_slug(slug, roots)
    taken = prefixes(roots)
    chosen = prefix or _suggested(slug, taken)
    _check_prefix(chosen, slug, taken)
    folder = root / slug
    _write(folder, _values(slug, chosen, today))
    return Begun(folder, chosen)


def prefixes(roots: Iterable[Path]) -> frozenset[str]:
    """Give the prefixes that forms use for their own questions and for the blocks that they mount."""
    journeys = chain.from_iterable(root.glob("*/journey.json") for root in roots)
    return frozenset(chain.from_iterable(_prefixes(path) for path in (*journeys, _SKELETON / "journey.json")))


def _prefixes(path: Path) -> Iterator[str]:
    """Give the prefixes of one journey; one that cannot be read has none, the linter says why."""
    try:
        journey = read_json(path)
    except BadJsonFile:
        return
    if isinstance(journey, Mapping):
        yield from (code[:3] for code in _keys(journey.get("questions")) if _PREFIX.match(code[:3]))
        yield from (str(one["prefix"]) for one in _mounts(journey.get("mounts")))


def _keys(value: Any) -> Iterable[str]:  # noqa: ANN401 -- an author's file, not checked yet
    return value if isinstance(value, Mapping) else ()


def _mounts(value: Any) -> Iterable[Mapping[str, Any]]:  # noqa: ANN401 -- same
    kept = value if isinstance(value, list) else []
    return [one for one in kept if isinstance(one, Mapping) and "prefix" in one]


def _check_slug(slug: str, roots: Iterable[Path]) -> None:
    if not is_slug(slug) or len(slug) > _LONGEST:
        mend = f"write words in a to z and 0 to 9 with dashes between, {_LONGEST} characters at most"
        raise BadName("slug", slug, mend)
    if any((root / slug).exists() for root in roots):
        raise NameTaken("slug", slug, "name the request, not the service, in other words")


def _check_prefix(prefix: str, slug: str, taken: frozenset[str]) -> None:
    if not _PREFIX.match(prefix):
        raise BadName("prefix", prefix, "write three capitals, A to Z")
    if prefix in taken:
        raise NameTaken("prefix", prefix, f"{_suggested(slug, taken)} is free")


def _suggested(slug: str, taken: frozenset[str]) -> str:
    """Give the first free prefix that a slug's letters make, in their order: initials, the last word, any three."""
    words = [word for word in re.sub(r"[^a-z-]", "", slug).upper().split("-") if word]
    tries = ("".join(word[0] for word in words)[:3], words[-1][:3] if words else "")
    some = chain(
        tries, map("".join, combinations("".join(words), 3)), map("".join, combinations(_LETTERS, 3))
    )
    return next(one for one in some if _PREFIX.match(one) and one not in taken)


_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _values(slug: str, prefix: str, today: date) -> dict[str, str]:
    """Give what stands in the holes of the skeleton's files."""
    words = slug.replace("-", " ")
    return {
        "__slug__": slug,
        "__prefix__": prefix,
        "__title__": words[:1].upper() + words[1:],
        "__until__": after(today, _GRACE).isoformat(),
        "__now__": f"{today.isoformat()}T10:00:00+01:00",
    }


def _write(folder: Path, values: Mapping[str, str]) -> None:
    """Write every file, then show the folder at once: a form is there whole or not at all."""
    try:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as made:
            draft = Path(made) / folder.name
            shutil.copytree(
                _SKELETON, draft, copy_function=lambda one, to: _filled(Path(one), Path(to), values)
            )
            draft.rename(folder)
    except OSError as error:
        raise NotWritten(folder, error.strerror or str(error)) from None


def _filled(source: Path, target: Path, values: Mapping[str, str]) -> None:
    text = source.read_text(encoding="utf-8")
    for hole, value in values.items():
        text = text.replace(hole, value)
    target.write_text(text, encoding="utf-8")
