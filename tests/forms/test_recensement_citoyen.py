"""What this form promises beyond the rules that hold for every form."""

from datetime import datetime
from typing import Any

import pytest

from engine.catalogue.assemble import assemble, bundle_digest
from engine.clock import PARIS
from engine.journey.compiled import Program, program
from engine.journey.facts import CityFacts, Facts, Town
from engine.journey.flow import exit_from, stops
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.model import Definition
from engine.resources import forms_root, read_json, schemas_root

SLUG = "recensement-citoyen"


@pytest.fixture(scope="module")
def form() -> Program:
    bundle = assemble(SLUG, forms_root(), schemas_root())
    return program(Definition.from_bundle(bundle, bundle_digest(bundle)))


def facts_on(moment: str) -> Facts:
    now = datetime.fromisoformat(moment).astimezone(PARIS)
    return Facts(now=now, city=CityFacts("Nice", (Town("06088", "Nice"),)))


@pytest.fixture
def facts() -> Facts:
    return facts_on("2026-11-24T10:00:00+01:00")


def example(name: str) -> dict[str, Any]:
    answers: dict[str, Any] = read_json(forms_root() / SLUG / "examples" / f"{name}.json")["answers"]
    return answers


def found(form: Program, document: dict[str, Any], facts: Facts) -> list[tuple[str, str, str]]:
    settled = settle(form, document, facts)
    return [(one.code, one.keyword, one.severity) for one in problems(form, settled, facts)]


def way_out(form: Program, document: dict[str, Any], facts: Facts, page: str) -> str | None:
    left = exit_from(form, settle(form, document, facts), form.definition.page(page))
    return left.id if left else None


def test_a_young_person_alone_is_asked_nothing_twice(form: Program, facts: Facts) -> None:
    slugs = [stop.key for stop in stops(form, settle(form, example("v1"), facts))]
    assert slugs == [
        "pour-qui", "nationalite", "identite", "naissance", "domicile", "residence", "contact", "famille",
        "parents", "parents/1", "parents/2", "etudes", "attestation", "documents", "engagements",
    ]  # fmt: skip


def test_a_parent_gives_their_own_name_address_and_contact(form: Program, facts: Facts) -> None:
    slugs = [stop.key for stop in stops(form, settle(form, example("v2"), facts))]
    assert slugs[-6:-3] == ["representant", "representant-adresse", "representant-contact"]
    document = example("v2") | {"memeAdresse": False}
    del document["demandeur"]["adresse"]
    assert found(form, document, facts) == [("ADR-001", "required", "error")]


def test_the_side_that_is_not_asked_is_a_copy(form: Program, facts: Facts) -> None:
    document = example("v4")
    del document["demandeur"]
    assert settle(form, document, facts)["demandeur"] == example("v4")["demandeur"]


@pytest.mark.parametrize(
    ("page", "change", "expected"),
    [
        ("naissance", {"dateNaissance": "2010-11-25"}, "S1"),
        ("naissance", {"dateNaissance": "2010-11-24"}, None),
        ("naissance", {"dateNaissance": "2001-11-24"}, "S2"),
        ("naissance", {"dateNaissance": "2001-11-25"}, None),
        ("nationalite", {"nationalites": ["PT"]}, "S3"),
        ("nationalite", {"nationalites": ["PT", "FR"]}, None),
    ],
)
def test_ages_and_nationality_lead_out(
    form: Program, facts: Facts, page: str, change: dict[str, Any], expected: str | None
) -> None:
    document = example("v1")
    document["jeune"] |= change
    assert way_out(form, document, facts, page) == expected


def test_another_town_and_an_adult_child_lead_out(form: Program, facts: Facts) -> None:
    assert way_out(form, example("i11"), facts, "domicile") == "S4"
    document = example("v2")
    document["jeune"]["dateNaissance"] = "2008-11-24"
    assert way_out(form, document, facts, "naissance") == "S6"


@pytest.mark.parametrize(
    ("day", "late"), [("2026-11-30T12:00:00+01:00", False), ("2026-12-01T00:30:00+01:00", True)]
)
def test_one_is_late_from_the_day_after_the_end_of_the_delay(form: Program, day: str, *, late: bool) -> None:
    assert settle(form, example("v6"), facts_on(day))["regularisation"] is late


def test_notices_say_late_or_free_to_wait(form: Program, facts: Facts) -> None:
    assert ("PCO-007", "S8", "notice") in found(form, example("v4"), facts)
    waiting = example("v1") | {"situationNationalite": "faculteDecliner"}
    assert found(form, waiting, facts) == [("REC-001", "S7", "notice")]
    assert "finDelai" not in settle(form, waiting, facts)


def test_unlikely_answers_ask_to_be_confirmed(form: Program, facts: Facts) -> None:
    document = example("v1") | {"situationFamille": "marie"}
    document["jeune"]["prenomUsuel"] = "Jeanne"
    document["parents"][1]["dateNaissance"] = "2001"
    assert found(form, document, facts) == [
        ("PCO-005", "prenomUsuelParmiPrenoms", "confirm"),
        ("REC-020", "mineurMarie", "confirm"),
        ("PAR-007", "coherentNaissance", "confirm"),
    ]


@pytest.mark.parametrize(
    ("day", "fine"), [("2023-02-13", False), ("2023-02-14", True), ("2027-01-01", False)]
)
def test_nationality_comes_between_16_and_25(form: Program, facts: Facts, day: str, *, fine: bool) -> None:
    document = example("v3") | {"dateNationalite": day}
    errors = [one for one in found(form, document, facts) if one[2] == "error"]
    assert (errors == []) is fine


def test_an_address_of_election_needs_the_name_of_who_takes_the_mail(form: Program, facts: Facts) -> None:
    document = example("v4")
    del document["jeune"]["domicile"]["aupresDe"]
    assert ("ADD-014", "required", "error") in found(form, document, facts)


def test_the_judgment_and_the_proof_of_nationality_are_asked_of_those_concerned_only(
    form: Program, facts: Facts
) -> None:
    asked = {
        name: {code for code in ("PIE-005", "PIE-007") if shown(form, name, code, facts)}
        for name in ("v1", "v2", "v3", "v5")
    }
    assert asked == {"v1": set(), "v2": set(), "v3": {"PIE-007"}, "v5": {"PIE-005"}}


def shown(form: Program, name: str, code: str, facts: Facts) -> bool:
    return form.by_code[code].shown(settle(form, example(name), facts), None)
