"""A page being shown: what its questions' views are made from, whatever their kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.journey.compiled import Program, condition
from engine.journey.facts import CityFacts
from engine.journey.names import input_name
from engine.journey.pointers import Place, Ranks, get
from engine.journey.reading import PARTS
from engine.journey.words import Words
from engine.journey.written import as_typed
from engine.model import Document, Json, Page, Question

#: Text by part of a question, as its inputs hold it.
Typed = Mapping[str, Sequence[str]]


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
    #: Who gave them, as residents call it.
    source: str = ""
    #: Gives the address of the first page of an item of the page's group.
    item_url: Callable[[Ranks], str | None] = lambda _ranks: None
    #: The day on which the rows of the city's lists are open.
    today: date = date.min


def typed_for(sheet: Sheet, question: Question, place: Place) -> Typed:
    """Give the text typed on this page, else the answer as an input would show it, else what is offered."""
    parts = PARTS.get(question.widget, ("",))
    names = {part: input_name(place, part) for part in parts}
    if question.code not in sheet.certified and any(name in sheet.raw for name in names.values()):
        return {part: sheet.raw[name] for part, name in names.items() if name in sheet.raw}
    value = get(sheet.document, place.path)
    if value is None:
        value = sheet.prefilled.get(question.code)
    return {} if value is None or question.widget == "files" else as_typed(question, value)


def as_given(sheet: Sheet, question: Question, place: Place) -> bool:
    """Say whether the page shows what an identity provider offered, which the person has not changed."""
    offered = sheet.prefilled.get(question.code)
    value = get(sheet.document, place.path)
    if value is None and input_name(place) in sheet.raw:
        return False
    return offered is not None and value in (None, offered)


def autocomplete(sheet: Sheet, question: Question) -> str | None:
    """Give the browser's name for an answer (HTML 4.10.18.7), where the answers so far allow it."""
    if question.autocomplete is None:
        return None
    holds = condition(question.autocomplete_if) if question.autocomplete_if else None
    return question.autocomplete if holds is None or holds(sheet.document, None) else None
