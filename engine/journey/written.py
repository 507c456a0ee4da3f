"""Values as people read them, and as an input would show them."""

from collections.abc import Callable, Mapping

from engine.french import NBSP, THIN, clock, day_month, hundredths, number, partial_date, size
from engine.journey.words import Words
from engine.model import Json, Question
from engine.reference import countries, phones


def in_words(  # noqa: PLR0911 -- one line a widget
    question: Question, value: Json, words: Words
) -> tuple[str, ...]:
    """Give an answer's lines for a summary, a receipt or a mail: labels, never codes."""
    if question.widget in _ONE_LINE:
        return (_ONE_LINE[question.widget](str(value)),)
    match question.widget:
        case "radios" | "select":
            return (words.option(question.code, str(value)),)
        case "checkboxes":
            return tuple(words.option(question.code, str(one)) for one in value)
        case "yesno":
            return (words.get(f"boolean.option.{'oui' if value else 'non'}"),)
        case "checkbox":
            return (words.get("boolean.option.oui"),)
        case "countries":
            return tuple(countries.name(str(one)) for one in value)
        case "files":
            return tuple(_file(one) for one in value)
        case "amount" | "number" | "decimal" | "none" if _is_number(value):
            return (measured(question, value),)
        case _:
            return tuple(_plain(value).split("\n"))


def as_typed(question: Question, value: Json) -> dict[str, list[str]]:  # noqa: PLR0911 -- one line a widget
    """Give what an input would hold for a value: part of its name → texts."""
    match question.widget:
        case "date" | "partial-date":
            year, month, day = (*str(value).split("-"), "", "")[:3]
            return {"jour": [day.lstrip("0")], "mois": [month.lstrip("0")], "annee": [year]}
        case "yesno" | "checkbox":
            return {"": ["oui" if value is True else "non" if value is False else str(value)]}
        case "commune":
            known = value if isinstance(value, Mapping) else {"nom": str(value)}
            return {"": [str(known.get("nom", ""))], "code": [str(known.get("code", ""))]}
        case "checkboxes" | "countries":
            return {"": [str(one) for one in value]}
        case "tel":
            return {"": [phones.display(str(value))]}
        case "decimal":
            return {"": [str(value).replace(".", ",")]}
        case "amount" if _is_number(value):
            return {"": [hundredths(value).replace(THIN, "")]}
        case "day-month":
            month, _, day = str(value).partition("-")
            return {"jour": [day.lstrip("0")], "mois": [month.lstrip("0")]}
        case _:
            return {"": [str(value)]}


def measured(question: Question, value: float) -> str:
    """Give a number with its unit: « 1 234,50 € », « 12 m² »; without a unit, as it is (a year stays one)."""
    if question.widget == "amount" or question.pointer.endswith(_CENTS):
        unit = question.suffix or _UNITS.get(question.unit or "eurosCentimes", "")
        return f"{hundredths(round(value))}{NBSP}{unit}" if unit else hundredths(round(value))
    if question.suffix:
        return f"{number(value)}{NBSP}{question.suffix}"
    return _plain(value)


#: How a value that is one text is written.
_ONE_LINE: Mapping[str, Callable[[str], str]] = {
    "date": partial_date,
    "partial-date": partial_date,
    "time": clock,
    "day-month": day_month,
    "country": countries.name,
    "tel": phones.display,
}
#: How the name of an answer in cents ends.
_CENTS = "Centimes"
_UNITS: Mapping[str, str] = {"eurosCentimes": "€", "metresCm": "m"}


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _file(piece: Mapping[str, Json]) -> str:
    return f"{piece.get('nom', '')}, {size(int(piece.get('taille', 0)))}"


def _plain(value: Json) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('nom', '')} ({value['code']})" if "code" in value else str(value.get("nom", ""))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value)
