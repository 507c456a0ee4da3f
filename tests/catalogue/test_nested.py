"""A group inside a group's item: the published schema says at both levels what the engine says."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.catalogue import assemble
from engine.catalogue.lint.finding import Subject
from engine.catalogue.lint.pages import check_groups
from engine.catalogue.mounts import raw_questions
from engine.catalogue.show import outline
from engine.catalogue.source import Library, load_form
from engine.journey.compiled import program
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.model import Definition
from tests.journey.drawing import documents
from tests.journey.small import FACTS

FIXTURES = Path(__file__).parent / "fixtures"
FORM = load_form("aide-projets", FIXTURES / "nested")
BUNDLE = assemble("aide-projets", FIXTURES / "nested", FIXTURES / "schemas")
AID = program(Definition.from_bundle(BUNDLE, "f" * 64))
PYTHON = Draft202012Validator(BUNDLE["schema"])
RUST = jsonschema_rs.Draft202012Validator(BUNDLE["schema"])


def subject(bundle: dict[str, Any]) -> Subject:
    """Give what the linter reads of a bundle of this form."""
    library = Library(FIXTURES / "schemas")
    return Subject(FORM, library, raw_questions(FORM, library), bundle)


@pytest.mark.parametrize("name", FORM.examples)
def test_an_example_has_the_errors_it_announces(name: str) -> None:
    example = FORM.examples[name]
    document = settle(AID, example["answers"], FACTS, prune=example.get("prune", True))
    found = [[one.code, one.keyword] for one in problems(AID, document, FACTS)]
    assert found == example.get("expected", [])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_engine_and_validators_agree_on_items_of_items(data: st.DataObject) -> None:
    drawn: dict[str, Any] = {"objet": "projet", "nomme": True} | data.draw(documents(AID))
    document = settle(AID, drawn, FACTS, prune=False)
    wanted = not problems(AID, document, FACTS)
    assert PYTHON.is_valid(document) is wanted
    assert RUST.is_valid(document) is wanted


def test_the_outline_says_which_pages_repeat_and_what_they_show() -> None:
    said = outline(BUNDLE)
    assert "details: Le détail  [for each AID-010]" in said
    assert "aides: {nomProjet} : les aides  [for each AID-010]  [if AID-012 = yes]" in said
    assert "shows AID-900 Total" in said


@pytest.mark.parametrize(
    ("page", "change", "code"),
    [
        (2, {"each": "AID-020"}, "AID-020"),
        (2, {"each": "AID-020", "questions": []}, "AID-020"),
        (1, {"group": "AID-020", "questions": [], "item": ["AID-021"]}, "AID-020"),
        (0, {"questions": ["AID-001", "AID-012"]}, "AID-012"),
        (3, {"item": ["AID-012"]}, "AID-012"),
        (1, {"slug": "autre", "group": "AID-001"}, "AID-001"),
    ],
)
def test_a_page_that_mixes_items_is_found(page: int, change: dict[str, Any], code: str) -> None:
    pages = [one | (change if index == page else {}) for index, one in enumerate(BUNDLE["pages"])]
    found = list(check_groups(subject({**BUNDLE, "pages": pages})))
    assert {one.rule for one in found} == {"group-item"}
    assert code in {one.code for one in found}


def test_a_sound_nesting_has_nothing_to_mend() -> None:
    assert list(check_groups(subject(BUNDLE))) == []
