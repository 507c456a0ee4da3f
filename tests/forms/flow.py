"""A State flow and a form: a payload read into answers, written out again from a delivery, and compared.

The table is `forms/<slug>/flux-<flow>.json`; the README of `acte-etat-civil` says what its keys mean.
"""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from engine.journey.conditions import compile_tree
from engine.journey.pointers import get, put
from engine.model import Json
from engine.reference import communes
from engine.resources import read_json
from tests.forms.leaves import leaves_of
from tests.forms.normalisations import NORMALISATIONS, TRANSLATIONS, Row
from tests.forms.writing import steps, written

#: The number of an item in the path of an element; a table writes `[]` for every item alike.
_RANK: Final = re.compile(r"\[([0-9]+)\]")

#: The parts of an instant in Paris.
_CUT: Final = {"date": slice(10), "time": slice(11, 16)}

#: How a text becomes a value of another type.
_KINDS: Final[Mapping[str, Callable[[str], Json]]] = {
    "integer": int,
    "number": json.loads,
    "boolean": lambda text: text == "true",
    "present": bool,
}

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
        gone = self.named(element)
        kept = [row for row in self.table["elements"] if row["element"] != gone]
        defaults = {key: value for key, value in self.table["defaults"].items() if key != default}
        return replace(self, table={**self.table, "elements": kept, "defaults": defaults})

    def named(self, element: str) -> str:
        """Give the name by which the table says an element: its own, or that of every item of its list."""
        every = _RANK.sub("[]", element)
        return every if element not in self.rows and every in self.rows else element

    def elements(self, payload: Path) -> dict[str, str]:
        """Give the text of every leaf of a file; an element met again has its number."""
        return leaves_of(payload, {path[: path.index("[1]")] for path in self.rows if "[1]" in path})

    def read(self, values: Elements, said: Mapping[str, Json] | None = None) -> dict[str, Any]:
        """Turn a payload into answers: the defaults, `said` in their place, then every row's `read`.

        A default of every item (`/contacts/*/x`) comes last. Raises UnnamedElementError, UnreadableElementError.
        """
        document: dict[str, Any] = {}
        defaults = self.table["defaults"] | (said or {})
        for pointer, value in defaults.items():
            if "*" not in pointer:
                put(document, steps(pointer), deepcopy(value))
        for element, text in values.items():
            row = self.row(element)
            for source in _sources(row):
                _read(document, row, source, text, values)
        for pointer, value in defaults.items():
            group, star, leaf = pointer.partition("/*/")
            for item in (get(document, steps(group)) or ()) if star else ():
                put(item, steps(leaf), deepcopy(value))
        return document

    def write(self, received: Mapping[str, Any]) -> dict[str, str]:
        """Give the text of every element of the table, as it follows from a delivery's document."""
        rows = [one for row in self.table["elements"] for one in _items_of(row, received["answers"])]
        regions = {"regions": self.table.get("regions", {})}
        return {
            row["element"]: written({**row, **regions}, received) for row in rows if row.get("written", True)
        }

    def differences(self, values: Elements, received: Mapping[str, Any]) -> list[Difference]:
        """Give what differs between a payload and what is written from a delivery, normalised.

        Elements that only one of them has are compared with an empty text. A named difference of an element
        that we keep is one only where the payload's is empty. Raises UnnamedElementError.
        """
        ours = self.write(received)
        found = []
        for element in {**values, **ours}:
            row, text = self.row(element), values.get(element, "")
            if self.normalised(row, text) != self.normalised(row, ours.get(element, "")):
                may_be_named = row["class"] == "notKept" or not text.strip()
                found.append(Difference(element, row.get("difference") if may_be_named else None))
        return found

    def calculated_otherwise(
        self, received: Mapping[str, Any], instead: Mapping[str, Json] | None = None
    ) -> list[str]:
        """Give the pointers of `expected`, `instead` in their place, whose value is another one in a delivery."""
        answers = received["answers"]
        expected = self.table["expected"] | (instead or {})
        return [one for one, value in expected.items() if get(answers, steps(one)) != value]

    def normalised(self, row: Row, text: str) -> str:
        """Give a text after the table's normalisations, then the row's."""
        for name in (*self.table["always"], *row.get("normalisation", ())):
            text = NORMALISATIONS[name](text, row)
        return text

    def row(self, element: str) -> Row:
        """Give the row of an element, that of one item of a list included; raises UnnamedElementError."""
        named = self.named(element)
        if named not in self.rows:
            raise UnnamedElementError(element)
        ranks = _RANK.findall(element)
        return self.rows[named] if named == element else _of_item(self.rows[named], int(ranks[0]) - 1)


def _items_of(row: Row, answers: Mapping[str, Any]) -> list[Row]:
    """Give a row of every item, once for each item that the answers hold; any other row as it is."""
    if "[]" not in row["element"]:
        return [row]
    group = row["path"].partition("/*")[0]
    return [_of_item(row, rank) for rank in range(len(get(answers, steps(group)) or ()))]


def _of_item(row: Row, rank: int) -> Row:
    """Give a row of every item as the row of one, rank from 0."""
    ranked = json.dumps(row).replace("[]", f"[{rank + 1}]", 1).replace("/*", f"/{rank}")
    one: Row = json.loads(ranked)
    return one


def _sources(row: Row) -> list[Mapping[str, Any]]:
    if row["class"] not in {"answer", "calculated"}:
        return []
    if "read" in row or row["class"] == "calculated":
        return list(row.get("read", ()))
    return [{"path": row["path"] if isinstance(row["path"], str) else row["path"][0]}]


def _read(document: dict[str, Any], row: Row, source: Row, text: str, values: Elements) -> None:
    if not text and "" not in row.get("list", {}) and source.get("as") != "present":
        return
    path = steps(source["path"])
    item = None
    if "*" in path:
        path = _item(document, path, row["where"])
        item = get(document, path[: path.index(next(one for one in path if isinstance(one, int))) + 1])
    if "if" in source and not compile_tree(source["if"])(document, item):
        return
    if (
        "ifElement" in source
        and bool(values.get(source["ifElement"]["element"])) is source["ifElement"]["empty"]
    ):
        return
    if "unlessEqual" in source and text.casefold() == values.get(source["unlessEqual"], "").casefold():
        return
    value = _value(row, source, text, values)
    if "unless" in source and value == source["unless"]:
        return
    if "unlisted" in row and text not in row["list"]:
        put(document, steps(row["unlisted"]["path"]), text)
        value = row["unlisted"]["value"]
    _put(document, path, value)


def _put(document: dict[str, Any], path: tuple[str | int, ...], value: Json) -> None:
    """Put a value, with the lists and the items on the way; they come in order."""
    split = next((n for n, one in enumerate(path) if isinstance(one, int)), None)
    if split is None:
        put(document, path, value)
        return
    items = get(document, path[:split])
    if not isinstance(items, list):
        items = []
        put(document, path[:split], items)
    rank, below = path[split], path[split + 1 :]
    assert isinstance(rank, int)
    if rank == len(items):
        items.append({})
    if below:
        _put(items[rank], below, value)
    else:
        items[rank] = value


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
    kind = str(source.get("as", ""))
    if kind == "integer" and not text.isdecimal():
        raise UnreadableElementError(row["element"])
    if kind == "joined":
        return " ".join(values[one] for one in source["elements"] if values.get(one))
    if kind == "commune":
        return _commune(row, source, text, values)
    if kind in _CUT:
        return NORMALISATIONS["N-UTC"](text, row)[_CUT[kind]]
    if kind in _KINDS:
        return _KINDS[kind](text)
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
        found = communes.resolve(f"{text} {values.get(source.get('postcode', ''), '')}")
    if len(found) != 1:
        raise UnreadableElementError(row["element"])
    return {"code": found[0].code, "nom": found[0].nom}
