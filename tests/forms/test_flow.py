"""The reader and the writer of State payloads, where the committed payloads do not lead."""

from typing import Any

import pytest

from engine.resources import forms_root, read_json
from tests.forms.flow import Difference, Flow, UnreadableElementError
from tests.forms.writing import written

CENSUS = Flow.of(forms_root() / "recensement-citoyen" / "flux-recensement.json")
ACTE = Flow.of(forms_root() / "acte-etat-civil" / "flux-etat-civil.json")
VACANCES = Flow.of(forms_root() / "operation-tranquillite-vacances" / "flux-otv.json")
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


@pytest.mark.parametrize(
    ("absence", "text"),
    [
        ({"dateDepart": "2022-03-02", "heureDepart": "09:45"}, "2022-03-02T08:45:00.000Z"),
        ({"dateDepart": "2022-03-02"}, "2022-03-01T23:00:00.000Z"),
        ({"dateDepart": "2022-07-02"}, "2022-07-01T22:00:00.000Z"),
        ({}, ""),
    ],
)
def test_an_hour_of_paris_is_written_in_universal_time(absence: dict[str, Any], text: str) -> None:
    assert VACANCES.write(delivery({"absence": absence}))["PERIODE_FORM/DATE_DEBUT"] == text


def test_midnight_and_the_last_minute_stand_for_no_hour_when_they_are_read() -> None:
    read = VACANCES.read(
        {
            "PERIODE_FORM/DATE_DEBUT": "2022-03-01T23:00:00.000Z",
            "PERIODE_FORM/DATE_FIN": "2022-04-25T21:59:00.000Z",
        }
    )
    assert read["absence"] == {"dateDepart": "2022-03-02", "dateRetour": "2022-04-25"}


def test_every_item_of_a_list_is_written_and_none_when_there_is_none() -> None:
    answers = {
        "logement": {"digicodes": ["24B12", "68693"]},
        "contacts": [{"nom": "Malrod", "aLesCles": True}],
    }
    texts = VACANCES.write(delivery(answers))
    assert texts["ADRESSE_FORM/DIGICODE[2]"] == "68693"
    assert texts["CONTACT_FORM/CONTACTS[1]/HAS_KEY"] == "true"
    assert not [one for one in VACANCES.write(delivery({})) if "[" in one]


def test_contacts_who_will_come_are_said_after_the_other_information() -> None:
    contacts = [{"passeAuLogement": False}, {"passeAuLogement": True}]
    answers = {"logement": {"informationsAcces": "Portail bleu"}, "contacts": contacts}
    said = VACANCES.write(delivery(answers))["ADRESSE_FORM/INFORMATIONS_COMPLEMENTAIRES"]
    assert said == "Portail bleu\nContact 2 passe au logement"


def test_the_departement_and_the_region_follow_the_commune_and_a_harbour_stands_for_a_street() -> None:
    address = {"commune": {"code": "2A004", "nom": "Ajaccio"}, "lieuDit": "Port Tino Rossi"}
    texts = VACANCES.write(delivery({"logement": {"adresse": address}}))
    assert (texts["ADRESSE_FORM/DEPARTEMENT_ID"], texts["ADRESSE_FORM/REGION_ID"]) == ("2A", "94")
    assert texts["ADRESSE_FORM/VOIE"] == "Port Tino Rossi"


@pytest.mark.parametrize(("country", "number"), [("FR", "99160"), ("IT", "99127"), ("MA", "99350")])
def test_a_country_of_birth_is_its_insee_number_but_france(country: str, number: str) -> None:
    texts = VACANCES.write(delivery({"demandeur": {"paysNaissance": country}}))
    assert texts["PERSONNE_FORM/PAYS_NAISSANCE_ID"] == number
