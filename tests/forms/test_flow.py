"""The reader and the writer of State payloads, where the committed payloads do not lead."""

from typing import Any

import pytest

from engine.resources import forms_root, read_json
from tests.forms.flow import Difference, Flow, UnreadableElementError
from tests.forms.writing import written

CENSUS = Flow.of(forms_root() / "recensement-citoyen" / "flux-recensement.json")
ACTE = Flow.of(forms_root() / "acte-etat-civil" / "flux-etat-civil.json")
PERSONNE = "RecensementCitoyen/Personne"


def delivery(answers: dict[str, Any]) -> dict[str, Any]:
    return {"reference": "ABC-DEF-GH", "depositedAt": "2021-01-04T09:42:48.5Z", "answers": answers}


def example(name: str) -> dict[str, Any]:
    answers: dict[str, Any] = read_json(forms_root() / "recensement-citoyen" / "examples" / f"{name}.json")[
        "answers"
    ]
    return answers


def test_the_deposit_is_written_in_the_time_of_paris_without_a_zone() -> None:
    texts = CENSUS.write(delivery({}))
    assert texts["RecensementCitoyen/Formalite/DateSoumission"] == "2021-01-04T10:42:48"


def test_nothing_is_written_for_what_is_absent() -> None:
    texts = CENSUS.write(delivery({}))
    constant = {element for element, row in CENSUS.rows.items() if row["class"] == "constant"}
    known = {"RecensementCitoyen/Formalite/Identifiant", "RecensementCitoyen/Formalite/DateSoumission"}
    assert {element for element, text in texts.items() if text} <= constant | known
    assert "null" not in " ".join(texts.values()).casefold()
    assert "none" not in " ".join(texts.values()).casefold()


def test_a_residence_abroad_is_written_with_its_lines_its_city_and_its_country() -> None:
    residence = {"pays": "PT", "lignes": "Rua da Prata 8\n3.º andar", "localite": "Lisboa"}
    texts = CENSUS.write(delivery({"jeune": {"residence": residence}}))
    there = f"{PERSONNE}/AdresseResidence"
    assert texts[f"{there}/NomVoie"] == "Rua da Prata 8 3.º andar"
    assert texts[f"{there}/Localite"] == "Lisboa, Portugal"


def test_each_parent_is_written_in_the_place_of_their_link_whatever_the_order() -> None:
    texts = CENSUS.write(delivery(example("v2")))
    assert texts["RecensementCitoyen/FiliationPere/Prenom"] == "Karim"
    assert texts["RecensementCitoyen/FiliationMere/NomFamille"] == "Ollivier"
    assert texts["RecensementCitoyen/FiliationMere/DateNaissance"] == "11/06/1982"


def test_the_second_parent_of_a_link_is_written_in_the_other_place() -> None:
    answers = example("v2")
    answers["parents"][1]["lien"] = "mere"
    texts = CENSUS.write(delivery(answers))
    assert texts["RecensementCitoyen/FiliationMere/Prenom"] == "Sandrine"
    assert texts["RecensementCitoyen/FiliationPere/Prenom"] == "Karim"
    del answers["parents"][1]
    assert not CENSUS.write(delivery(answers))["RecensementCitoyen/FiliationPere/Prenom"]


def test_the_first_first_name_stands_for_a_usual_one_that_was_not_given() -> None:
    texts = CENSUS.write(delivery({"jeune": {"prenoms": "Tom Élie"}}))
    assert texts[f"{PERSONNE}/PrenomUsuel"] == "Tom"


def test_a_list_that_cannot_say_an_answer_lets_the_difference_be_seen() -> None:
    element = "EnveloppeMetierType/DemandeActe/NatureActe/Code"
    received = delivery({"natureActe": "extraitAvecFiliation"})
    assert ACTE.write(received)[element] == "extraitAvecFiliation"
    assert Difference(element, None) in ACTE.differences({element: "COPIE-INTEGRALE"}, received)


def test_an_element_that_only_one_side_has_is_a_difference() -> None:
    element = f"{PERSONNE}/NomUsage"
    received = delivery({"jeune": {"nomUsage": "Lenoir"}})
    assert Difference(element, None) in CENSUS.differences({}, received)
    assert Difference(element, None) in CENSUS.differences({element: "Lenoir"}, delivery({}))


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (f"{PERSONNE}/SituationFamille/NombreEnfants", "deux"),
        (f"{PERSONNE}/LieuNaissance[1]/Nom", "NICE"),
        (f"{PERSONNE}/AdresseResidence/Localite", "SAINT-DENIS"),
    ],
)
def test_a_text_that_does_not_lead_to_one_answer_is_refused_by_its_element(element: str, text: str) -> None:
    with pytest.raises(UnreadableElementError) as caught:
        CENSUS.read({f"{PERSONNE}/PaysNaissance": "FRA", element: text})
    assert str(caught.value) == element


def test_a_joined_text_leaves_out_absent_parts() -> None:
    row = ACTE.rows["EnveloppeMetierType/DemandeActe/Demandeur/AdresseFrancaise/Voie"]
    received = delivery({"demandeur": {"adresse": {"voie": "8 rue Haute", "lieuDit": "Le Pré"}}})
    assert written(row, received) == "8 rue Haute, Le Pré"
