"""Values as people read them, and as an input would show them."""

import re
from collections.abc import Callable, Mapping

from engine.journey import positions
from engine.journey.periods import ENDS
from engine.journey.reading import SEARCHED
from engine.journey.search import UNCHOSEN
from engine.journey.words import Words, as_said
from engine.language import FRENCH, NBSP, THIN, is_french, manner
from engine.model import Document, Json, Question
from engine.reference import countries, meubles, phones


def in_words(  # noqa: C901, PLR0911 -- one line a widget
    question: Question, value: Json, words: Words, document: Document | None = None
) -> tuple[str, ...]:
    """Give an answer's lines for a summary, a receipt or a mail: labels, never codes.

    With the document, a computed item that counts another group's is called as that one is: « Léa », not « Enfant 1 ».
    """
    if question.widget in _ONE_LINE:
        return (_ONE_LINE[question.widget](str(value), words.language),)
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
            return tuple(countries.name(str(one), words.language) for one in value)
        case "files":
            return tuple(_file(one, words.language) for one in value)
        case "group" if isinstance(value, list):
            return tuple(_line(question, one, words, document or {}) for one in value)
        case "period" if isinstance(value, Mapping):
            return (manner(words.language).span(*(str(value.get(end, "")) for end in ENDS)),)
        case "map" if isinstance(value, Mapping):
            members = (one for one in positions.MEMBERS if one in value)
            return tuple(
                f"{words.get(f'part.position.{one}')}{NBSP}{positions.degrees(value[one], words.language)}"
                for one in members
            )
        case "amount" | "number" | "decimal" | "none" if _is_number(value):
            return (measured(question, value, words.language),)
        case _:
            return tuple(_text(question, value, words.language).split("\n"))


def masked(said: str) -> str:
    """Hide what a passer-by may not read: the last four characters stay, none of a short code."""
    end = said[-_END:] if len(said) > 2 * _END else ""
    return f"••••{NBSP}{end}" if end else "••••"


def as_typed(question: Question, value: Json) -> dict[str, list[str]]:  # noqa: C901, PLR0911 -- one line a widget
    """Give what an input would hold for a value: part of its name → texts."""
    match question.widget:
        case "date" | "partial-date":
            return _parts(value)
        case "period" if isinstance(value, Mapping):
            return _parts(value.get("debut", ""), "debut.") | _parts(value.get("fin", ""), "fin.")
        case "yesno" | "checkbox":
            return {"": ["oui" if value is True else "non" if value is False else str(value)]}
        case "commune":
            known = value if isinstance(value, Mapping) else {"nom": str(value)}
            return {"": [str(known.get("nom", ""))], "code": [str(known.get("code", ""))]}
        case "checkboxes" | "countries":
            return {"": [str(one) for one in value]}
        case "select" if str(value).startswith(UNCHOSEN):
            return {SEARCHED: [str(value).removeprefix(UNCHOSEN)]}
        case "map":
            return {"": [positions.typed(value)]}
        case "tel":
            return {"": [phones.display(str(value))]}
        case "decimal":
            return {"": [str(value).replace(".", ",")]}
        case "amount" if _is_number(value):
            return {"": [manner(FRENCH).hundredths(value).replace(THIN, "")]}
        case "day-month":
            month, _, day = str(value).partition("-")
            return {"jour": [day.lstrip("0")], "mois": [month.lstrip("0")]}
        case _:
            return {"": [str(value)]}


def measured(question: Question, value: float, language: str = FRENCH) -> str:
    """Give a number with its unit: « 1 234,50 € », « 12 m² »; without a unit, as it is (a year stays one)."""
    writes = manner(language)
    if question.widget == "amount" or question.pointer.endswith(_CENTS):
        unit = question.suffix or _UNITS.get(question.unit or "eurosCentimes", "")
        said = writes.hundredths(round(value))
        return writes.with_unit(said, unit) if unit else said
    if question.suffix:
        return writes.with_unit(writes.number(value), question.suffix)
    return _plain(value)


#: How many characters of a masked answer stay readable.
_END = 4
#: How a value that is one text is written, from its text and the language.
_ONE_LINE: Mapping[str, Callable[[str, str], str]] = {
    "date": lambda text, language: manner(language).partial_date(text),
    "partial-date": lambda text, language: manner(language).partial_date(text),
    "time": lambda text, language: manner(language).clock(text),
    "day-month": lambda text, language: manner(language).day_month(text),
    "country": countries.name,
    "tel": lambda text, _language: phones.display(text),
}
#: How the name of an answer in cents ends.
_CENTS = "Centimes"
#: A whole day, as a computed value holds it.
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
#: The function that gives the number of a tourist let.
_LET_NUMBER = "numeroMeuble"
_UNITS: Mapping[str, str] = {"eurosCentimes": "€", "metresCm": "m"}


def _parts(day: Json, prefix: str = "") -> dict[str, list[str]]:
    """Give the three inputs of a date, whole or partial."""
    year, month, number = (*str(day).split("-"), "", "")[:3]
    texts = {"jour": number.lstrip("0"), "mois": month.lstrip("0"), "annee": year}
    return {prefix + part: [text] for part, text in texts.items()}


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(question: Question, value: Json, language: str) -> str:
    """Give a value as a text; computed, a day is in words, the number of a tourist let in three groups."""
    if question.widget != "none" or not isinstance(value, str):
        return _plain(value)
    if question.calculate and question.calculate.value.get("fn") == _LET_NUMBER:
        return meubles.spaced(value).replace(" ", NBSP)
    return manner(language).partial_date(value) if _DAY.fullmatch(value) else value


def _line(group: Question, item: Mapping[str, Json], words: Words, document: Document) -> str:
    """Give a computed item on one line, by its answers that have a label: « Léa, la cantine, par repas : 2,55 € »."""
    leaves = (
        one
        for one in words.definition.questions.values()
        if one.group == group.code and words.find(f"{one.code}.label")
    )
    there = [leaf for leaf in leaves if leaf.path[-1] in item]
    said = [
        _called(group, leaf, item[leaf.path[-1]], words, document) or _said(leaf, item[leaf.path[-1]], words)
        for leaf in there
    ]
    whole = ", ".join(said)
    if len(said) > 1 and there[-1].pointer.endswith(_CENTS):
        colon = f"{NBSP}:" if is_french(words.language) else ":"
        whole = f"{', '.join(said[:-1])}{colon} {said[-1]}"
    return as_said(whole[:1].upper() + whole[1:], *said)


def _called(group: Question, leaf: Question, rank: Json, words: Words, document: Document) -> str | None:
    """Give the name of the item that a rank counts in the group gone through; None for anything else."""
    made = group.calculate.value if group.calculate else {}
    key = leaf.path[-1]
    gives = made["give"] if "each" in made else ()
    if not gives or any(one["item"].get(key) != {"rank": True} for one in gives):
        return None
    of = (*str(made["each"]).strip("/").split("/"), "*")
    return words.item_called(of, (int(rank) - 1,), document)


def _said(leaf: Question, value: Json, words: Words) -> str:
    if isinstance(value, str):
        return words.find(f"{leaf.code}.option.{value}") or value
    if leaf.pointer.endswith(_CENTS):
        return measured(leaf, value, words.language)
    label = words.get(f"{leaf.code}.label")
    return as_said(f"{label} {' '.join(in_words(leaf, value, words))}", label)


def _file(piece: Mapping[str, Json], language: str) -> str:
    return f"{piece.get('nom', '')}, {manner(language).size(int(piece.get('taille', 0)))}"


def _plain(value: Json) -> str:
    if isinstance(value, Mapping):
        return f"{value.get('nom', '')} ({value['code']})" if "code" in value else str(value.get("nom", ""))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value)
