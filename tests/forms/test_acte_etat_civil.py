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

SLUG = "acte-etat-civil"
NICE = {"code": "06088", "nom": "Nice"}


@pytest.fixture(scope="module")
def form() -> Program:
    bundle = assemble(SLUG, forms_root(), schemas_root())
    return program(Definition.from_bundle(bundle, bundle_digest(bundle)))


@pytest.fixture
def facts() -> Facts:
    now = datetime.fromisoformat("2026-11-24T10:00:00+01:00").astimezone(PARIS)
    return Facts(now=now, city=CityFacts("Nice", (Town("06088", "Nice"),), comedec=frozenset({"06088"})))


def example(name: str) -> dict[str, Any]:
    answers: dict[str, Any] = read_json(forms_root() / SLUG / "examples" / f"{name}.json")["answers"]
    return answers


def errors(form: Program, document: dict[str, Any], facts: Facts) -> list[tuple[str, str]]:
    return [(one.code, one.keyword) for one in problems(form, document, facts) if one.severity == "error"]


def notices(form: Program, document: dict[str, Any], facts: Facts) -> list[str]:
    return [one.keyword for one in problems(form, document, facts) if one.severity == "notice"]


def test_a_death_record_takes_the_shortest_path(form: Program, facts: Facts) -> None:
    document = settle(form, example("v3"), facts)
    slugs = [stop.page.slug for stop in stops(form, document)]
    assert slugs == ["acte", "lieu", "identite", "titulaire", "deces", "adresse", "contact", "envoi"]


def test_each_known_parent_has_a_page(form: Program, facts: Facts) -> None:
    keys = [stop.key for stop in stops(form, settle(form, example("v1"), facts))]
    assert keys[keys.index("parents") :][:3] == ["parents", "parents/1", "parents/2"]


def test_the_organisation_is_asked_of_a_professional_and_of_a_protected_adults_guardian(
    form: Program, facts: Facts
) -> None:
    lawyer = example("v5")
    del lawyer["representation"]
    assert errors(form, settle(form, lawyer, facts), facts) == [("REP-005", "required")]
    guardian = example("v4")
    guardian["representation"] = {
        "pourQui": "majeurProtege",
        "mesureProtection": "tutelle",
        "organisme": "UDAF",
    }
    settled = settle(form, guardian, facts)
    assert settled["representation"]["organisme"] == "UDAF"
    assert errors(form, settled, facts) == [("PIE-005", "required")]


def test_someone_else_is_sent_away_from_a_restricted_record_once_its_date_is_known(
    form: Program, facts: Facts
) -> None:
    page = form.definition.page("titulaire")
    document = example("v6")
    document["natureActe"] = "copieIntegrale"
    found = exit_from(form, settle(form, document, facts), page)
    assert found is not None
    assert (found.id, found.change) == ("S4", "ACT-002")
    document["titulaire"]["dateNaissance"] = "1950"
    assert exit_from(form, settle(form, document, facts), page) is None, "75 years and more: open to all"
    del document["titulaire"]["dateNaissance"]
    assert exit_from(form, settle(form, document, facts), page) is None, "the date is not known yet"


def test_a_minor_who_is_not_emancipated_is_told_that_a_parent_must_ask(form: Program, facts: Facts) -> None:
    document = example("v1")
    document["demandeur"]["dateNaissance"] = "2010-05-02"
    document["emancipe"] = False
    page = form.definition.page("emancipation")
    found = exit_from(form, settle(form, document, facts), page)
    assert found is not None
    assert found.id == "S3"
    document["emancipe"] = True
    assert exit_from(form, settle(form, document, facts), page) is None


def test_other_places_lead_out(form: Program, facts: Facts) -> None:
    page = form.definition.page("lieu")
    abroad = example("v1") | {"survenuEnFrance": False}
    elsewhere = example("v1") | {"communeActe": {"code": "59350", "nom": "Lille"}}
    found = [exit_from(form, settle(form, document, facts), page) for document in (abroad, elsewhere)]
    assert [one.id if one else None for one in found] == ["S1", "S2"]


def test_a_death_elsewhere_of_someone_who_lived_here_is_let_through(form: Program, facts: Facts) -> None:
    document = example("v3") | {
        "decesDernierDomicile": True,
        "communeActe": {"code": "59350", "nom": "Lille"},
    }
    settled = settle(form, document, facts)
    assert settled["lieuDansLaVille"] is True
    assert problems(form, settled, facts) == ()


def test_notices_say_when_the_record_is_not_needed_or_may_be_online(form: Program, facts: Facts) -> None:
    assert notices(form, settle(form, example("v4"), facts), facts) == ["S5"]
    old = example("v6")
    old["titulaire"]["dateNaissance"] = "1950"
    assert notices(form, settle(form, old, facts), facts) == ["S7"]
    notary = example("v5") | {"profession": "notaire"}
    assert notices(form, settle(form, notary, facts), facts) == ["S6"]


def test_dates_that_contradict_each_other_are_seen(form: Program, facts: Facts) -> None:
    dead = example("v3")
    dead["titulaire"]["dateNaissance"] = "2020"
    found = problems(form, settle(form, dead, facts), facts)
    assert [(one.code, one.keyword, one.severity) for one in found] == [
        ("ACT-005", "decesAvantNaissance", "error")
    ]
    married = example("v2") | {"dateEvenement": "2000-06-14"}
    found = problems(form, settle(form, married, facts), facts)
    assert [(one.code, one.keyword, one.severity) for one in found] == [
        ("ACT-005", "mariageAvant15", "confirm")
    ]


def test_hidden_answers_go_when_the_record_changes(form: Program, facts: Facts) -> None:
    document = example("v1") | {"typeActe": "deces", "dateEvenement": "2019", "decesDernierDomicile": False}
    settled = settle(form, document, facts)
    gone = {"qualiteDemandeur", "filiation", "parents", "declarations"}
    assert not gone & settled.keys()
    assert "dateNaissance" not in settled["demandeur"]
    assert "communeNaissance" not in settled["titulaire"]
