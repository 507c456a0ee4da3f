"""Every kind of question: read, refused, worded and documented as its example says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine.catalogue.lint.structure import Metaschemas
from engine.resources import schemas_root
from tests.kinds.kind import EXAMPLES, PAGES, cases, kind, names, source
from tests.kinds.page import application, html_of
from tests.kinds.write import pages
from tests.web.macros.parsed import Parsed, faults

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

ACCEPTED = [(name, case) for name in names() for case in kind(name).told.get("accepted", ())]
REFUSED = [(name, case) for name in names() for case in kind(name).told.get("refused", ())]
EVERY = [(name, case) for name in names() for case in (None, *cases(kind(name).told))]
LANGUAGES = ("fr", "en", "fr-falc")


def said(value: Any) -> str:  # noqa: ANN401 -- a name or a case
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=True)[:60]


@pytest.fixture(scope="module")
def app() -> Flask:
    return application()


@pytest.mark.parametrize(("name", "case"), ACCEPTED, ids=said)
def test_what_may_be_typed_is_stored_as_the_page_says(name: str, case: dict[str, Any]) -> None:
    one = kind(name)
    assert one.document(case) == case["stored"]
    assert [(found.code, found.keyword) for found in one.problems(case) if found.severity == "error"] == []


@pytest.mark.parametrize(("name", "case"), REFUSED, ids=said)
def test_what_is_refused_names_its_question_and_says_the_mend(name: str, case: dict[str, Any]) -> None:
    one = kind(name)
    assert [[found.code, found.keyword] for found in one.problems(case)] == [case["expected"]]
    for language in LANGUAGES:
        text = one.message(case, language)
        assert text.endswith((".", "?")), text
        assert "{" not in text, text


@pytest.mark.parametrize(("name", "case"), REFUSED, ids=said)
def test_the_error_summary_leads_to_the_input_to_mend(app: Flask, name: str, case: dict[str, Any]) -> None:
    refused = {"refused": True, **case}
    shown = Parsed(html_of(kind(name), app, refused))
    targets = [shown.by_id(line.href[1:]) for line in kind(name).view(refused).errors]
    assert targets
    marked = shown.all("input")
    if any("aria-invalid" in one.attributes for one in marked):
        assert [one.attributes.get("aria-invalid") for one in targets] == ["true"]


@pytest.mark.parametrize("name", names())
def test_words_stand_in_three_languages(name: str) -> None:
    texts = kind(name).program.definition.texts
    needed = {
        key for key in texts["fr"] if not key.endswith((".hint", ".helper", ".example")) and key[3:4] == "-"
    }
    assert needed
    assert {language: sorted(needed - texts[language].keys()) for language in LANGUAGES} == {
        language: [] for language in LANGUAGES
    }


@pytest.mark.parametrize(("name", "case"), EVERY, ids=said)
def test_the_markup_is_named_described_and_grouped(
    app: Flask, name: str, case: dict[str, Any] | None
) -> None:
    for language in LANGUAGES:
        assert faults(f"<form>{html_of(kind(name), app, case, language)}</form>") == []


def test_the_pages_of_the_documentation_are_those_that_the_examples_make(app: Flask) -> None:
    made = pages(app)
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    stale = [name for name in made.keys() | written.keys() if made.get(name) != written.get(name)]
    assert stale == [], "run: python -m tests.kinds.write"


def test_every_widget_of_the_metaschema_has_its_example_its_page_and_its_markup(checkout: Path) -> None:
    meta = json.loads((schemas_root() / "meta" / "question.json").read_text(encoding="utf-8"))
    widgets = {place: set(meta["$defs"][place]["properties"]["widget"]["enum"]) for place in ("block", "own")}
    assert widgets["block"] == widgets["own"]
    shown = {widget for name in names() for widget in kind(name).told["widgets"]}
    assert widgets["own"] - shown == set()
    macros = checkout / "engine" / "web" / "templates" / "questions"
    assert [one for one in widgets["own"] - {"none"} if not (macros / f"{one}.html").is_file()] == []


@pytest.mark.parametrize("name", names())
def test_an_example_is_what_the_metaschemas_admit(name: str) -> None:
    metaschemas = Metaschemas(schemas_root() / "meta")
    form = source(kind(name).told)
    found = [
        *metaschemas.findings("schema", form.schema, "schema.json"),
        *metaschemas.findings("journey", form.journey, "journey.json"),
    ]
    assert [one.message for one in found] == []
    broken = {**form.journey, "questions": {"EXE-001": {"field": "/x", "widget": "globe"}}}
    assert list(metaschemas.findings("journey", broken, "journey.json"))


def test_an_example_asks_with_the_widgets_that_it_says_and_the_index_names_them_all() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.json") if path.stem != "order") == sorted(names())
    for name in names():
        one = kind(name)
        used = {question.widget for question in one.program.definition.questions.values()}
        assert set(one.told["widgets"]) <= used, name
        assert one.told.get("accepted"), f"{name} says nothing of what may be answered"
