"""One problem a place, the first a person can act on, in the order of the pages."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.journey.compiled import program
from engine.journey.problems import fingerprint, notices, problems
from engine.journey.settle import settle
from engine.resources import forms_root
from tests.journey.drawing import documents
from tests.journey.small import FACTS, form
from tests.towns import CATALOGUE

ACTE = program(CATALOGUE.get("acte-etat-civil"))
CONFIRM = {"name": "anneesApres", "kind": "anneesApres", "other": "A-2", "years": 15, "severity": "confirm"}


def example(name: str) -> dict[str, Any]:
    path = forms_root() / "acte-etat-civil" / "examples" / f"{name}.json"
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return answers


def said(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one.code, one.keyword) for one in problems(ACTE, document, FACTS) if one.severity == "error"]


def test_an_empty_form_asks_its_first_questions_in_the_order_of_its_pages() -> None:
    codes = [code for code, _keyword in said(settle(ACTE, {}, FACTS))]
    order = [one.question.code for one in ACTE.ordered]
    assert codes[:3] == ["ACT-001", "ACT-002", "ACT-003"]
    assert codes == sorted(codes, key=order.index)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(document=documents(ACTE))
def test_a_place_has_one_error_at_most_and_every_error_a_question(document: dict[str, Any]) -> None:
    found = problems(ACTE, settle(ACTE, document, FACTS), FACTS)
    errors = [one for one in found if one.severity == "error"]
    assert len({one.pointer for one in errors}) == len(errors)
    assert all(one.code in ACTE.by_code for one in found)
    ranked = [[one.question.code for one in ACTE.ordered].index(one.code) for one in found]
    assert ranked == sorted(ranked)


def test_the_most_basic_keyword_is_the_one_said() -> None:
    schema = {"type": "string", "minLength": 3, "maxLength": 4, "pattern": "^[a-z]+$"}
    one = form(
        {"A-1": {"field": "/a", "schema": schema, "required": True}},
        base={"type": "object", "properties": {"a": schema}},
    )
    keywords = {
        value: [each.keyword for each in problems(one, {"a": value}, FACTS)]
        for value in ("A", "ABCDE", "AB1", "abc")
    }
    assert keywords == {"A": ["minLength"], "ABCDE": ["maxLength"], "AB1": ["pattern"], "abc": []}
    assert [each.keyword for each in problems(one, {"a": 3}, FACTS)] == ["type"]
    assert [each.keyword for each in problems(one, {}, FACTS)] == ["required"]


def test_an_option_that_is_not_offered_is_not_in_the_list() -> None:
    assert ("ACT-002", "enum") in said(
        settle(ACTE, {"typeActe": "deces", "natureActe": "extraitAvecFiliation"}, FACTS)
    )
    assert ("ACT-002", "enum") not in said(
        settle(ACTE, {"typeActe": "mariage", "natureActe": "extraitAvecFiliation"}, FACTS)
    )


@pytest.mark.parametrize(
    ("filiation", "count", "keyword"),
    [
        ("deuxParents", 1, "minItems"),
        ("deuxParents", 2, None),
        ("unParent", 2, "maxItems"),
        ("unParent", 1, None),
        ("unParent", 0, "required"),
    ],
)
def test_a_group_has_the_size_that_its_condition_gives(
    filiation: str, count: int, keyword: str | None
) -> None:
    parents = [{"nomNaissance": "Martin", "prenoms": "Paul"}] * count
    document = settle(ACTE, {**example("v1"), "filiation": filiation, "parents": parents}, FACTS)
    assert dict(said(document)).get("PAR-000") == keyword


def test_a_problem_in_a_group_says_which_item() -> None:
    parents = [{"nomNaissance": "Martin", "prenoms": "Paul"}, {"nomNaissance": "R2"}]
    document = settle(ACTE, {**example("v1"), "parents": parents}, FACTS)
    found = [(one.code, one.keyword, one.ranks, one.pointer) for one in problems(ACTE, document, FACTS)]
    assert ("PAR-002", "pattern", (1,), "/parents/1/nomNaissance") in found
    assert ("PAR-004", "required", (1,), "/parents/1/prenoms") in found


def test_a_value_that_is_wrong_is_not_checked_further() -> None:
    wrong = settle(ACTE, {**example("v2"), "dateEvenement": "demain"}, FACTS)
    assert [keyword for code, keyword in said(wrong) if code == "ACT-005"] in (["minLength"], ["pattern"])


def test_a_confirmation_holds_for_the_answers_it_was_given_for_and_no_others() -> None:
    compiled = form({"A-1": {"field": "/a", "checks": [CONFIRM]}, "A-2": {"field": "/b"}})
    check = compiled.by_code["A-1"].checks[0]
    document = {"a": "1970-01-01", "b": "1962-08-24"}
    (asked,) = problems(compiled, document, FACTS)
    assert asked.severity == "confirm"
    confirmed = {"anneesApres": fingerprint(compiled, check, document)}
    assert problems(compiled, document, FACTS, confirmed) == ()
    for changed in ({**document, "a": "1971-01-01"}, {**document, "b": "1963-08-24"}):
        assert [one.keyword for one in problems(compiled, changed, FACTS, confirmed)] == ["anneesApres"]
    assert problems(compiled, {**document, "c": "sans rapport"}, FACTS, confirmed) == ()


def test_a_confirmation_of_main_answers_dies_when_one_of_them_changes() -> None:
    use = {"name": "dejaSignale", "kind": "dejaSignale", "questions": ["A-1", "A-2"], "severity": "confirm"}
    compiled = form({"A-1": {"field": "/a", "checks": [use]}, "A-2": {"field": "/b"}})
    check = compiled.by_code["A-1"].checks[0]
    one = fingerprint(compiled, check, {"a": "x", "b": "y"})
    assert one == fingerprint(compiled, check, {"a": "x", "b": "y"})
    assert one != fingerprint(compiled, check, {"a": "x", "b": "z"})


def test_a_confirmation_of_a_duplicate_is_tied_to_the_form_s_main_answers() -> None:
    check = next(one for one in ACTE.by_code["ACT-001"].checks if one.use.name == "doublonMemeSession")
    document = example("v1")
    other = {**document, "titulaire": {**document["titulaire"], "nomNaissance": "Autre"}}
    assert fingerprint(ACTE, check, document) != fingerprint(ACTE, check, other)


def test_notices_are_said_alone_and_refuse_nothing() -> None:
    document = settle(ACTE, {**example("v5"), "profession": "notaire"}, FACTS)
    found = notices(ACTE, document, FACTS)
    assert [one.keyword for one in found] == ["S6"]
    assert said(document) == []


def test_an_object_that_no_question_names_is_reported_at_its_place() -> None:
    base = {"type": "object", "properties": {"a": {}}, "additionalProperties": False}
    compiled = form({"A-1": {"field": "/a"}}, base=base)
    (found,) = problems(compiled, {"intrus": 1}, FACTS)
    assert (found.code, found.keyword) == ("", "additionalProperties")
