"""From what a person types to a value, one reader a widget; what cannot be read stays text and fails its schema.

Names of inputs are FORMAT point 6: `oui|non`, codes, `.jour .mois .annee`, `.code` for a chosen commune.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from engine.journey import positions
from engine.journey.facts import CityFacts
from engine.journey.normalise import normalise
from engine.journey.periods import ENDS
from engine.journey.search import UNCHOSEN
from engine.model import Json, Question
from engine.reference import communes, phones
from engine.reference.communes import Commune
from engine.reference.fold import fold

#: What was typed: part of the input's name (empty for the whole) → values posted.
Typed = Mapping[str, Sequence[str]]

#: The part of a list's input that holds the words searched in it.
SEARCHED: Final = "cherche"

#: Parts of composite widgets, in the order of their inputs.
PARTS: Mapping[str, tuple[str, ...]] = {
    "date": ("jour", "mois", "annee"),
    "partial-date": ("jour", "mois", "annee"),
    "day-month": ("jour", "mois"),
    "commune": ("", "code"),
    "period": tuple(f"{end}.{part}" for end in ENDS for part in ("jour", "mois", "annee")),
    "select": ("", SEARCHED),
}

_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,15})?")
_DIGITS = re.compile(r"[0-9]{1,4}")
_AMOUNT = re.compile(r"(-?[0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]) ?(?:[:hH.] ?([0-5][0-9])?)?")
#: Between the figures and letters of a number that people copy: spaces, dots, dashes.
_BETWEEN = re.compile(r"[\s.\u2010-\u2015-]+")
#: What people copy before such a number, with its name: « IBAN : FR76… », « SIRET 732… ».
_NAMED = re.compile(r"(?:iban|siret)(?:[\s.:]|(?=[0-9]))+", re.IGNORECASE)
#: Dots between the thousands of an amount whose decimals follow a comma.
_THOUSANDS = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{3})+)(,[0-9]{1,2})")
#: What people type beside an amount, before or after, by what the amount is.
_SIGNS: Mapping[str, re.Pattern[str]] = {
    "eurosCentimes": re.compile(r"^€|(?:€|euros?|eur)$", re.IGNORECASE),
    "metresCm": re.compile(r"(?:m|mètres?|metres?)$", re.IGNORECASE),
}


def read(question: Question, typed: Typed, city: CityFacts) -> Json:
    """Give the value typed for a question, None when nothing was."""
    return _READERS.get(question.widget, _text)(question, typed, city)


def candidates(question: Question, text: str, city: CityFacts) -> tuple[Commune, ...]:
    """Give the communes that a typed text may mean: the city's own first, then the country's."""
    return communes.resolve(text, former=question.former, extra=own_communes(city))


def own_communes(city: CityFacts) -> tuple[Commune, ...]:
    """Give the city's communes that the national table does not hold."""
    return tuple(Commune(own.code, own.nom) for own in city.communes if communes.by_code(own.code) is None)


def is_of_city(code: str, city: CityFacts) -> bool:
    """Say whether a commune is one that the city names, or an arrondissement of one (Paris, Lyon, Marseille)."""
    known = communes.by_code(code)
    return any(
        own.code in {code, known.parent if known and not known.former else code} for own in city.communes
    )


def _one(typed: Typed, part: str = "") -> str:
    values = typed.get(part) or ("",)
    return values[0]


def _text(question: Question, typed: Typed, _city: CityFacts) -> str | None:
    text = normalise(_one(typed), lines=question.widget == "textarea")
    text = question.replace.get(fold(text), text) if question.replace else text
    if question.compact:
        return _BETWEEN.sub("", _NAMED.sub("", text, count=1) if _NAMED.match(text) else text).upper() or None
    return (text.upper() if question.capitals else text) or None


def _choice(_question: Question, typed: Typed, _city: CityFacts) -> str | None:
    return _one(typed).strip() or None


def _listed(_question: Question, typed: Typed, _city: CityFacts) -> str | None:
    """Give the code chosen; words that were typed and chose nothing are kept, and are no answer."""
    text = normalise(_one(typed, SEARCHED))
    return _one(typed).strip() or (f"{UNCHOSEN}{text}" if text else None)


def _yes_no(_question: Question, typed: Typed, _city: CityFacts) -> bool | str | None:
    value = _one(typed).strip()
    return {"oui": True, "non": False}.get(value, value or None)


def _box(_question: Question, typed: Typed, _city: CityFacts) -> bool | None:
    return True if _one(typed).strip() == "oui" else None


def _several(_question: Question, typed: Typed, _city: CityFacts) -> list[str] | None:
    chosen = [value.strip() for value in typed.get("", ()) if value.strip()]
    return list(dict.fromkeys(chosen)) or None


def _whole(question: Question, typed: Typed, _city: CityFacts) -> int | str | None:
    text = _bare(question, typed)
    return int(text) if _WHOLE.fullmatch(text) else text or None


def _decimal(question: Question, typed: Typed, _city: CityFacts) -> float | str | None:
    text = _bare(question, typed)
    return (
        round(float(text.replace(",", ".")), question.decimals) if _DECIMAL.fullmatch(text) else text or None
    )


def _amount(question: Question, typed: Typed, _city: CityFacts) -> int | str | None:
    text = _bare(question, typed)
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return text or None
    sign = "-" if text.startswith("-") else ""
    return int(f"{sign}{found[1].lstrip('-')}{(found[2] or '').ljust(2, '0')}")


def _bare(question: Question, typed: Typed) -> str:
    """Give what was typed for a number, without spaces, dots between thousands, or the unit beside the input."""
    text = normalise(_one(typed)).replace(" ", "")
    if question.suffix:
        text = text.removesuffix(question.suffix.replace(" ", ""))
    sign = _SIGNS.get(question.unit or "")
    text = sign.sub("", text, count=1) if sign else text
    dotted = _THOUSANDS.fullmatch(text)
    return dotted[1].replace(".", "") + dotted[2] if dotted else text


def _time(_question: Question, typed: Typed, _city: CityFacts) -> str | None:
    text = normalise(_one(typed))
    found = _TIME.fullmatch(text)
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else text or None


def _day_month(_question: Question, typed: Typed, _city: CityFacts) -> str | None:
    day, month = (normalise(_one(typed, part)).replace(" ", "") for part in PARTS["day-month"])
    if not (day or month):
        return None
    if not all(_DIGITS.fullmatch(one) for one in (day, month)):
        return "/".join(one or "?" for one in (day, month))
    return f"{month.zfill(2)}-{day.zfill(2)}"


def _telephone(_question: Question, typed: Typed, _city: CityFacts) -> str | None:
    text = normalise(_one(typed))
    return (phones.to_e164(text) or text) or None


def _date(_question: Question, typed: Typed, _city: CityFacts) -> str | None:
    return _day(typed, "")


def _period(_question: Question, typed: Typed, _city: CityFacts) -> dict[str, str] | None:
    read = {end: _day(typed, f"{end}.") for end in ENDS}
    return {end: day for end, day in read.items() if day is not None} or None


def _day(typed: Typed, prefix: str) -> str | None:
    day, month, year = (normalise(_one(typed, prefix + part)).replace(" ", "") for part in PARTS["date"])
    if not (day or month or year):
        return None
    given = [one for one in (year, month, day) if one]
    if not all(_DIGITS.fullmatch(one) for one in given) or (day and not month) or not year:
        return "/".join(one or "?" for one in (day, month, year))
    return "-".join(one.zfill(4 if index == 0 else 2) for index, one in enumerate(given))


def _position(_question: Question, typed: Typed, _city: CityFacts) -> dict[str, float] | str | None:
    return positions.read(_one(typed))


def _commune(question: Question, typed: Typed, city: CityFacts) -> dict[str, str] | str | None:
    text = normalise(_one(typed))
    if not text:
        return None
    found = candidates(question, text, city)
    chosen = [one for one in found if one.code == _one(typed, "code").strip()]
    if len(found) == 1 or chosen:
        commune = (chosen or found)[0]
        return {"code": commune.code, "nom": commune.nom}
    return text


_READERS: Mapping[str, Callable[[Question, Typed, CityFacts], Json]] = {
    "radios": _choice,
    "select": _listed,
    "country": _choice,
    "yesno": _yes_no,
    "checkbox": _box,
    "checkboxes": _several,
    "countries": _several,
    "number": _whole,
    "decimal": _decimal,
    "amount": _amount,
    "time": _time,
    "day-month": _day_month,
    "tel": _telephone,
    "date": _date,
    "partial-date": _date,
    "period": _period,
    "map": _position,
    "commune": _commune,
}
