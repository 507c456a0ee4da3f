"""What this form promises beyond the rules that hold for every form."""

from copy import deepcopy
from typing import Any

import pytest

from engine.catalogue.told import facts_of
from engine.journey.compiled import program
from engine.journey.flow import exit_from, stops
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.procedure.silence import silence_of
from engine.resources import forms_root, read_json
from tests.towns import CATALOGUE

SLUG = "attestation-accueil"
FORM = program(CATALOGUE.get(SLUG))


def example(name: str) -> dict[str, Any]:
    told: dict[str, Any] = read_json(forms_root() / SLUG / "examples" / f"{name}.json")
    return told


def answers(name: str) -> dict[str, Any]:
    found: dict[str, Any] = deepcopy(example(name)["answers"])
    return found


FACTS = facts_of(example("v1"))


def changed(name: str, pointer: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
    document = answers(name)
    *path, last = pointer.strip("/").split("/")
    holder = document
    for key in path:
        holder = holder[key]
    holder[last] = value
    return settle(FORM, document, FACTS)


@pytest.mark.parametrize(
    ("page", "pointer", "value", "exit_"),
    [
        ("besoin", "/logementDansLaCommune", False, "E1"),
        ("besoin", "/motifSejour", "hotel", "E2"),
        ("besoin", "/motifSejour", "travail", "E2"),
        ("besoin", "/motifSejour", "etudes", "E2"),
        ("besoin", "/motifSejour", "soins", "E3"),
        ("besoin", "/motifSejour", "humanitaireCulturel", "E4"),
        ("besoin", "/motifSejour", "obseques", "E5"),
        ("besoin", "/motifSejour", "visitePrivee", None),
        ("nationalite", "/visiteur/nationalites", ["MA", "IT"], "E6"),
        ("nationalite", "/visiteur/nationalites", ["CH"], "E6"),
        ("nationalite", "/visiteur/nationalites", ["GB"], None),
        ("visa", "/visiteur/dispense", "visaFamilleDeFrancais", "E7"),
        ("visa", "/visiteur/dispense", "visaCirculation", "E7"),
        ("visa", "/visiteur/dispense", "visaCarteSejour", "E7"),
        ("visa", "/visiteur/dispense", "diplomate", "E7"),
        ("visa", "/visiteur/dispense", "neSaitPas", None),
        ("dates", "/sejour/dateDepart", "2027-09-13", "E8"),
        ("dates", "/sejour/dateDepart", "2027-09-12", None),
        ("titre", "/demandeur/titre/type", "aucun", "E9"),
        ("identite", "/demandeur/dateNaissance", "2012-05-09", "E10"),
    ],
)
def test_who_does_not_need_it_or_may_not_ask_is_led_out(
    page: str,
    pointer: str,
    value: Any,  # noqa: ANN401 -- JSON
    exit_: str | None,
) -> None:
    found = exit_from(FORM, changed("v1", pointer, value), FORM.definition.page(page))
    assert (found.id if found else None) == exit_


def test_an_answer_that_leads_out_is_no_answer() -> None:
    found = problems(FORM, changed("v1", "/motifSejour", "hotel"), FACTS)
    assert [(one.code, one.keyword) for one in found] == [("ATT-002", "enum")]


def test_the_papers_offered_follow_the_nationality_of_the_host() -> None:
    french = changed("v1", "/demandeur/titre/type", "resident")
    algerian = changed("v2", "/demandeur/titre/type", "cni")
    for document in (french, algerian):
        assert ("ATT-024", "enum") in [(one.code, one.keyword) for one in problems(FORM, document, FACTS)]
    assert "dateFin" not in settle(FORM, answers("v1"), FACTS)["demandeur"]["titre"]


def test_the_clock_does_not_start_at_the_deposit() -> None:
    assert silence_of(FORM.definition.procedure, FACTS.today) is None
    assert FORM.definition.procedure["silence"]["verified"] is True


def test_the_area_per_person_counts_everybody_who_sleeps_there() -> None:
    settled = settle(FORM, answers("v3"), FACTS)
    assert settled["logement"]["surfaceParPersonne"] == pytest.approx(round(64.5 / 7, 1))


def test_a_child_alone_is_asked_about_and_a_spouse_under_sixteen_is_asked_again() -> None:
    child = settle(FORM, answers("v6"), FACTS)
    assert child["visiteurMineur"] is True
    child["accompagnants"] |= {
        "avecConjoint": True,
        "conjoint": {"nomNaissance": "Ba", "prenoms": "Ali", "dateNaissance": "2012"},
    }
    said = [(one.keyword, one.severity) for one in problems(FORM, settle(FORM, child, FACTS), FACTS)]
    assert ("ATT-C6", "confirm") in said


def test_the_passport_of_the_visitor_is_not_the_hosts_paper() -> None:
    found = problems(FORM, changed("v1", "/visiteur/numeroPasseport", "D2H6862M2"), FACTS)
    assert [(one.code, one.keyword, one.severity) for one in found] == [("ATT-045", "ATT-C9", "confirm")]


def test_notices_say_what_may_be_late_or_unknown_and_refuse_nothing() -> None:
    paper = changed("v2", "/demandeur/titre/dateFin", "2027-07-10")
    said = [(one.keyword, one.severity) for one in problems(FORM, paper, FACTS)]
    assert said == [("ATT-C11", "notice"), ("ATT-C10", "notice")]
    assert [one.keyword for one in problems(FORM, settle(FORM, answers("v6"), FACTS), FACTS)] == ["ATT-C7"]


def test_the_address_of_the_home_is_the_hosts_when_they_say_so() -> None:
    settled = settle(FORM, answers("v1"), FACTS)
    assert settled["logement"]["adresse"] == settled["demandeur"]["adresse"]
    assert "adresse-logement" not in [stop.page.slug for stop in stops(FORM, settled)]
