"""The grant to an association: what its budgets give, what it asks to confirm, where it stops."""

import json
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from engine.catalogue.told import definition_of, facts_of
from engine.journey.compiled import Program, program
from engine.journey.facts import Facts
from engine.journey.flow import exit_from
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.journey.words import Words
from engine.procedure.mentions import mention_texts
from engine.resources import forms_root
from tests.towns import CATALOGUE

SLUG = "subvention-association"


def example(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((forms_root() / SLUG / "examples" / f"{name}.json").read_text("utf-8"))
    return found


def laid(name: str, **parameters: Any) -> tuple[Program, Facts, dict[str, Any]]:  # noqa: ANN401 -- a town's values
    told = example(name)
    told["facts"]["parameters"] = {**told["facts"].get("parameters", {}), **parameters}
    return program(definition_of(CATALOGUE.get(SLUG), told)), facts_of(told), deepcopy(told["answers"])


def said(compiled: Program, answers: dict[str, Any], facts: Facts) -> list[tuple[str, str, str]]:
    settled = settle(compiled, answers, facts)
    return [(one.code, one.keyword, one.severity) for one in problems(compiled, settled, facts)]


def test_the_budget_gives_the_amount_of_the_town_and_its_share() -> None:
    running, projects = example("v1")["answers"]["demande"], example("v3")["answers"]["demande"]
    assert (running["montantBudgeteEuros"], running["partCommunePourMille"]) == (800, 148)
    assert (projects["montantBudgeteEuros"], projects["partCommunePourMille"]) == (5000, 769)
    assert "partCommunePourMille" not in example("v6")["answers"]["demande"], "no money is asked"


def test_each_project_has_its_own_totals() -> None:
    budgets = [one["budget"] for one in example("v3")["answers"]["projets"]]
    assert [(one["totalChargesEuros"], one["totalProduitsEuros"]) for one in budgets] == [
        (4500, 4500),
        (2000, 2000),
    ]


@pytest.mark.parametrize(
    ("start", "end", "asked"),
    [
        ("2027-01-01", "2028-06-30", False),
        ("2026-12-31", "2027-06-30", True),
        ("2027-03-01", "2028-07-01", True),
    ],
)
def test_a_project_outside_the_year_and_six_months_is_to_be_confirmed(
    start: str, end: str, *, asked: bool
) -> None:
    compiled, facts, answers = laid("v2")
    answers["projets"][0]["dates"] = {"debut": start, "fin": end}
    assert (("SUB-071", "SUB-C7", "confirm") in said(compiled, answers, facts)) is asked


@pytest.mark.parametrize(
    ("holder", "asked"), [("les amis du LIVRE", False), ("adl", False), ("Paul Durand", True)]
)
def test_a_holder_who_is_not_the_association_is_to_be_confirmed(holder: str, *, asked: bool) -> None:
    compiled, facts, answers = laid("v2")
    answers["banque"]["titulaire"] = holder
    assert (("SUB-091", "SUB-C14", "confirm") in said(compiled, answers, facts)) is asked


@pytest.mark.parametrize(
    ("end", "wrong"), [("2028-06-30", False), ("2028-07-01", True), ("2027-01-01", True)]
)
def test_a_financial_year_has_eighteen_months_at_most(end: str, *, wrong: bool) -> None:
    compiled, facts, answers = laid("v1")
    answers["demande"]["exercice"]["fin"] = end
    assert (("SUB-046", "SUB-C8", "error") in said(compiled, answers, facts)) is wrong


def test_the_amount_is_compared_once_the_budget_is_begun_not_before() -> None:
    compiled, facts, answers = laid("v1")
    begun = {key: value for key, value in answers.items() if key not in {"budget", "declarations"}}
    assert not [one for one in said(compiled, begun, facts) if one[0] == "SUB-016"]
    answers["demande"]["montantEuros"] = 900
    assert ("SUB-016", "SUB-C4", "error") in said(compiled, answers, facts)


def test_an_agreement_is_announced_above_the_threshold_only() -> None:
    for name, announced in (("v5", True), ("v1", False)):
        compiled, facts, answers = laid(name)
        told = " ".join(mention_texts(compiled.definition, Words(compiled.definition), answers))
        assert ("23 000 €" in told) is announced
        assert "n’est pas un droit" in told
        assert (("SUB-016", "SUB-C11", "notice") in said(compiled, answers, facts)) is announced


@pytest.mark.parametrize(
    ("change", "page", "way_out"),
    [
        ({"cultuelle": True}, "avant", "SUB-E1"),
        ({"association": {"sansNumero": "enCreation"}}, "association", "SUB-E2"),
        ({"association": {"sansNumero": "etrangere"}}, "association", "SUB-E3"),
        ({"cultuelle": False}, "avant", None),
    ],
)
def test_a_request_that_cannot_be_made_stops_with_a_reason(
    change: dict[str, Any], page: str, way_out: str | None
) -> None:
    compiled, facts, _answers = laid("v1")
    found = exit_from(compiled, settle(compiled, change, facts), compiled.definition.page(page))
    assert getattr(found, "id", None) == way_out


@pytest.mark.parametrize(
    ("dates", "opened"),
    [
        ({}, True),
        ({"campagneDebut": "2026-11-24", "campagneFin": "2026-11-24"}, True),
        ({"campagneDebut": "2026-11-25"}, False),
        ({"campagneFin": "2026-11-23"}, False),
        ({"campagneDebut": "2026-09-01", "campagneFin": "2026-11-23"}, False),
        ({"campagneDebut": "2026-12-01", "campagneFin": "2026-12-31"}, False),
    ],
)
def test_a_closed_campaign_stops_at_the_first_page(dates: dict[str, str], *, opened: bool) -> None:
    compiled, facts, answers = laid("v1", **dates)
    assert facts.now == datetime.fromisoformat("2026-11-24T10:00:00+01:00")
    settled = settle(compiled, answers, facts)
    assert settled["campagneOuverte"] is opened
    found = exit_from(compiled, settled, compiled.definition.page("avant"))
    assert getattr(found, "id", None) == (None if opened else "SUB-E5")
