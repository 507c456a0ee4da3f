"""Rules that JSON Schema cannot say: calendars, ages, one answer against another, the city's territory.

Each kind is a function of a `Situation`; it gives None when all is well, else the numbers that its message
needs. The list is closed and published to vendors; `docs/reference/form-format.md` says what each means.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from engine.journey.compiled import Program
from engine.journey.dates import birthday, earliest, exists, latest, parts
from engine.journey.duplicates import key_of
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT, Ranks, fixed, get
from engine.journey.reading import is_of_city
from engine.model import CheckUse, Document, Json
from engine.reference import communes
from engine.reference.fold import fold

Fault = Mapping[str, Json]

_PHONE = re.compile(r"(?:(?:\+|00)[1-9][0-9]{0,2}|\b0[1-9])(?:[ .-]?[0-9]{2}){4}\b")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PLATE = re.compile(r"\b(?:[A-Z]{2}[ -]?[0-9]{3}[ -]?[A-Z]{2}|[0-9]{1,4} ?[A-Z]{2,3} ?[0-9]{2})\b")
_FINE: Fault | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """The answer under check and all that a check may read."""

    value: Json
    document: Document
    item: Json
    facts: Facts
    use: CheckUse
    program: Program
    ranks: Ranks = ()

    def answer(self, argument: str) -> Json:
        """Give the answer of the question whose code the argument names, in the same items if it is in some."""
        code = self.use.arguments.get(argument)
        compiled = self.program.by_code.get(str(code))
        return ABSENT if compiled is None else get(self.document, fixed(compiled.question.path, self.ranks))

    def number(self, argument: str) -> int:
        """Give an argument that is a whole number."""
        return int(self.use.arguments[argument])


Check = Callable[[Situation], Fault | None]


def _date_exists(here: Situation) -> Fault | None:
    return _FINE if exists(here.value) else {}


def _date_past(here: Situation) -> Fault | None:
    first = earliest(here.value)
    return _FINE if first is None or first <= here.facts.today else {}


def _date_future(here: Situation) -> Fault | None:
    first = earliest(here.value)
    limit = here.facts.today + timedelta(days=here.number("days"))
    return _FINE if first is None or first >= limit else {"date": limit}


def _after_year(here: Situation) -> Fault | None:
    read = parts(here.value)
    return _FINE if read is None or read[0] >= here.number("year") else {"year": here.number("year")}


def _within_days(here: Situation) -> Fault | None:
    first = earliest(here.value)
    limit = here.facts.today - timedelta(days=here.number("days"))
    return _FINE if first is None or first >= limit else {"date": limit}


def _end_after_start(here: Situation) -> Fault | None:
    start, end = latest(here.answer("start")), earliest(here.value)
    return _FINE if start is None or end is None or end > start else {}


def _age_between(here: Situation) -> Fault | None:
    low, high = here.number("min"), here.number("max")
    first, last = earliest(here.value), latest(here.value)
    if first is None or last is None:
        return _FINE
    today = here.facts.today
    old_enough = birthday(first, low) <= today
    young_enough = birthday(last, high + 1) > today
    return _FINE if old_enough and young_enough else {"min": low, "max": high}


def _adult(here: Situation) -> Fault | None:
    first = earliest(here.value)
    return _FINE if first is None or birthday(first, 18) <= here.facts.today else {}


def _not_before(here: Situation) -> Fault | None:
    mine, other = latest(here.value), earliest(here.answer("other"))
    return _FINE if mine is None or other is None or mine >= other else {}


def _years_after(here: Situation) -> Fault | None:
    mine, other = latest(here.value), earliest(here.answer("other"))
    if mine is None or other is None:
        return _FINE
    return _FINE if mine >= birthday(other, here.number("years")) else {}


def _older(here: Situation) -> Fault | None:
    mine, other = latest(here.value), earliest(here.answer("other"))
    return _FINE if mine is None or other is None or mine >= other else {}


def _between_ages(here: Situation) -> Fault | None:
    day = earliest(here.value)
    code = str(here.use.arguments["birth"])
    born = get(here.document, here.program.by_code[code].question.path)
    first, last = earliest(born), latest(born)
    if day is None or first is None or last is None:
        return _FINE
    inside = birthday(first, here.number("min")) <= day < birthday(last, here.number("max"))
    return _FINE if inside else {}


def _parent_older(here: Situation) -> Fault | None:
    code = str(here.use.arguments["child"])
    child = latest(get(here.document, here.program.by_code[code].question.path))
    parent = earliest(here.value)
    return _FINE if child is None or parent is None or birthday(parent, 10) <= child else {}


def _in_the_city(here: Situation) -> Fault | None:
    code = here.value.get("code") if isinstance(here.value, Mapping) else None
    if code is None or is_of_city(str(code), here.facts.city):
        return _FINE
    return {"commune": here.value.get("nom", "")}


def _postcode_of_commune(here: Situation) -> Fault | None:
    postcode = here.answer("postcode")
    if not isinstance(here.value, Mapping) or not isinstance(postcode, str):
        return _FINE
    return {} if communes.matches(postcode, str(here.value.get("code", ""))) is False else _FINE


def _one_means(here: Situation) -> Fault | None:
    return _FINE if here.value is not ABSENT or here.answer("other") is not ABSENT else {}


def _email_or_box(here: Situation) -> Fault | None:
    return {} if here.value is True and here.answer("other") is not ABSENT else _FINE


def _among_first_names(here: Situation) -> Fault | None:
    names = here.answer("other")
    if not isinstance(here.value, str) or not isinstance(names, str):
        return _FINE
    return _FINE if fold(here.value) in (fold(names), *map(fold, names.split())) else {}


def _names_someone(here: Situation) -> Fault | None:
    if not isinstance(here.value, str):
        return _FINE
    return {} if any(shape.search(here.value) for shape in (_PHONE, _EMAIL, _PLATE)) else _FINE


def _outside_city(here: Situation) -> Fault | None:
    other, box = here.answer("other"), here.facts.city.box
    if box is None or not isinstance(here.value, int | float) or not isinstance(other, int | float):
        return _FINE
    south, west, north, east = box
    return _FINE if south <= here.value <= north and west <= other <= east else {}


def _already_sent(here: Situation) -> Fault | None:
    key = key_of(here.program, here.use, here.document)
    days = [one.day for one in here.facts.earlier if one.check == here.use.kind and one.key == key]
    return {"date": max(days)} if key and days else _FINE


def _condition(_here: Situation) -> Fault | None:
    return {}


#: Every kind that a form may name.
CHECKS: Mapping[str, Check] = {
    "dateExiste": _date_exists,
    "datePassee": _date_past,
    "dateFuture": _date_future,
    "apresLe": _after_year,
    "moinsDeJours": _within_days,
    "finApresDebut": _end_after_start,
    "ageEntre": _age_between,
    "majeur": _adult,
    "pasAvant": _not_before,
    "anneesApres": _years_after,
    "plusAge": _older,
    "entreAges": _between_ages,
    "coherentNaissance": _parent_older,
    "communeDeLaVille": _in_the_city,
    "communeDuCodePostal": _postcode_of_commune,
    "plusDUnMoyen": _one_means,
    "courrielOuCase": _email_or_box,
    "parmiPrenoms": _among_first_names,
    "texteNommeQuelquun": _names_someone,
    "lieuHorsVille": _outside_city,
    "doublonMemeSession": _already_sent,
    "dejaSignale": _already_sent,
    "condition": _condition,
}
