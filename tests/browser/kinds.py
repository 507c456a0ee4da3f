"""Which pages are worth a long look: those with a kind of element that no page before had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.browser.person import Met

#: An element's tag, role, type and classes, after those of its parent: what styles and axe's rules go by.
Kind = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of elements met so far; a hundred pages of the same widgets are one kind of page."""

    known: set[Kind] = field(default_factory=set)

    def fresh(self, met: Iterable[Met]) -> Iterator[Met]:
        """Give the pages that hold something new, in the order in which they were met."""
        for one in met:
            found = set(_kinds(one.source))
            if not found <= self.known:
                self.known.update(found)
                yield one


def _kinds(source: str) -> Iterator[Kind]:
    for element in html.document_fromstring(source).iter("*"):
        parent = element.getparent()
        yield (*_looks(element), *(_looks(parent) if parent is not None else ()))


def _looks(element: html.HtmlElement) -> Kind:
    said = (element.get(name, "") for name in ("role", "type", "class"))
    state = "wrong" if element.get("aria-invalid") else ""
    return (str(element.tag), *said, state)
