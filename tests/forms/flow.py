"""A State flow and a form: a payload read into answers, written out again from a delivery, and compared.

The table is `forms/<slug>/flux-<flow>.json`; the README of `acte-etat-civil` says what its keys mean.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from engine.journey.conditions import compile_tree
from engine.journey.pointers import get, put
from engine.model import Json
from engine.reference import communes
from engine.resources import read_json
from tests.forms.normalisations import NORMALISATIONS, TRANSLATIONS, Row
from tests.forms.writing import steps, written

#: Text of each element by its path.
Elements = Mapping[str, str]


class UnnamedElementError(AssertionError):
    """The payload holds an element that the table does not name."""


class UnreadableElementError(AssertionError):
    """The table does not lead from this element's text to one answer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An element that came back otherwise, and the name of the difference, None when nobody expects it."""

    element: str
    name: str | None


@dataclass(frozen=True)
class Flow:
    """One table, and what it does with payloads and deliveries; no text ever stands in an error."""

    table: Mapping[str, Any]

    @classmethod
    def of(cls, path: Path) -> Self:
        """Read a table."""
        return cls(read_json(path))

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """Give the table's rows by element."""
        return {row["element"]: row for row in self.table["elements"]}

    def without(self, *, element: str = "", default: str = "") -> Self:
        """Give the same table with one row, or one default, taken away."""
        kept = [row for row in self.table["elements"] if row["element"] != element]
        defaults = {key: value for key, value in self.table["defaults"].items() if key != default}
        return replace(self, table={**self.table, "elements": kept, "defaults": defaults})

    def elements(self, payload: Path) -> dict[str, str]:
        """Give the text of every leaf and attribute of an XML file; an element met again has its number."""
        root = parse(payload).getroot()
        assert root is not None
        numbered = {path[: path.index("[1]")] for path in self.rows if "[1]" in path}
        return dict(_leaves(root, root.tag, numbered))

    def read(self, values: Elements, said: Mapping[str, Json] | None = None) -> dict[str, Any]:
        """Turn a payload into answers: the defaults, `said` in their place, then every row's `read`.

        Raises UnnamedElementError, UnreadableElementError.
        """
        document: dict[str, Any] = {}
        for pointer, value in (self.table["defaults"] | (said or {})).items():
            put(document, steps(pointer), deepcopy(value))
        for element, text in values.items():
            row = self._row(element)
            for source in _sources(row):
                _read(document, row, source, text, values)
        return document

    def write(self, received: Mapping[str, Any]) -> dict[str, str]:
        """Give the text of every element of the table, as it follows from a delivery's document."""
        rows = self.rows.items()
        return {element: written(row, received) for element, row in rows if row.get("written", True)}

    def differences(self, values: Elements, received: Mapping[str, Any]) -> list[Difference]:
        """Give what differs between a payload and what is written from a delivery, normalised.

        Elements that only one of them has are compared with an empty text. A named difference of an element
        that we keep is one only where the payload's is empty. Raises UnnamedElementError.
        """
        ours = self.write(received)
        found = []
        for element in {**values, **ours}:
            row, text = self._row(element), values.get(element, "")
            if self.normalised(row, text) != self.normalised(row, ours.get(element, "")):
                may_be_named = row["class"] == "notKept" or not text.strip()
                found.append(Difference(element, row.get("difference") if may_be_named else None))
        return found

    def calculated_otherwise(self, received: Mapping[str, Any]) -> list[str]:
        """Give the pointers of `expected` whose value is another one in a delivery's document."""
        answers = received["answers"]
        return [one for one, value in self.table["expected"].items() if get(answers, steps(one)) != value]

    def normalised(self, row: Row, text: str) -> str:
        """Give a text after the table's normalisations, then the row's."""
        for name in (*self.table["always"], *row.get("normalisation", ())):
            text = NORMALISATIONS[name](text, row)
        return text

    def _row(self, element: str) -> Row:
        if element not in self.rows:
            raise UnnamedElementError(element)
        return self.rows[element]


def _leaves(element: Element, path: str, numbered: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    text = (element.text or "") + "".join(child.tail or "" for child in element)
    for name, value in element.attrib.items():
        yield f"{path}/@{name}", value
    if len(element) == 0 or text.strip():
        yield path, text.strip()
    met: Counter[str] = Counter()
    count = Counter(child.tag for child in element)
    for child in element:
        met[child.tag] += 1
        below = f"{path}/{child.tag}"
        number = f"[{met[child.tag]}]" if count[child.tag] > 1 or below in numbered else ""
        yield from _leaves(child, below + number, numbered)


def _sources(row: Row) -> list[Mapping[str, Any]]:
    if row["class"] not in {"answer", "calculated"}:
        return []
    if "read" in row or row["class"] == "calculated":
        return list(row.get("read", ()))
    return [{"path": row["path"] if isinstance(row["path"], str) else row["path"][0]}]


def _read(document: dict[str, Any], row: Row, source: Row, text: str, values: Elements) -> None:
    if not text and "" not in row.get("list", {}):
        return
    path = steps(source["path"])
    item = None
    if "*" in path:
        path = _item(document, path, row["where"])
        item = get(document, path[: path.index(next(one for one in path if isinstance(one, int))) + 1])
    if "if" in source and not compile_tree(source["if"])(document, item):
        return
    if "unlessEqual" in source and text.casefold() == values.get(source["unlessEqual"], "").casefold():
        return
    value = _value(row, source, text, values)
    if "unlisted" in row and text not in row["list"]:
        put(document, steps(row["unlisted"]["path"]), text)
        value = row["unlisted"]["value"]
    if isinstance(path[-1], int):
        path, value = path[:-1], [value]
    put(document, path, value)


def _item(document: dict[str, Any], path: tuple[str | int, ...], where: Row) -> tuple[str | int, ...]:
    """Give the concrete path of the first item for which `where` holds, made when there is none."""
    split = path.index("*")
    items = get(document, path[:split])
    if items is None:
        items = []
        put(document, path[:split], items)
    holds = compile_tree(where)
    rank = next((n for n, one in enumerate(items) if holds(document, one)), None)
    if rank is None:
        rank = len(items)
        items.append({where["field"].removeprefix("./"): where["is"]})
    return (*path[:split], rank, *path[split + 1 :])


def _value(row: Row, source: Row, text: str, values: Elements) -> Json:
    kind = source.get("as")
    if kind == "integer":
        if not text.isdecimal():
            raise UnreadableElementError(row["element"])
        return int(text)
    if kind == "joined":
        return " ".join(values[one] for one in source["elements"] if values.get(one))
    if kind == "commune":
        return _commune(row, source, text, values)
    for name in row.get("normalisation", ()):
        if name in TRANSLATIONS:
            text = NORMALISATIONS[name](text, row)
    return text


def _commune(row: Row, source: Row, text: str, values: Elements) -> Json:
    found: tuple[communes.Commune, ...]
    if "code" in source:
        one = communes.by_code(values.get(source["code"], ""))
        found = () if one is None else (one,)
    else:
        found = communes.resolve(f"{text} {values.get(source['postcode'], '')}")
    if len(found) != 1:
        raise UnreadableElementError(row["element"])
    return {"code": found[0].code, "nom": found[0].nom}
