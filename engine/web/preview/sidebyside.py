"""Every text of a form in each of its languages, side by side; what a language does not say is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.language import FRENCH
from engine.model import Definition

#: Texts that are written once, for helpers, in French.
_ONCE: Final = (".helper",)


@dataclass(frozen=True, slots=True)
class Cell:
    """One text in one language, its variants one a line; `fallen` says that French stands in for it."""

    language: str
    lines: tuple[str, ...]
    fallen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One key."""

    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The texts of one question, or of one kind: pages, checks, mentions."""

    name: str
    rows: tuple[Row, ...]

    @property
    def fallen(self) -> int:
        """Give how many of its texts are missing in some language."""
        return sum(cell.fallen for row in self.rows for cell in row.cells)


def side_by_side(definition: Definition) -> tuple[Chapter, ...]:
    """Give the texts in the order of the form: the form's own, its pages, its questions, then the rest."""
    chapters: dict[str, list[Row]] = {}
    for key in sorted(definition.texts[FRENCH], key=lambda one: _order(definition, one)):
        chapters.setdefault(_chapter(key), []).append(Row(key, tuple(_cells(definition.texts, key))))
    return tuple(Chapter(name, tuple(rows)) for name, rows in chapters.items())


def _order(definition: Definition, key: str) -> tuple[int, int, str]:
    name = _chapter(key)
    codes = list(definition.questions)
    kinds = ("form", "section", "page")
    if name in kinds:
        return kinds.index(name), 0, key
    return (len(kinds), codes.index(name), key) if name in codes else (len(kinds) + 1, 0, key)


def _chapter(key: str) -> str:
    return key.partition(".")[0]


def _cells(texts: Mapping[str, Mapping[str, Any]], key: str) -> Iterator[Cell]:
    for language in sorted(texts, key=lambda one: (one != FRENCH, one)):
        said = texts[language].get(key)
        if said is None:
            yield Cell(language, _lines(texts[FRENCH][key]), fallen=not key.endswith(_ONCE))
        else:
            yield Cell(language, _lines(said))


def _lines(text: Any) -> tuple[str, ...]:  # noqa: ANN401 -- a text or its variants
    return (text,) if isinstance(text, str) else tuple(str(one["text"]) for one in text)
