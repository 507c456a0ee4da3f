"""The words of a page's problems: one text a place, files refused first."""

from collections.abc import Iterable
from typing import Final

from engine.journey.names import element_id
from engine.journey.pointers import Ranks
from engine.journey.problems import Problem
from engine.journey.words import Words, as_said
from engine.model import Document

#: Where a problem that no question has is mended: the page itself.
PAGE: Final = "#contenu"

#: A place: a question's code and its ranks in groups.
Place = tuple[str, Ranks]


def by_place(words: Words, found: Iterable[Problem], document: Document) -> dict[Place, str]:
    """Give one text a place, in order; what a file was refused for stands before all else said of its question."""
    told: dict[Place, list[Problem]] = {}
    for one in found:
        told.setdefault((one.code, one.ranks), []).append(one)
    return {place: _joined(words, problems, document) for place, problems in told.items()}


def _joined(words: Words, problems: list[Problem], document: Document) -> str:
    files = [one for one in problems if one.keyword.startswith("fichier.")]
    texts = [words.message(one, document) for one in files or problems]
    return as_said(" ".join(dict.fromkeys(texts)), *texts)


def input_of(code: str, ranks: Ranks, found: Iterable[Problem]) -> str:
    """Give the id of the input to mend: the question's first one, or that of the end of a period."""
    wrong = next((one.keyword for one in found if (one.code, one.ranks) == (code, ranks)), "")
    return element_id(code, ranks, "fin-jour" if wrong == "periodeFin" else "")
