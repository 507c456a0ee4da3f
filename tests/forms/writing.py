"""From what a back office received to the text of one element, in the flow's own way of writing."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from engine.clock import PARIS
from engine.journey.conditions import compile_tree
from engine.journey.pointers import get
from engine.model import Json
from engine.reference import cog, communes, countries
from tests.forms.normalisations import Row

#: A delivery's document: what stands in `delivery.json`.
Received = Mapping[str, Any]


def written(row: Row, received: Received) -> str:
    """Give the text that a row writes from a delivery's document; empty when there is nothing to say."""
    if "if" in row and not compile_tree(row["if"])(received["answers"], None):
        return ""
    text = _WRITERS[row["class"]](row, received)
    return text or (_ruled(row, row["else"], received) if "else" in row else "")


def steps(pointer: str) -> tuple[str | int, ...]:
    """Give the path of a JSON Pointer, ranks as numbers."""
    return tuple(int(one) if one.isdecimal() else one for one in pointer.strip("/").split("/"))


def _answer(row: Row, received: Received) -> str:
    answers = received["answers"]
    if "instant" in row:
        return _instant(row, answers)
    if "appended" in row:
        return _appended(row, answers)
    if "joined" in row:
        parts = [_at(answers, path, row) for path in row["joined"]["paths"]]
        return str(row["joined"]["with"].join(part for part in parts if part))
    paths = [row["path"]] if isinstance(row["path"], str) else row["path"]
    value = next((found for path in paths if (found := _at(answers, path, row)) is not None), None)
    if value is None:
        return str(row.get("absent", ""))
    if "unlisted" in row and value == row["unlisted"]["value"]:
        return str(_at(answers, row["unlisted"]["path"], row) or "")
    return _theirs(row, json.dumps(value) if isinstance(value, bool | float) else str(value))


def _instant(row: Row, answers: Mapping[str, Any]) -> str:
    """Give a day and an hour of Paris in universal time; empty for what is not a whole day."""
    hour = _at(answers, row["instant"]["time"], row) if "time" in row["instant"] else None
    try:
        there = datetime.fromisoformat(f"{_at(answers, row['path'], row)}T{hour or row['instant']['absent']}")
    except ValueError:
        return ""
    return there.replace(tzinfo=PARIS).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _appended(row: Row, answers: Mapping[str, Any]) -> str:
    """Give an answer, then a line for every item of which something holds."""
    how = row["appended"]
    holds = compile_tree(how["where"])
    items = enumerate(get(answers, steps(how["group"])) or (), 1)
    lines = [how["text"].replace("{rang}", str(rank)) for rank, item in items if holds(answers, item)]
    return "\n".join([*([said] if (said := _at(answers, row["path"], row)) else []), *lines])


def _ruled(row: Row, how: Row, received: Received) -> str:
    if how["rule"] in _OF_THE_DELIVERY:
        return _OF_THE_DELIVERY[how["rule"]](received)
    if how["rule"] == "joined":
        parts = [_at(received["answers"], one, row) for one in how["of"]]
        return " ".join(part for part in parts if part)
    value = _at(received["answers"], how["of"], row)
    if value is None:
        return ""
    if how["rule"] == "cityAndCountry":
        country = _at(received["answers"], how["country"], row)
        return f"{value}, {countries.name(country)}" if country else str(value)
    return _OF_AN_ANSWER[how["rule"]](row, value)


def _at(answers: Mapping[str, Any], pointer: str, row: Row) -> Json:
    """Give the answer at a pointer; with `*`, that of the item that the row's `where` and `orSecond` choose."""
    path = steps(pointer)
    if "*" not in path:
        return get(answers, path)
    split = path.index("*")
    items = get(answers, path[:split]) or ()
    holding = [one for one in items if compile_tree(row["where"])(answers, one)]
    if "orSecond" in row:
        others = [one for one in items if compile_tree(row["orSecond"])(answers, one)]
        holding += others[1:]
    return get(holding[0], path[split + 1 :]) if holding else None


def _theirs(row: Row, value: str) -> str:
    """Give our value as the flow writes it; one that the table cannot say stays as it is, and is seen."""
    for name in row.get("normalisation", ()):
        if name == "N-LISTE":
            value = next((code for code, ours in row["list"].items() if ours == value), value)
        elif name == "N-DATEFR":
            value = "/".join(reversed(value.split("-")))
        elif name == "N-PAYS":
            country = countries.by_iso2(value)
            theirs = (
                (country.insee if row.get("countries") == "insee" else country.iso3) if country else value
            )
            value = theirs or value
    return value


_WHOLE_DATE: Final = len("2021-08-04")

_OF_AN_ANSWER: Final[Mapping[str, Callable[[Row, Any], str]]] = {
    "label": lambda row, value: str(row["labels"].get(value, "")),
    "wholeDate": lambda _row, value: str(value) if len(value) == _WHOLE_DATE else "",
    "firstPostcode": lambda _row, value: communes.first_postal_code(value.get("code", "")),
    "departement": lambda _row, value: (communes.departement(value.get("code", "")) or ("",))[0],
    "region": lambda row, value: str(
        row["regions"].get((communes.departement(value.get("code", "")) or ("",))[0], "")
    ),
    "departementName": lambda _row, value: cog.departements().get(value, ""),
    "copy": lambda _row, value: str(value),
    "firstWord": lambda _row, value: next(iter(str(value).split()), ""),
    "joinedLines": lambda _row, value: " ".join(str(value).split()),
}

_OF_THE_DELIVERY: Final[Mapping[str, Callable[[Received], str]]] = {
    "reference": lambda received: str(received["reference"]),
    "now": lambda received: (
        datetime.fromisoformat(received["depositedAt"])
        .astimezone(PARIS)
        .replace(tzinfo=None, microsecond=0)
        .isoformat()
    ),
}

_WRITERS: Final[Mapping[str, Callable[[Row, Received], str]]] = {
    "answer": _answer,
    "constant": lambda row, _received: str(row["value"]),
    "calculated": lambda row, received: _ruled(row, row, received),
    "notKept": lambda row, received: _ruled(row, row, received) if "rule" in row else "",
}
