"""One kind of question, read from its example: a form of a few questions, put together by the engine's own parts.

The example is the only source: the page of the documentation, the tests of what may be typed and the browser's
examination are made from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from werkzeug.datastructures import MultiDict

from engine.catalogue.assemble import assemble_form, bundle_digest
from engine.catalogue.source import FormSource, Library
from engine.clock import PARIS
from engine.journey.addresses import with_reuse
from engine.journey.bind import bind, with_defaults
from engine.journey.compiled import Program, program
from engine.journey.facts import CityFacts, Facts, ListRow, Town
from engine.journey.fields import Sheet, fields_of_page, totals_of_page
from engine.journey.pointers import ABSENT, get, places
from engine.journey.problems import Problem, notices, problems
from engine.journey.searched import settle_searches
from engine.journey.settle import settle
from engine.journey.view import ErrorLine, NoticeView, PageView
from engine.journey.words import Words
from engine.journey.written import in_words
from engine.model import Definition
from engine.resources import schemas_root
from engine.web.journey.said import input_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.model import Document, Page

#: Where the examples are, and where the pages made from them go.
EXAMPLES: Final = Path(__file__).parent / "examples"
PAGES: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "questions"
#: The day on which every example happens.
NOON: Final = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)
_SLUG: Final = "exemple"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: its name, its example as it was read, and the form compiled from it."""

    name: str
    told: Mapping[str, Any]
    program: Program
    facts: Facts

    @property
    def page(self) -> Page:
        """Give the page that asks the kind; one before it may hold what it takes again."""
        return self.program.definition.pages[-1]

    @property
    def ranks(self) -> tuple[int, ...]:
        """Give the item whose page is shown, for a kind inside a group."""
        return tuple(self.told.get("ranks", ()))

    def words(self, language: str = "fr") -> Words:
        """Give the words of the form in a language."""
        return Words(self.program.definition, language, lists=self.facts.city.lists)

    def sheet(self, document: Document) -> Sheet:
        """Give the page over a document, in French."""
        city, today = self.facts.city, self.facts.today
        return Sheet(self.program, self.page, self.ranks, document, self.words(), city, today=today)

    def document(self, case: Mapping[str, Any]) -> Document:
        """Give the answers after a case was typed: read, searched, settled, as a post of the page does."""
        document = json.loads(json.dumps(case.get("before", {})))
        typed = MultiDict(_pairs(case.get("typed", {})))
        bound = bind(self.program, self.page, self.ranks, typed, self.facts.city)
        if "typed" in case:
            bound.into(document)
            settle_searches(self.sheet(document), bound.raw)
        return settle(self.program, document, self.facts)

    def problems(self, case: Mapping[str, Any]) -> tuple[Problem, ...]:
        """Give what is wrong with a case."""
        return problems(self.program, self.document(case), self.facts)

    def message(self, case: Mapping[str, Any], language: str = "fr") -> str:
        """Give the words of the first problem of a case."""
        return self.words(language).message(self.problems(case)[0], self.document(case))

    def said(self, document: Document) -> list[str]:
        """Give what each answer of a document reads, as the summary writes it in French."""
        return [
            "; ".join(in_words(question, value, self.words()))
            for question in self.program.definition.questions.values()
            for place in places(document, question.path)
            if question.widget != "group" and (value := get(document, place.path)) is not ABSENT
        ]

    def view(self, case: Mapping[str, Any] | None = None, language: str = "fr") -> PageView:
        """Give the page as it is shown at first, or after a case was typed."""
        words, chosen = self.words(language), case or {}
        document = self.document(chosen) if chosen else settle(self.program, {}, self.facts)
        found = problems(self.program, document, self.facts) if chosen.get("refused") else ()
        document = with_defaults(self.program, self.page, self.ranks, document)
        errors = {(one.code, one.ranks): words.message(one, document) for one in found}
        raw = dict(MultiDict(_pairs(chosen.get("typed", {}))).lists())
        sheet = replace(self.sheet(document), words=words, raw=raw, errors=errors)
        fields = with_reuse(self.program, self.page, self.ranks, document, fields_of_page(sheet))
        return PageView(
            slug="page",
            ranks=(),
            title=words.get("page.page.title"),
            intro=words.find("page.page.intro"),
            fields=fields,
            notices=tuple(
                NoticeView("", "À savoir", words.message(one, document))
                for one in notices(self.program, document, self.facts)
            ),
            errors=tuple(
                ErrorLine(code, f"#{input_of(code, ranks, found)}", said)
                for (code, ranks), said in errors.items()
            ),
            totals=totals_of_page(sheet),
            calculates=bool(self.page.shows),
        )


def names() -> tuple[str, ...]:
    """Give the name of every kind, in the order of the index."""
    return tuple(json.loads((EXAMPLES / "order.json").read_text(encoding="utf-8")))


@cache
def kind(name: str) -> Kind:
    """Read a kind's example and compile its form."""
    told = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    bundle = assemble_form(source(told), Library(schemas_root()))
    rows = {key: tuple(ListRow.of(row) for row in found) for key, found in told.get("lists", {}).items()}
    city = CityFacts(
        "Tilleray",
        (Town("03990", "Tilleray"),),
        rows,
        box=tuple(told["box"]) if "box" in told else None,
    )
    return Kind(name, told, program(Definition.from_bundle(bundle, bundle_digest(bundle))), Facts(NOON, city))


def cases(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give every case of an example, right ones first."""
    yield from told.get("accepted", ())
    yield from ({"refused": True, **case} for case in told.get("refused", ()))


def source(told: Mapping[str, Any]) -> FormSource:
    """Give the form that an example is, as an author would have written it."""
    page = {"slug": "page", "questions": list(told["asks"]), **told.get("page", {})}
    before = [{"slug": "avant", "questions": list(told["earlier"])}] if "earlier" in told else []
    journey = {
        "$schema": "urn:formune:meta:journey:1",
        "slug": _SLUG,
        "version": "1.0.0",
        "mounts": told.get("mounts", []),
        "questions": told.get("questions", {}),
        "checks": told.get("checks", {}),
        "sections": [{"slug": "section", "pages": [*before, page]}],
    }
    schema = {
        "$schema": "urn:formune:meta:schema:1",
        "$id": f"urn:formune:form:{_SLUG}",
        "type": "object",
        "properties": told["schema"],
        "required": [],
        "unevaluatedProperties": False,
    }
    texts = {language: told.get("texts", {}).get(language, {}) for language in ("fr", "en", "fr-falc")}
    return FormSource(_SLUG, schema, journey, {}, texts, {}, ())


def _pairs(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, one)
        for name, value in typed.items()
        for one in (value if isinstance(value, list) else [value])
    ]
