"""Days: the calendar, today, ages, one date against another. A partial date gets the benefit of the doubt."""

from collections.abc import Mapping
from datetime import timedelta

from engine.journey.checks.situation import FINE, Check, Fault, Situation
from engine.journey.dates import birthday, earliest, exists, latest, parts
from engine.journey.pointers import get

#: A year that has a 29 February.
_LEAP = "2024"


def _date_exists(here: Situation) -> Fault | None:
    return FINE if exists(here.value) else {}


def _date_past(here: Situation) -> Fault | None:
    first = earliest(here.value)
    return FINE if first is None or first <= here.facts.today else {}


def _date_future(here: Situation) -> Fault | None:
    first, days = earliest(here.value), here.compute("days")
    if first is None or not isinstance(days, int):
        return FINE
    limit = here.facts.today + timedelta(days=days)
    return FINE if first >= limit else {"date": limit, "n": days}


def _after_year(here: Situation) -> Fault | None:
    read = parts(here.value)
    return FINE if read is None or read[0] >= here.number("year") else {"year": here.number("year")}


def _within_days(here: Situation) -> Fault | None:
    first = earliest(here.value)
    limit = here.facts.today - timedelta(days=here.number("days"))
    return FINE if first is None or first >= limit else {"date": limit}


def _end_after_start(here: Situation) -> Fault | None:
    start, end = latest(here.answer("start")), earliest(here.value)
    return FINE if start is None or end is None or end > start else {}


def _age_between(here: Situation) -> Fault | None:
    low, high = here.number("min"), here.number("max")
    first, last = earliest(here.value), latest(here.value)
    if first is None or last is None:
        return FINE
    today = here.facts.today
    old_enough = birthday(first, low) <= today
    young_enough = birthday(last, high + 1) > today
    return FINE if old_enough and young_enough else {"min": low, "max": high}


def _adult(here: Situation) -> Fault | None:
    first = earliest(here.value)
    return FINE if first is None or birthday(first, 18) <= here.facts.today else {}


def _not_before(here: Situation) -> Fault | None:
    mine, other = latest(here.value), earliest(here.answer("other"))
    return FINE if mine is None or other is None or mine >= other else {}


def _years_after(here: Situation) -> Fault | None:
    mine, other = latest(here.value), earliest(here.answer("other"))
    if mine is None or other is None:
        return FINE
    return FINE if mine >= birthday(other, here.number("years")) else {}


def _older(here: Situation) -> Fault | None:
    mine, other = latest(here.value), earliest(here.answer("other"))
    return FINE if mine is None or other is None or mine >= other else {}


def _between_ages(here: Situation) -> Fault | None:
    day = earliest(here.value)
    code = str(here.use.arguments["birth"])
    born = get(here.document, here.program.by_code[code].question.path)
    first, last = earliest(born), latest(born)
    if day is None or first is None or last is None:
        return FINE
    inside = birthday(first, here.number("min")) <= day < birthday(last, here.number("max"))
    return FINE if inside else {}


def _parent_older(here: Situation) -> Fault | None:
    code = str(here.use.arguments["child"])
    child = latest(get(here.document, here.program.by_code[code].question.path))
    parent = earliest(here.value)
    return FINE if child is None or parent is None or birthday(parent, 10) <= child else {}


def _day_month_exists(here: Situation) -> Fault | None:
    return FINE if exists(f"{_LEAP}-{here.value}") else {}


KINDS: Mapping[str, Check] = {
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
    "jourMoisExiste": _day_month_exists,
}
