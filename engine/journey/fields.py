"""A page's questions as the views its template reads."""

import re
from collections.abc import Mapping
from typing import Final

from engine.journey.bind import asked, room_for_one, shown_on
from engine.journey.choosing import CHOSEN, choices, national, options_of, search_of
from engine.journey.conditions import fields_of
from engine.journey.dated import parts_of
from engine.journey.gathered import files_of, items_of
from engine.journey.names import element_id, input_name
from engine.journey.pointers import Place, get, item_at
from engine.journey.sheet import Sheet, as_given, autocomplete, typed_for
from engine.journey.view import FieldView, TotalView
from engine.journey.written import in_words
from engine.model import Question

__all__ = ["Sheet", "choices", "fields_of_page", "national", "totals_of_page"]

#: Rows of a text on several lines.
_ROWS: Final = 5
#: Widgets in which one types: an example helps; under choices it would suggest an answer.
_TYPED = frozenset(
    {
        "text", "textarea", "email", "tel", "number", "decimal", "amount", "time", "date", "partial-date",
        "day-month", "commune", "period", "map",
    }
)  # fmt: skip
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
    typed = typed_for(sheet, question, place)
    values = tuple(typed.get("", ()))
    kind, mode = _INPUTS.get(question.widget, ("text", None))
    rows, search = search_of(sheet, question, place, typed) if question.widget in CHOSEN else ((), None)
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
        parts=parts_of(sheet, question, place, typed),
        options=options_of(sheet, question, place, typed, rows),
        search=search,
        found=str(value.get("code", ""))
        if question.widget == "commune" and isinstance(value, Mapping)
        else "",
        autocomplete=autocomplete(sheet, question),
        inputmode=mode,
        type=kind,
        rows=_ROWS if question.widget == "textarea" else 1,
        width=question.width or _WIDTHS.get(question.widget),
        suffix=question.suffix or _SUFFIXES.get(question.unit or ""),
        certified=certified,
        source=sheet.source if as_given(sheet, question, place) else None,
        shown=" ".join(in_words(question, value, words)) if certified and value is not None else None,
        files=files_of(question, value),
        accept=",".join(question.accept),
        max_files=int(question.schema.get("maxItems", 1)) if question.widget == "files" else 1,
        example=words.find(f"{code}.example") if question.widget in _TYPED else None,
        items=items_of(sheet, question, place),
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
            lines=in_words(question, get(document, place.path), words, document),
            error=sheet.errors.get((question.code, place.ranks)),
        )
        for question, place in shown_on(sheet.program, sheet.page, sheet.ranks, document)
    )
