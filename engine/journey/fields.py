"""A page's questions as the views its template reads."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from engine.journey import periods
from engine.journey.bind import asked, room_for_one, shown_on
from engine.journey.compiled import Program, condition
from engine.journey.conditions import fields_of
from engine.journey.facts import CityFacts
from engine.journey.listed import offered
from engine.journey.names import element_id, input_name
from engine.journey.pointers import Place, Ranks, get, item_at, size
from engine.journey.reading import PARTS, SEARCHED, candidates
from engine.journey.search import LONG, MOST, Row, matching
from engine.journey.summary import item_name
from engine.journey.view import FieldView, FileView, ItemView, OptionView, PartView, SearchView, TotalView
from engine.journey.words import Words
from engine.journey.written import as_typed, in_words
from engine.language import ENGLISH
from engine.model import Document, Json, Option, Page, Question
from engine.reference import countries

#: Rows of a text on several lines; how many selects a list of countries shows.
_ROWS = 5
_COUNTRIES = 3
#: Widgets in which one types: an example helps; under choices it would suggest an answer.
_TYPED = frozenset(
    {
        "text", "textarea", "email", "tel", "number", "decimal", "amount", "time", "date", "partial-date",
        "day-month", "commune", "period", "map",
    }
)  # fmt: skip
#: Widgets that offer the form's choices, or a list's.
_CHOSEN = frozenset({"radios", "select", "checkboxes"})
_DATE_WIDTHS = {"jour": 2, "mois": 2, "annee": 4}
_INPUTS: Mapping[str, tuple[str, str | None]] = {
    "email": ("email", "email"),
    "tel": ("tel", "tel"),
    "number": ("text", "numeric"),
    "decimal": ("text", "decimal"),
    "amount": ("text", "decimal"),
}
#: A text whose schema admits figures alone: a postal code, a SIRET.
_FIGURES = re.compile(r"\^\[0-9\]\{[0-9,]+\}\$")
#: Where an answer has one length.
_WIDTHS: Mapping[str, int] = {"time": 4, "amount": 10}
_SUFFIXES: Mapping[str, str] = {"eurosCentimes": "€", "metresCm": "m"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page being shown: answers, what was typed on it, what is wrong, what is certified."""

    program: Program
    page: Page
    ranks: Ranks
    document: Document
    words: Words
    city: CityFacts
    raw: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[tuple[str, Ranks], str] = field(default_factory=dict)
    certified: Mapping[str, Json] = field(default_factory=dict)
    prefilled: Mapping[str, Json] = field(default_factory=dict)
    #: Gives the address of the first page of an item of the page's group.
    item_url: Callable[[Ranks], str | None] = lambda _ranks: None
    #: The day on which the rows of the city's lists are open.
    today: date = date.min


def fields_of_page(sheet: Sheet) -> tuple[FieldView, ...]:
    """Give the views of the questions that the page asks now, in order."""
    questions = asked(sheet.program, sheet.page, sheet.ranks, sheet.document)
    required = [_required(sheet, question, place) for question, place in questions]
    every = all(required)
    return tuple(
        _view(sheet, question, place, needed=needed, every=every)
        for (question, place), needed in zip(questions, required, strict=True)
    )


def _required(sheet: Sheet, question: Question, place: Place) -> bool:
    """Say whether an answer is needed now, or may become so by another answer of this very page."""
    compiled = sheet.program.by_code[question.code]
    if compiled.required(sheet.document, item_at(sheet.document, place.path)):
        return True
    if question.required_if is None:
        return False
    codes = sheet.page.codes(sheet.ranks)
    pointers = {sheet.program.by_code[code].question.pointer for code in codes}
    return bool(pointers & set(fields_of(question.required_if)))


def _view(sheet: Sheet, question: Question, place: Place, *, needed: bool, every: bool) -> FieldView:
    words, code, document = sheet.words, question.code, sheet.document
    typed = _typed(sheet, question, place)
    values = tuple(typed.get("", ()))
    kind, mode = _INPUTS.get(question.widget, ("text", None))
    rows, search = _search(sheet, question, place, typed) if question.widget in _CHOSEN else ((), None)
    certified = code in sheet.certified
    value = get(document, place.path)
    if question.widget == "text" and _FIGURES.fullmatch(str(question.schema.get("pattern", ""))):
        mode = "numeric"
    return FieldView(
        code=code,
        ranks=sheet.ranks,
        element_id=element_id(code, place.ranks),
        name=input_name(place),
        widget=question.widget,
        label=words.get(f"{code}.label", document=document),
        hint=words.find(f"{code}.hint", document=document),
        helper=words.find(f"{code}.helper", document=document),
        optional=not needed,
        mark_required=needed and every,
        error=sheet.errors.get((code, place.ranks)),
        value=values[0] if values else "",
        values=values,
        parts=_parts(sheet, question, place, typed),
        options=_options(sheet, question, place, typed, rows),
        search=search,
        autocomplete=_autocomplete(sheet, question),
        inputmode=mode,
        type=kind,
        rows=_ROWS if question.widget == "textarea" else 1,
        width=question.width or _WIDTHS.get(question.widget),
        suffix=question.suffix or _SUFFIXES.get(question.unit or ""),
        certified=certified,
        shown=" ".join(in_words(question, value, words)) if certified and value is not None else None,
        files=_files(question, value),
        accept=",".join(question.accept),
        max_files=int(question.schema.get("maxItems", 1)) if question.widget == "files" else 1,
        example=words.find(f"{code}.example") if question.widget in _TYPED else None,
        items=_items(sheet, question, place),
        add=words.find(f"{code}.add") if question.widget == "group" else None,
        full=question.widget == "group" and not room_for_one(sheet.program, code, sheet.ranks, document),
    )


def totals_of_page(sheet: Sheet) -> tuple[TotalView, ...]:
    """Give the calculated values that the page shows under its questions."""
    words, document = sheet.words, sheet.document
    return tuple(
        TotalView(
            code=question.code,
            ranks=sheet.ranks,
            element_id=element_id(question.code, place.ranks),
            label=words.get(f"{question.code}.label", document=document),
            lines=in_words(question, get(document, place.path), words),
            error=sheet.errors.get((question.code, place.ranks)),
        )
        for question, place in shown_on(sheet.program, sheet.page, sheet.ranks, document)
    )


def _typed(sheet: Sheet, question: Question, place: Place) -> Mapping[str, Sequence[str]]:
    """Give the text typed on this page, else the answer as an input would show it, else what is offered."""
    parts = PARTS.get(question.widget, ("",))
    names = {part: input_name(place, part) for part in parts}
    if question.code not in sheet.certified and any(name in sheet.raw for name in names.values()):
        return {part: sheet.raw[name] for part, name in names.items() if name in sheet.raw}
    value = get(sheet.document, place.path)
    if value is None:
        value = sheet.prefilled.get(question.code)
    return {} if value is None or question.widget == "files" else as_typed(question, value)


def _autocomplete(sheet: Sheet, question: Question) -> str | None:
    if question.autocomplete is None:
        return None
    holds = condition(question.autocomplete_if) if question.autocomplete_if else None
    return question.autocomplete if holds is None or holds(sheet.document, None) else None


def _parts(
    sheet: Sheet,
    question: Question,
    place: Place,
    typed: Mapping[str, Sequence[str]],
) -> tuple[PartView, ...]:
    if question.widget == "period":
        return _ends(sheet, question, place, typed)
    if question.widget not in {"date", "partial-date", "day-month"}:
        return ()
    token = _autocomplete(sheet, question)
    wrong = (question.code, place.ranks) in sheet.errors
    tokens = {"jour": "day", "mois": "month", "annee": "year"}
    return tuple(
        PartView(
            id=element_id(question.code, place.ranks, "" if index == 0 else part),
            name=input_name(place, part),
            label=sheet.words.get(f"part.date.{part}"),
            value=(typed.get(part) or ("",))[0],
            autocomplete=f"{token}-{tokens[part]}" if token else None,
            width=_DATE_WIDTHS[part],
            invalid=wrong,
        )
        for index, part in enumerate(PARTS[question.widget])
    )


def _ends(
    sheet: Sheet, question: Question, place: Place, typed: Mapping[str, Sequence[str]]
) -> tuple[PartView, ...]:
    """Give the six inputs of a period, three under each end; those of the end to mend say that they are wrong."""
    fault = periods.fault(get(sheet.document, place.path))
    wrong = periods.FAULTS.get(fault or "", ()) if (question.code, place.ranks) in sheet.errors else ()
    return tuple(
        PartView(
            id=element_id(question.code, place.ranks, "" if index == 0 else part.replace(".", "-")),
            name=input_name(place, part),
            label=sheet.words.get(f"part.date.{part.partition('.')[2]}"),
            value=(typed.get(part) or ("",))[0],
            width=_DATE_WIDTHS[part.partition(".")[2]],
            invalid=part.partition(".")[0] in wrong,
            under=sheet.words.get(f"part.periode.{part.partition('.')[0]}"),
        )
        for index, part in enumerate(PARTS["period"])
    )


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


def _search(
    sheet: Sheet, question: Question, place: Place, typed: Mapping[str, Sequence[str]]
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


def _options(
    sheet: Sheet,
    question: Question,
    place: Place,
    typed: Mapping[str, Sequence[str]],
    rows: Sequence[Row],
) -> tuple[OptionView, ...]:
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
    typed: Mapping[str, Sequence[str]],
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


def _items(sheet: Sheet, question: Question, place: Place) -> tuple[ItemView, ...]:
    """Give the items of a group, each with what it says of itself."""
    if question.widget != "group":
        return ()
    words, document = sheet.words, sheet.document
    return tuple(
        ItemView(
            label=item_name(question.code, rank, words, document),
            said=_said_of_item(sheet, (*place.ranks, rank)),
            url=sheet.item_url((*place.ranks, rank)),
            remove_action=f"retirer:{question.code}.{rank}",
        )
        for rank in range(size(document, place.path))
    )


def _said_of_item(sheet: Sheet, ranks: Ranks) -> str | None:
    """Give an item's first answer, and its amounts: « La région, 8 000 € »."""
    answers = [
        " ".join(in_words(question, value, sheet.words))
        for index, (question, place) in enumerate(asked(sheet.program, sheet.page, ranks, sheet.document))
        if (index == 0 or question.suffix) and (value := get(sheet.document, place.path)) is not None
    ]
    return ", ".join(answers) or None


def _files(question: Question, value: Json) -> tuple[FileView, ...]:
    if question.widget != "files" or not isinstance(value, list):
        return ()
    return tuple(
        FileView(
            id=str(one["id"]),
            name=str(one["nom"]),
            size=int(one["taille"]),
            type=str(one["type"]),
            remove_action=f"retirer:{question.code}.{index}",
        )
        for index, one in enumerate(value)
    )
