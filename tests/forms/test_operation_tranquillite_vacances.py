"""What this form promises beyond the rules that hold for every form."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from engine.catalogue.told import facts_of
from engine.cities.narrowing import narrowed
from engine.journey.compiled import Program, program
from engine.journey.facts import Facts, ListRow
from engine.journey.flow import exit_from, stops
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.resources import forms_root, read_json
from tests.towns import CATALOGUE

SLUG = "operation-tranquillite-vacances"
FORM = program(CATALOGUE.get(SLUG))


def example(name: str) -> dict[str, Any]:
    told: dict[str, Any] = read_json(forms_root() / SLUG / "examples" / f"{name}.json")
    return told


def answers(name: str, **absence: str) -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(example(name)["answers"])
    found["absence"] |= absence
    return found


FACTS = facts_of(example("v1"))


def way_out(document: dict[str, Any], page: str, facts: Facts = FACTS, form: Program = FORM) -> str | None:
    found = exit_from(form, settle(form, document, facts), form.definition.page(page))
    return found.id if found else None


@pytest.mark.parametrize(
    ("departure", "back", "exit_"),
    [
        ("2026-11-25", "2026-12-09", "S2"),
        ("2026-11-26", "2026-12-09", None),
        ("2027-01-08", "2027-01-19", None),
        ("2027-01-09", "2027-01-19", "S3"),
        ("2026-12-09", "2027-12-09", None),
        ("2026-12-09", "2027-12-10", "S4"),
    ],
)
def test_dates_outside_the_bounds_lead_out(departure: str, back: str, exit_: str | None) -> None:
    assert way_out(answers("v1", dateDepart=departure, dateRetour=back), "dates") == exit_


def test_at_the_counter_a_departure_tomorrow_is_taken() -> None:
    document = answers("v1", dateDepart="2026-11-25")
    facts = replace(FACTS, origin="guichet")
    assert way_out(document, "dates", facts) is None
    del document["demandeur"]["coordonnees"]["courriel"]
    assert problems(FORM, settle(FORM, document, facts), facts) == ()


def test_a_minor_and_another_town_lead_out() -> None:
    young = answers("v1")
    young["demandeur"]["dateNaissance"] = "2012"
    assert way_out(young, "identite") == "S5"
    elsewhere = answers("v1")
    elsewhere["logement"]["adresse"]["commune"] = {"code": "06088", "nom": "Nice"}
    assert way_out(elsewhere, "adresse") == "S1"


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [
        ("2026-12-09", "2026-12-09", True),
        ("2027-01-21", "2027-02-19", True),
        ("2027-02-02", "2027-02-19", False),
    ],
)
def test_days_that_the_town_says_full_lead_out(first: str, last: str, *, full: bool) -> None:
    row = ListRow.of({"code": "complet", "label": "Complet", "from": first, "to": last})
    facts = replace(FACTS, city=replace(FACTS.city, lists={"otv-complet": (row,)}))
    assert way_out(answers("v1"), "dates", facts) == ("S7" if full else None)


def test_where_nobody_may_ask_for_others_nothing_is_asked_about_it() -> None:
    own = narrowed(replace(FORM.definition, digest="f" * 64), {"REP-001": ("soiMeme",)})
    form = program(replace(own, profile_digest="e" * 64))
    document = answers("v6")
    settled = settle(form, document, FACTS)
    assert settled["representationAdmise"] is False
    assert settled["representation"] == {"pourQui": "soiMeme"}
    assert settled["personneConcernee"]["nomNaissance"] == settled["demandeur"]["nomNaissance"]
    assert "pour-qui" not in [stop.page.slug for stop in stops(form, settled)]


def test_the_postal_address_is_the_homes_unless_it_is_said_otherwise() -> None:
    settled = settle(FORM, answers("v5"), FACTS)
    assert settled["demandeur"]["adresse"] == settled["logement"]["adresse"]
    assert "adresse-postale" in [stop.page.slug for stop in stops(FORM, settle(FORM, answers("v4"), FACTS))]


def test_a_door_code_that_was_added_must_be_filled_or_taken_away() -> None:
    document = answers("v1")
    document["logement"]["digicodes"].append({})
    settled = settle(FORM, document, FACTS)
    assert settled["logement"]["digicodes"] == ["7A31B", "00452", {}]
    found = problems(FORM, settled, FACTS)
    assert [(one.code, one.keyword, one.ranks) for one in found] == [("OTV-016", "required", (2,))]


def test_the_number_of_the_applicant_as_a_contact_is_asked_again() -> None:
    document = answers("v1")
    document["contacts"][0]["telephone"] = document["demandeur"]["coordonnees"]["telephone"]
    found = problems(FORM, settle(FORM, document, FACTS), FACTS)
    assert [(one.keyword, one.severity) for one in found] == [("contactEstDemandeur", "confirm")]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Le code alarme est sous le pot", True),
        ("alarme 4312", True),
        ("Portail au 12, alarme en panne", False),
        ("Appelez le gardien, bureau 4312", False),
    ],
)
def test_an_alarm_code_is_refused_in_a_text(text: str, *, refused: bool) -> None:
    document = answers("v1")
    document["logement"]["informationsAcces"] = text
    found = problems(FORM, settle(FORM, document, FACTS), FACTS)
    assert [one.keyword for one in found] == (["codeAlarmeInterdit"] if refused else [])


def test_the_birth_is_asked_only_when_the_state_receives_the_request() -> None:
    document = answers("v4")
    document["transmissionEtat"] = False
    settled = settle(FORM, document, FACTS)
    assert "paysNaissance" not in settled["demandeur"]
    assert "naissance" not in [stop.page.slug for stop in stops(FORM, settled)]


def test_the_mail_says_nothing_of_an_absence() -> None:
    said = FORM.definition.procedure["discreetMail"]
    texts = [
        FORM.definition.texts[language][f"mention.{name}"]
        for language in ("fr", "en", "fr-falc")
        for name in said
    ]
    assert len(texts) == 3
    assert not [one for one in texts if any(word in one for word in ("absence", "surveill", "away", "pars"))]
