"""Settling is final: calculated and pruned once, in the order in which questions depend on one another."""

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.journey.compiled import CircularCalculation, Program, program
from engine.journey.expressions import UnknownExpression
from engine.journey.pointers import get, item_at, places
from engine.journey.problems import problems
from engine.journey.settle import settle, shown
from tests.journey.drawing import documents
from tests.journey.small import FACTS, form
from tests.towns import CATALOGUE

ACTE = program(CATALOGUE.get("acte-etat-civil"))
PROGRAMS = [program(CATALOGUE.get(slug)) for slug in CATALOGUE.slugs()]
FACTS_OF_ALL = st.builds(replace, st.just(FACTS), identity_verified=st.booleans())
MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])


@pytest.mark.parametrize("compiled", PROGRAMS, ids=lambda one: one.definition.slug)
@MANY
@given(data=st.data())
def test_settling_again_changes_nothing(compiled: Program, data: st.DataObject) -> None:
    facts = data.draw(FACTS_OF_ALL)
    document = data.draw(documents(compiled))
    before = deepcopy(document)
    once = settle(compiled, document, facts)
    assert settle(compiled, once, facts) == once
    assert document == before, "the document given is not touched"


@pytest.mark.parametrize("compiled", PROGRAMS, ids=lambda one: one.definition.slug)
@MANY
@given(data=st.data())
def test_a_settled_document_holds_what_is_shown_and_nothing_hidden(
    compiled: Program, data: st.DataObject
) -> None:
    facts = data.draw(FACTS_OF_ALL)
    document = data.draw(documents(compiled))
    settled = settle(compiled, document, facts)
    for one in compiled.ordered:
        for place in places(settled, one.question.path):
            value = get(settled, place.path)
            if value is not None:
                assert shown(one, settled, place), (one.question.code, value)
    assert not [one for one in problems(compiled, settled, facts) if one.keyword == "not"]


@pytest.mark.parametrize("compiled", PROGRAMS, ids=lambda one: one.definition.slug)
@MANY
@given(data=st.data())
def test_an_answer_that_is_shown_is_never_lost(compiled: Program, data: st.DataObject) -> None:
    facts = data.draw(FACTS_OF_ALL)
    normal = settle(compiled, data.draw(documents(compiled)), facts, prune=False)
    settled = settle(compiled, normal, facts)
    for one in compiled.ordered:
        for place in places(normal, one.question.path):
            value = get(normal, place.path)
            inside = not place.ranks or item_at(settled, place.path) is not None
            asked = inside and shown(one, settled, place) and one.question.calculate is None
            if value is not None and asked and one.question.widget != "group":
                assert get(settled, place.path) == value, one.question.code


@MANY
@given(data=st.data())
def test_changing_the_record_leaves_no_answer_of_the_other_kind(data: st.DataObject) -> None:
    document = data.draw(documents(ACTE))
    for kind in ("naissance", "mariage", "deces", "naissance"):
        document = settle(ACTE, {**document, "typeActe": kind}, FACTS)
        assert ("conjoint" in document) <= (kind == "mariage")
        assert ("qualiteDemandeur" in document) <= (kind != "deces")
        assert ("decesDernierDomicile" in document) <= (kind == "deces")
        assert ("dateEvenement" in document) <= (kind != "naissance")


def test_the_concerned_person_is_copied_from_the_applicant() -> None:
    document = {
        "typeActe": "naissance",
        "qualiteDemandeur": "personneConcernee",
        "communeActe": {"code": "06088", "nom": "Nice"},
        "demandeur": {"nomNaissance": "Martin", "prenoms": "Claire", "dateNaissance": "1962-08-24"},
        "titulaire": {"nomNaissance": "Posté", "prenoms": "Aussi"},
    }
    settled = settle(ACTE, document, FACTS)
    assert settled["titulaire"]["nomNaissance"] == "Martin"
    assert settled["titulaire"]["departementNaissance"] == "06"
    assert settled["dateActe"] == "1962-08-24"
    assert settled["demandeur"]["communeNaissance"] == {"code": "06088", "nom": "Nice"}


def test_a_posted_calculated_value_is_replaced_and_a_hidden_one_removed() -> None:
    settled = settle(ACTE, {"typeActe": "deces", "acteAncien": True, "identiteVerifiee": True}, FACTS)
    assert settled["acteAncien"] is False
    assert settled["identiteVerifiee"] is False


def test_without_pruning_hidden_answers_stay_to_be_named() -> None:
    document = {"typeActe": "deces", "qualiteDemandeur": "autre"}
    assert settle(ACTE, document, FACTS, prune=False)["qualiteDemandeur"] == "autre"
    kept = settle(ACTE, document, FACTS, prune=False)
    assert ("ACT-006", "not") in {(one.code, one.keyword) for one in problems(ACTE, kept, FACTS)}


def test_an_empty_text_is_absent_before_anything_is_calculated() -> None:
    compiled = form(
        {
            "A-1": {"field": "/a"},
            "A-2": {"field": "/b", "widget": "none", "calculate": {"value": {"copy": "/a"}}},
            "A-3": {"field": "/c", "if": {"field": "/a", "present": True}},
        }
    )
    assert settle(compiled, {"a": " ", "c": "x"}, FACTS) == {}
    assert settle(compiled, {"a": "y", "c": "x"}, FACTS) == {"a": "y", "b": "y", "c": "x"}


def test_a_certified_value_replaces_what_was_posted_only_where_it_is_shown() -> None:
    locked = {"IDE-002": "BESSON", "IDE-007": "1984-05-17"}
    posted = {"typeActe": "deces", "demandeur": {"nomNaissance": "Autre"}}
    settled = settle(ACTE, posted, FACTS, locked)
    assert settled["demandeur"]["nomNaissance"] == "BESSON"
    assert "dateNaissance" not in settled["demandeur"]


def test_dependent_calculations_run_in_order_whatever_the_order_of_pages() -> None:
    chain = form(
        {
            "A-3": {"field": "/c", "widget": "none", "calculate": {"value": {"copy": "/b"}}},
            "A-2": {"field": "/b", "widget": "none", "calculate": {"value": {"copy": "/a"}}},
            "A-4": {"field": "/d", "if": {"field": "/c", "is": "oui"}},
            "A-1": {"field": "/a"},
        }
    )
    assert settle(chain, {"a": "oui", "d": "x"}, FACTS) == {"a": "oui", "b": "oui", "c": "oui", "d": "x"}
    assert settle(chain, {"a": "non", "d": "x"}, FACTS) == {"a": "non", "b": "non", "c": "non"}


def test_a_circle_is_refused_when_the_form_is_compiled() -> None:
    with pytest.raises(CircularCalculation):
        form(
            {
                "A-1": {"field": "/a", "widget": "none", "calculate": {"value": {"copy": "/b"}}},
                "A-2": {"field": "/b", "widget": "none", "calculate": {"value": {"copy": "/a"}}},
            }
        )


def test_an_unknown_function_is_refused_when_the_form_is_compiled() -> None:
    with pytest.raises(UnknownExpression):
        form({"A-1": {"field": "/a", "widget": "none", "calculate": {"value": {"fn": "devine"}}}})


@pytest.mark.parametrize(("offered", "other"), [(["soi", "autre"], True), (["soi"], False)])
def test_a_value_tells_whether_the_town_offers_another_option(offered: list[str], *, other: bool) -> None:
    asked = {"field": "/qui", "widget": "radios", "options": [{"value": one} for one in offered]}
    told = {
        "field": "/autre",
        "widget": "none",
        "calculate": {"value": {"fn": "autreOption", "code": "REP-001", "sauf": "soi"}},
    }
    compiled = form({"REP-001": asked, "ESS-900": told})
    assert settle(compiled, {}, FACTS) == {"autre": other}
