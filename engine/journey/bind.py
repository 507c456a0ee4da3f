"""A posted page becomes values and the text as it was typed. WTForms binds; it validates nothing.

The unbound fields of a page are kept per definition, page and rank; `BaseForm` takes any name, where a form
class would let a question called `data` break it.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from engine.journey.compiled import Program
from engine.journey.facts import CityFacts
from engine.journey.names import input_name
from engine.journey.pointers import Place, Ranks, fixed, get, item_at, put, remove, size
from engine.journey.reading import PARTS, read
from engine.model import Document, Json, Page, Question

_KEPT = 4096
_NOWHERE = CityFacts("", ())


@dataclass(frozen=True, slots=True)
class Bound:
    """What one page's post says: each place's value (None when emptied), and the raw text by input name."""

    values: Mapping[Place, Json]
    raw: Mapping[str, list[str]]

    def into(self, document: Document) -> Document:
        """Put the values into a document, in place, and give it back."""
        for place, value in self.values.items():
            if value is None and isinstance(place.path[-1], int):
                put(document, place.path, {})
            elif value is None:
                remove(document, place.path)
            else:
                put(document, place.path, value)
        return document


class AnswerField(Field):
    """One question's inputs, all of its parts, as they were posted."""

    def __init__(self, question: Question, place: Place, **kwargs: Json) -> None:
        super().__init__(**kwargs)
        self.question = question
        self.place = place
        self.typed: dict[str, list[str]] = {}

    def process(self, formdata: Json, data: Json = None, extra_filters: Json = None) -> None:
        """Keep what was posted under each part's name; filters are for forms that validate."""
        del extra_filters
        self.data = data
        for part in PARTS.get(self.question.widget, ("",)):
            name = input_name(self.place, part)
            if formdata is not None and name in formdata:
                self.typed[part] = list(formdata.getlist(name))


def asked(program: Program, page: Page, ranks: Ranks, document: Document) -> list[tuple[Question, Place]]:
    """Give the questions that a page asks now, each with its place: shown, and not calculated at this moment."""
    return list(_asked(program, page, ranks, document))


def asks(program: Program, page: Page, ranks: Ranks, document: Document) -> bool:
    """Say whether a page asks anything now."""
    return any(_asked(program, page, ranks, document))


def opened(program: Program, page: Page, ranks: Ranks, document: Document) -> bool:
    """Say whether a page's own condition holds; that of a page of each item may read the item."""
    holder = item_at(document, _holder(program, page, ranks))
    return program.opens[page.slug](document, holder)


def shown_on(program: Program, page: Page, ranks: Ranks, document: Document) -> list[tuple[Question, Place]]:
    """Give the calculated values that a page shows now, each with its place; an item's page shows none."""
    if len(ranks) != page.depth:
        return []
    found = ((question := program.by_code[code].question, place_on(question, ranks)) for code in page.shows)
    return [(question, place) for question, place in found if get(document, place.path) is not None]


def place_on(question: Question, ranks: Ranks) -> Place:
    """Give a question's place on a page of those ranks."""
    return Place(fixed(question.path, ranks)) if ranks else Place(question.path)


def bind(
    program: Program,
    page: Page,
    ranks: Ranks,
    form: MultiDict[str, str],
    city: CityFacts,
) -> Bound:
    """Read a post. Every question of the page is read, also those that this very post shows or hides.

    A question without an input in the post has no answer: a box not ticked, or a question not shown.
    Files and groups are not bound here.
    """
    fields = BaseForm(_fields(_Questions(program), page.slug, ranks))
    fields.process(form)
    values: dict[Place, Json] = {}
    raw: dict[str, list[str]] = {}
    for field in fields:
        if not isinstance(field, AnswerField):
            continue
        for part, typed in field.typed.items():
            raw[input_name(field.place, part)] = typed
        values[field.place] = read(field.question, field.typed, city)
    return Bound(values, raw)


def _asked(
    program: Program, page: Page, ranks: Ranks, document: Document
) -> Iterator[tuple[Question, Place]]:
    if not opened(program, page, ranks, document):
        return
    for code in page.codes(ranks):
        compiled = program.by_code[code]
        place = place_on(compiled.question, ranks)
        item = item_at(document, place.path)
        if compiled.shown(document, item) and not compiled.calculates(document, item):
            yield compiled.question, place


@dataclass(frozen=True, slots=True, eq=False)
class _Questions:
    """The program as a cache key: two programs of one definition bind alike."""

    program: Program

    def __hash__(self) -> int:
        return hash((self.program.definition.digest, self.program.definition.profile_digest))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Questions):
            return NotImplemented
        mine, theirs = self.program.definition, other.program.definition
        return (mine.digest, mine.profile_digest) == (theirs.digest, theirs.profile_digest)


@lru_cache(maxsize=_KEPT)
def _fields(questions: _Questions, slug: str, ranks: Ranks) -> dict[str, Json]:
    page = questions.program.definition.page(slug)
    if page is None:
        return {}
    fields = {}
    for code in page.codes(ranks):
        question = questions.program.by_code[code].question
        if question.widget in {"none", "files", "group"}:
            continue
        place = place_on(question, ranks)
        fields[input_name(place)] = AnswerField(question=question, place=place)
    return fields


def with_defaults(program: Program, page: Page, ranks: Ranks, document: Document) -> Document:
    """Give a copy of the document as the page shows it first: defaults stand where nothing was answered."""
    seen = deepcopy(document)
    for code in page.codes(ranks):
        question = program.by_code[code].question
        place = place_on(question, ranks)
        if question.default is not None and get(seen, place.path) is None:
            put(seen, place.path, read(question, {"": [question.default]}, _NOWHERE))
    return seen


def size_groups(program: Program, page: Page, ranks: Ranks, document: Document) -> Document:
    """Give a page's group the number of items that an answer fixes, in place; typed text of items stays in raw.

    A size that leaves a choice cuts what is over; its items are added and taken away by hand.
    """
    if page.group is None or len(ranks) != page.depth:
        return document
    compiled = program.by_code[page.group]
    path = fixed(compiled.question.path, ranks)
    item = item_at(document, path)
    if not compiled.shown(document, item):
        return document
    wanted = next((size for size, holds in compiled.sizes if holds(document, item)), None)
    if wanted is None:
        return document
    items = get(document, path)
    kept = list(items)[: wanted.maximum] if isinstance(items, list) else []
    if wanted.minimum == wanted.maximum:
        kept += [{} for _ in range(wanted.minimum - len(kept))]
    if kept:
        put(document, path, kept)
    return document


def room_for_one(program: Program, code: str, ranks: Ranks, document: Document) -> bool:
    """Say whether a group may have one more item now."""
    compiled = program.by_code[code]
    path = fixed(compiled.question.path, ranks)
    item = item_at(document, path)
    most = next((one.maximum for one, holds in compiled.sizes if holds(document, item)), 0)
    return size(document, path) < most


def _holder(program: Program, page: Page, ranks: Ranks) -> tuple[str | int, ...]:
    """Give the path of the item that a page of each item is about; nothing for another page."""
    if page.each is None:
        return ()
    return (*program.by_code[page.each].question.path, *ranks[:1])
