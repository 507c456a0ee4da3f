"""A rendered page as a flat list of elements: enough to check who names, describes and holds whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_CONTROLS = ("input", "select", "textarea")


@dataclass(eq=False)
class Element:
    """One element: its attributes, all the text inside, and what holds it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Give the text, spaces joined."""
        return " ".join("".join(self.text).split(" ")).strip()

    def inside(self, tag: str) -> Element | None:
        """Give the nearest ancestor of that tag."""
        above = self.parent
        while above is not None and above.tag != tag:
            above = above.parent
        return above


class Parsed(HTMLParser):
    """The elements of a page, in document order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {[one.tag for one in self._open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice on {tag}: {names}"
        parent = self._open[-1] if self._open else None
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open and close an element."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be of that tag."""
        assert self._open, f"nothing is open for </{tag}>"
        assert self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1].tag}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        """Give the text to every open element."""
        for element in self._open:
            element.text.append(data)

    def all(self, *tags: str) -> list[Element]:
        """Give the elements of those tags."""
        return [one for one in self.elements if one.tag in tags]

    def with_class(self, name: str) -> list[Element]:
        """Give the elements of that class."""
        return [one for one in self.elements if name in one.attributes.get("class", "").split()]

    def by_id(self, name: str) -> Element:
        """Give the one element of that id."""
        found = [one for one in self.elements if one.attributes.get("id") == name]
        assert len(found) == 1, f"{len(found)} elements have the id {name}"
        return found[0]

    def controls(self) -> list[Element]:
        """Give what can be filled or ticked, hidden inputs apart."""
        return [one for one in self.all(*_CONTROLS) if one.attributes.get("type") != "hidden"]


def faults(html: str) -> list[str]:
    """Give what breaks the anatomy of questions: names, descriptions, legends, ids, anything inline."""
    page = Parsed(html)
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    named = {one.attributes.get("for") for one in page.all("label")}
    found = [f"id twice: {one}" for one in set(ids) if ids.count(one) > 1]
    found += [
        f"no label: {one.attributes.get('name')}"
        for one in page.controls()
        if one.attributes.get("id") not in named
    ]
    found += [f"label for nothing: {one}" for one in named if one not in ids]
    for one in page.elements:
        for name in ("aria-describedby", "aria-labelledby"):
            found += [
                f"{name} nothing: {id_}" for id_ in one.attributes.get(name, "").split() if id_ not in ids
            ]
        inline = one.tag == "style" or (one.tag == "script" and not one.attributes.get("src"))
        if inline or any(a == "style" or a.startswith("on") for a in one.attributes):
            found.append(f"inline style or script: {one.tag}")
    for fieldset in page.all("fieldset"):
        inside = [one for one in page.elements if one.parent is fieldset]
        if not inside or inside[0].tag != "legend" or not inside[0].words:
            found.append("fieldset without a legend first")
    found += [
        f"many choices without a fieldset: {one.attributes.get('name')}"
        for one in page.controls()
        if one.attributes.get("type") == "radio" and one.inside("fieldset") is None
    ]
    return found
