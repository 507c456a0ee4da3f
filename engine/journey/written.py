"""Values as people read them, and as an input would show them."""

from collections.abc import Mapping

from engine.french import partial_date, size
from engine.journey.words import Words
from engine.model import Json, Question
from engine.reference import countries, phones


def in_words(  # noqa: PLR0911 -- one line a widget
    question: Question, value: Json, words: Words
) -> tuple[str, ...]:
    """Give an answer's lines for a summary, a receipt or a mail: labels, never codes."""
    match question.widget:
        case "radios" | "select":
            return (words.option(question.code, str(value)),)
        case "checkboxes":
            return tuple(words.option(question.code, str(one)) for one in value)
        case "yesno":
            return (words.get(f"boolean.option.{'oui' if value else 'non'}"),)
        case "checkbox":
            return (words.get("boolean.option.oui"),)
        case "date" | "partial-date":
            return (partial_date(str(value)),)
        case "country":
            return (countries.name(str(value)),)
        case "countries":
            return tuple(countries.name(str(one)) for one in value)
        case "tel":
            return (phones.display(str(value)),)
        case "files":
            return tuple(_file(one) for one in value)
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
        case _:
            return {"": [str(value)]}


def _file(piece: Mapping[str, Json]) -> str:
    return f"{piece.get('nom', '')}, {size(int(piece.get('taille', 0)))}"


def _plain(value: Json) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('nom', '')} ({value['code']})" if "code" in value else str(value.get("nom", ""))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value)
