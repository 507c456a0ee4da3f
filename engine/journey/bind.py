"""A posted page becomes values and the text as it was typed. WTForms binds; it validates nothing.

The unbound fields of a page are kept per definition, page and rank; `BaseForm` takes any name, where a form
class would let a question called `data` break it.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from engine.journey.compiled import Program
from engine.journey.facts import CityFacts
from engine.journey.names import input_name
from engine.journey.pointers import Place, get, put, remove
from engine.journey.reading import PARTS, read
from engine.journey.settle import item_of
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
            if value is None:
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


def asked(program: Program, page: Page, rank: int | None, document: Document) -> list[tuple[Question, Place]]:
    """Give the questions that a page asks now, each with its place: shown, and not calculated at this moment."""
    if not program.opens[page.slug](document, None):
        return []
    found = []
    for code in page.questions if rank is None else page.item:
        compiled = program.by_code[code]
        place = place_on(compiled.question, rank)
        item = item_of(document, place)
        if compiled.shown(document, item) and not compiled.calculates(document, item):
            found.append((compiled.question, place))
    return found


def place_on(question: Question, rank: int | None) -> Place:
    """Give a question's place on a page, or on an item's page of that rank (from 0)."""
    if rank is None or "*" not in question.path:
        return Place(question.path)
    return Place(tuple(rank if part == "*" else part for part in question.path), rank)


def bind(
    program: Program,
    page: Page,
    rank: int | None,
    form: MultiDict[str, str],
    city: CityFacts,
) -> Bound:
    """Read a post. Every question of the page is read, also those that this very post shows or hides.

    A question without an input in the post has no answer: a box not ticked, or a question not shown.
    Files and groups are not bound here.
    """
    fields = BaseForm(_fields(_Questions(program), page.slug, rank))
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
def _fields(questions: _Questions, slug: str, rank: int | None) -> dict[str, Json]:
    page = questions.program.definition.page(slug)
    if page is None:
        return {}
    codes = page.questions if rank is None else page.item
    fields = {}
    for code in codes:
        question = questions.program.by_code[code].question
        if question.widget in {"none", "files", "group"}:
            continue
        place = place_on(question, rank)
        fields[input_name(place)] = AnswerField(question=question, place=place)
    return fields


def with_defaults(program: Program, page: Page, rank: int | None, document: Document) -> Document:
    """Give a copy of the document as the page shows it first: defaults stand where nothing was answered."""
    seen = deepcopy(document)
    for code in page.questions if rank is None else page.item:
        question = program.by_code[code].question
        place = place_on(question, rank)
        if question.default is not None and get(seen, place.path) is None:
            put(seen, place.path, read(question, {"": [question.default]}, _NOWHERE))
    return seen


def size_groups(program: Program, page: Page, document: Document) -> Document:
    """Give a page's group the number of items that its size fixes, in place; typed text of items stays in raw."""
    if page.group is None:
        return document
    compiled = program.by_code[page.group]
    path = compiled.question.path
    if not compiled.shown(document, None):
        return document
    size = next((size for size, holds in compiled.sizes if holds(document, None)), None)
    if size is None:
        return document
    items = get(document, path)
    kept = list(items)[: size.maximum] if isinstance(items, list) else []
    kept += [{} for _ in range(size.minimum - len(kept))]
    if kept:
        put(document, path, kept)
    return document
