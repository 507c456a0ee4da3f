"""Kinds of question answered by choosing: the form's options, a town's list and its search, countries, communes."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from engine.journey.conditions import fields_of
from engine.journey.listed import offered
from engine.journey.names import element_id, input_name
from engine.journey.pointers import Place, get, item_at
from engine.journey.reading import SEARCHED, candidates
from engine.journey.search import LONG, MOST, Row, matching
from engine.journey.sheet import Sheet, Typed
from engine.journey.view import OptionView, SearchView
from engine.language import ENGLISH
from engine.model import Json, Option, Question
from engine.reference import countries

#: Widgets that offer the form's choices, or a list's.
CHOSEN: Final = frozenset({"radios", "select", "checkboxes"})


def choices(
    sheet: Sheet, question: Question, place: Place, chosen: frozenset[str] = frozenset()
) -> list[Row]:
    """Give the choices that a question offers now: the form's, or the rows of the town's list, `chosen` kept."""
    item = item_at(sheet.document, place.path)
    if question.list_name is not None:
        return _listed(sheet, question, item, chosen)
    words, compiled = sheet.words, sheet.program.by_code[question.code]
    offers = (
        option.value
        for option, (_code, offers) in zip(question.options, compiled.options, strict=True)
        if option.leaves or offers(sheet.document, item) or _undecided(sheet, option)
    )
    return [
        (code, words.option(question.code, code), words.find(f"{question.code}.option.{code}.hint"))
        for code in offers
    ]


def search_of(
    sheet: Sheet, question: Question, place: Place, typed: Typed
) -> tuple[list[Row], SearchView | None]:
    """Give the choices to show, and the search above them when the list is long."""
    chosen = frozenset(typed.get("", ()))
    rows = choices(sheet, question, place, chosen)
    if question.widget != "select" or len(rows) <= LONG:
        return rows, None
    text = (typed[SEARCHED] or ("",))[0] if SEARCHED in typed else None
    kept = national(sheet, question) if text else national(sheet, question) | chosen
    searched = [row for row in rows if row[0] not in kept]
    found = matching(searched, text) if text is not None else []
    view = SearchView(
        input_name(place, SEARCHED), text, len(found), len(searched), f"chercher:{question.code}", MOST
    )
    return [*found[:MOST], *(row for row in rows if row[0] in kept)], view


def national(sheet: Sheet, question: Question) -> frozenset[str]:
    """Give the form's own values around a town's list, « je ne sais pas »: no search hides them."""
    listed = sheet.program.by_code[question.code].listed
    return frozenset(value for value, _holds in (*listed.first, *listed.last)) if listed else frozenset()


def options_of(
    sheet: Sheet,
    question: Question,
    place: Place,
    typed: Typed,
    rows: Sequence[Row],
) -> tuple[OptionView, ...]:
    """Give the choices as the page shows them; `rows` are those of the form or the list."""
    chosen = frozenset(typed.get("", ()))
    match question.widget:
        case "country" | "countries":
            return _countries(element_id(question.code, place.ranks), chosen, sheet.words.language)
        case "commune":
            return _communes(sheet, question, place, typed)
        case "yesno":
            rows = [(code, sheet.words.get(f"boolean.option.{code}"), None) for code in ("oui", "non")]
        case _:
            pass
    days = _days(sheet, question)
    return tuple(
        OptionView(
            id=element_id(question.code, place.ranks)
            if index == 0
            else element_id(question.code, place.ranks, option=code),
            value=code,
            label=label,
            hint=hint,
            checked=code in chosen,
            under=days.get(code, ""),
        )
        for index, (code, label, hint) in enumerate(rows)
    )


def _days(sheet: Sheet, question: Question) -> dict[str, str]:
    """Give the heading of each row of a list that comes by days: « jeudi 3 décembre 2026 »."""
    listed = sheet.program.by_code[question.code].listed
    if listed is None or listed.day is None:
        return {}
    rows = sheet.city.lists.get(listed.name, ())
    said = {row.code: sheet.words.day(listed.on(row)) for row in rows}
    return {code: day[:1].upper() + day[1:] for code, day in said.items()}


def _listed(sheet: Sheet, question: Question, item: Json, chosen: frozenset[str]) -> list[Row]:
    """Give the rows of the city's list that are open now, with the form's own values around them."""
    compiled = sheet.program.by_code[question.code]
    if compiled.listed is None:
        return []
    found = offered(compiled.listed, sheet.document, item, sheet.city, sheet.today, chosen)
    words = sheet.words
    return [
        (code, words.of_town(label) if label else words.option(question.code, code), None)
        for code, label in found.items()
    ]


def _undecided(sheet: Sheet, option: Option) -> bool:
    """Say whether an option hangs on a question of this very page that has no answer yet: it is offered too."""
    if option.condition is None:
        return False
    on_page = {sheet.program.by_code[code].question.pointer for code in sheet.page.questions}
    read = set(fields_of(option.condition)) & on_page
    return any(get(sheet.document, tuple(pointer.strip("/").split("/"))) is None for pointer in read)


@lru_cache(maxsize=128)
def _countries(element: str, chosen: frozenset[str], language: str) -> tuple[OptionView, ...]:
    return tuple(
        OptionView(
            id=element if index == 0 else f"{element}-o-{one.iso2}",
            value=one.iso2,
            label=one.en if language == ENGLISH else one.fr,
            checked=one.iso2 in chosen,
        )
        for index, one in enumerate(countries.every(language))
    )


def _communes(
    sheet: Sheet,
    question: Question,
    place: Place,
    typed: Typed,
) -> tuple[OptionView, ...]:
    """Give the communes to choose from when the text that was typed may mean several."""
    text = (typed.get("") or ("",))[0]
    if not text or isinstance(get(sheet.document, place.path), Mapping):
        return ()
    found = candidates(question, text, sheet.city)
    if len(found) < 2:  # noqa: PLR2004 -- one is no choice
        return ()
    chosen = set(typed.get("code", ()))
    return tuple(
        OptionView(
            id=element_id(question.code, place.ranks, option=one.code),
            value=one.code,
            label=f"{one.nom} ({', '.join(one.codes_postaux[:3]) or one.code})",
            checked=one.code in chosen,
        )
        for one in found
    )
