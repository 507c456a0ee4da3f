"""What an identity provider vouches for is locked where it fits, and never traps anyone."""

from engine.journey.certify import certified, prefilled
from engine.journey.compiled import program
from engine.journey.problems import problems
from engine.journey.settle import settle
from tests.journey.small import FACTS
from tests.towns import CATALOGUE

ACTE = program(CATALOGUE.get("acte-etat-civil"))
CLAIMS = {
    "family_name": "BESSON",
    "given_name": "Claire Odile",
    "preferred_username": "MARCHAND",
    "gender": "female",
    "birthdate": "1984-05-17",
    "birthplace": "44109",
    "birthcountry": "FR",
    "email": "claire.marchand@courriel.example",
}
OWN = {"typeActe": "naissance", "qualiteDemandeur": "personneConcernee"}


def test_vouched_claims_are_locked_and_the_others_offered() -> None:
    locked, offered = certified(ACTE, CLAIMS, OWN), prefilled(ACTE, CLAIMS, OWN)
    assert locked == {
        "IDE-002": "BESSON",
        "IDE-004": "Claire Odile",
        "IDE-007": "1984-05-17",
    }
    assert offered == {
        "ACT-004": {"code": "44109", "nom": "Nantes"},
        "IDE-003": "MARCHAND",
        "COO-001": "claire.marchand@courriel.example",
    }


def test_only_what_is_shown_is_locked() -> None:
    assert set(certified(ACTE, CLAIMS, {"typeActe": "deces"})) == {"IDE-002", "IDE-004"}


def test_a_birthplace_is_offered_for_one_s_own_birth_only() -> None:
    assert "ACT-004" not in prefilled(ACTE, CLAIMS, {**OWN, "typeActe": "mariage"})
    assert "ACT-004" not in prefilled(ACTE, {**CLAIMS, "birthplace": "99999"}, OWN)


def test_a_value_that_fails_its_schema_opens_the_question() -> None:
    locked = certified(ACTE, {**CLAIMS, "family_name": "BE55ON", "birthdate": "17/05/1984"}, OWN)
    assert set(locked) == {"IDE-004"}
    settled = settle(ACTE, {**OWN, "demandeur": {"nomNaissance": "Besson"}}, FACTS, locked)
    assert settled["demandeur"]["nomNaissance"] == "Besson"
    assert "IDE-002" not in {one.code for one in problems(ACTE, settled, FACTS)}


def test_nothing_is_locked_without_claims() -> None:
    assert certified(ACTE, {}, OWN) == prefilled(ACTE, {}, OWN) == {}
    assert certified(ACTE, {"family_name": ""}, OWN) == {}


def test_the_town_of_a_record_stays_the_one_that_was_typed() -> None:
    typed = {
        "typeActe": "naissance",
        "qualiteDemandeur": "personneConcernee",
        "communeActe": {"code": "03990", "nom": "Tilleray"},
    }
    claims = {"birthplace": "06088", "family_name": "Besson"}
    assert "ACT-004" not in certified(ACTE, claims, typed)
    assert prefilled(ACTE, claims, typed)["ACT-004"] == {"code": "06088", "nom": "Nice"}
