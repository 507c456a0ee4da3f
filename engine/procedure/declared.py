"""What a procedure lets a city set (`parameters`, columns of `lists`): whether a value fits, and what would fit."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from engine.journey.dates import minutes, whole
from engine.journey.expressions.values import is_number

#: What procedure.json says of one parameter or one column: `type` and its bounds.
Declared = Mapping[str, Any]
#: In a table of values by answer, the line that stands for the answers it does not name.
OTHERS = "defaut"

_LINE = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_CODE = re.compile(r"[A-Za-z0-9-]{1,60}")
_URL = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[!-~]*)?")
_LONGEST_URL = 300


def fits(declared: Declared, value: object) -> bool:
    """Say whether a value is of the declared type, within its bounds."""
    return _FITS[declared["type"]](declared, value)


def table(declared: Declared, value: object) -> Mapping[str, Any] | None:
    """Give a value as its table by answer, when the parameter differs by answer and the value is one."""
    return value if "by" in declared and isinstance(value, Mapping) else None


def settled(declared: Mapping[str, Declared], own: Mapping[str, Any]) -> dict[str, Any]:
    """Give the value of every declared parameter: the city's own, else the national default.

    A table by answer is laid over the default, which stands for the answers that it does not name.
    """
    result = {name: one["default"] for name, one in declared.items() if "default" in one}
    for name, value in own.items():
        lines = table(declared[name], value)
        result[name] = value if lines is None else {**_as_table(result.get(name)), **lines}
    return result


def wanted(declared: Declared) -> str:
    """Give in French what would fit: « un nombre entier de 0 à 60 »."""
    kind = str(declared["type"])
    if kind in _CHOSEN:
        return _CHOSEN[kind] + ", ".join(declared["values"])
    low, high = declared.get("minimum"), declared.get("maximum")
    bounds = "" if low is None else f" à partir de {low}"
    if high is not None:
        bounds = f" jusqu'à {high}" if low is None else f" de {low} à {high}"
    return _WANTED[kind] + bounds


def _as_table(value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    return {} if value is None else {OTHERS: value}


def _integer(declared: Declared, value: object) -> bool:
    return isinstance(value, int) and _number(declared, value)


def _number(declared: Declared, value: Any) -> bool:  # noqa: ANN401 -- any JSON
    low, high = declared.get("minimum", value), declared.get("maximum", value)
    return is_number(value) and bool(low <= value <= high)


def _shaped(shape: re.Pattern[str]) -> Callable[[Declared, object], bool]:
    return lambda _declared, value: isinstance(value, str) and shape.fullmatch(value) is not None


_code = _shaped(_CODE)

_FITS: Mapping[str, Callable[[Declared, object], bool]] = {
    "integer": _integer,
    "number": _number,
    "boolean": lambda _declared, value: isinstance(value, bool),
    "line": _shaped(_LINE),
    "time": lambda _declared, value: minutes(value) is not None,
    "date": lambda _declared, value: whole(value) is not None,
    "code": _code,
    "codes": lambda declared, value: isinstance(value, list) and all(_code(declared, one) for one in value),
    "choice": lambda declared, value: value in declared["values"],
    "choices": lambda declared, value: isinstance(value, list) and set(value) <= set(declared["values"]),
    "url": lambda _declared, value: (
        isinstance(value, str) and len(value) <= _LONGEST_URL and _URL.fullmatch(value) is not None
    ),
}
_CHOSEN: Mapping[str, str] = {"choice": "une de ces valeurs : ", "choices": "une liste de ces valeurs : "}
_WANTED: Mapping[str, str] = {
    "integer": "un nombre entier",
    "number": "un nombre",
    "boolean": "true ou false",
    "line": "un texte d'une ligne, 200 caractères au plus",
    "time": 'une heure, par exemple : "08:30"',
    "date": 'un jour, par exemple : "2027-01-31"',
    "code": 'un code, par exemple : "zone-1"',
    "codes": 'une liste de codes, par exemple : ["zone-1", "zone-2"]',
    "url": 'une adresse en https, par exemple : "https://rendez-vous.exemple.fr"',
}
