"""The examples of a form meet all of it: every page, every question, every answer that a condition opens."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine.catalogue.source import load_form
from engine.catalogue.told import definition_of
from engine.journey.compiled import program
from engine.journey.flow import stops
from engine.journey.pointers import ABSENT, get, places
from engine.model import Definition
from engine.resources import forms_root
from tests.towns import CATALOGUE

SLUGS = CATALOGUE.slugs()
#: Questions whose answers are kinds of one thing that the form treats alike: one of each family is enough.
ALIKE = {"SIG-002", "ATT-024"}


def examples(slug: str, *, valid: bool) -> list[Mapping[str, Any]]:
    """Give the right, or the wrong, examples of a form."""
    return [one for one in load_form(slug, forms_root()).examples.values() if one["valid"] is valid]


def answers(form: Definition, code: str, document: Mapping[str, Any]) -> Iterator[Any]:
    """Give the answers that a document holds to a question, in every item."""
    path = form.questions[code].path
    found = [get(dict(document), place.path) for place in places(dict(document), path)]
    for value in found:
        yield from value if isinstance(value, list) and form.questions[code].widget != "group" else [value]


def given(form: Definition, code: str, slug: str) -> list[Any]:
    """Give every answer that the right examples give to a question."""
    told = (one["answers"] for one in examples(slug, valid=True))
    return [value for document in told for value in answers(form, code, document) if value is not ABSENT]


@pytest.mark.parametrize("slug", SLUGS)
def test_there_are_examples_enough(slug: str) -> None:
    assert len(examples(slug, valid=True)) >= 6
    assert len(examples(slug, valid=False)) >= 8


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_is_met_by_a_right_example(slug: str) -> None:
    form = CATALOGUE.get(slug)
    met = {
        stop.page.slug
        for one in examples(slug, valid=True)
        for stop in stops(program(definition_of(form, one)), one["answers"])
    }
    assert [page.slug for page in form.pages if page.slug not in met] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_question_that_a_page_asks_is_answered(slug: str) -> None:
    form = CATALOGUE.get(slug)
    asked = dict.fromkeys(code for page in form.pages for code in (*page.questions, *page.item))
    assert [code for code in asked if not given(form, code, slug)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_answer_that_a_condition_opens_is_given(slug: str) -> None:
    form = CATALOGUE.get(slug)
    missing = [
        f"{code} {option.value}"
        for code, question in form.questions.items()
        for option in question.options
        if option.condition is not None and option.answers and code not in ALIKE
        and option.value not in map(_as_option, given(form, code, slug))
    ]  # fmt: skip
    assert missing == []


def test_a_kind_opened_by_each_family_is_given() -> None:
    form = CATALOGUE.get("signalement")
    opened: dict[str, list[str]] = {}
    for option in form.questions["SIG-002"].options:
        opened.setdefault(str(option.condition), []).append(option.value)
    told = set(given(form, "SIG-002", "signalement"))
    assert [family for family, kinds in opened.items() if told.isdisjoint(kinds)] == []


def _as_option(value: Any) -> Any:  # noqa: ANN401 -- any JSON
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else value
