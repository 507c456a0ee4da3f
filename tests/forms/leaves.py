"""Every leaf of a State payload by its path, XML or JSON: an element that came again has its number."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse


def leaves_of(payload: Path, numbered: AbstractSet[str]) -> dict[str, str]:
    """Give the text of every leaf; in XML, of every attribute too.

    `numbered` holds the elements that the table numbers even where they come once. In JSON, an item of a list
    always has its number (`CONTACTS[1]`), and a list without items has no leaf.
    """
    if payload.suffix == ".json":
        return dict(_json(json.loads(payload.read_text(encoding="utf-8")), ""))
    root = parse(payload).getroot()
    assert root is not None
    return dict(_xml(root, root.tag, numbered))


def _xml(element: Element, path: str, numbered: AbstractSet[str]) -> Iterator[tuple[str, str]]:
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
        yield from _xml(child, below + number, numbered)


def _json(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- JSON
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _json(one, f"{path}/{key}" if path else key)
    elif isinstance(value, list):
        for rank, one in enumerate(value, 1):
            yield from _json(one, f"{path}[{rank}]")
    else:
        yield path, value if isinstance(value, str) else "" if value is None else json.dumps(value)
