"""Every kind of check says yes to an answer that stands and no to one that does not."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.journey.checks import CHECKS
from engine.journey.duplicates import key_of, keys_of
from engine.journey.facts import CityFacts, ListRow, Town
from engine.journey.problems import fingerprint, problems
from engine.model import Json
from tests.journey.small import FACTS, NICE, check, earlier, form

PARIS = CityFacts("Paris", (Town("75056", "Paris"),))
BOXED = replace(NICE, box=(43.6, 7.1, 43.8, 7.4))
ALARM = {"digitsAfter": {"word": "alarme", "min": 4, "max": 8}}
#: kind, answer that stands, answer that does not, other answers, arguments.
BOTH: list[tuple[str, Any, Any, dict[str, Any], dict[str, Any]]] = [
    ("dateExiste", "2024-02-29", "2023-02-29", {}, {}),
    ("dateExiste", "1962", "1962-04-31", {}, {}),
    ("datePassee", "2026-11-24", "2026-11-25", {}, {}),
    ("datePassee", "2026", "2027", {}, {}),
    ("dateFuture", "2026-12-04", "2026-12-03", {}, {"days": 10}),
    ("apresLe", "1793-01-01", "1792-12-31", {}, {"year": 1793}),
    ("moinsDeJours", "2026-11-14", "2026-11-13", {}, {"days": 10}),
    ("finApresDebut", "2026-12-02", "2026-12-01", {"ESS-002": "2026-12-01"}, {"start": "ESS-002"}),
    ("ageEntre", "2010-11-24", "2010-11-25", {}, {"min": 16, "max": 25}),
    ("ageEntre", "2000-11-25", "2000-11-24", {}, {"min": 16, "max": 25}),
    ("majeur", "2008-11-24", "2008-11-25", {}, {}),
    ("pasAvant", "1990-01-01", "1989-12-31", {"ESS-002": "1990-01-01"}, {"other": "ESS-002"}),
    ("anneesApres", "1977-08-24", "1977-08-23", {"ESS-002": "1962-08-24"}, {"other": "ESS-002", "years": 15}),
    ("plusAge", "1962-08-24", "1962-08-23", {"ESS-002": "1962-08-24"}, {"other": "ESS-002"}),
    (
        "entreAges",
        "2026-05-01",
        "2026-04-30",
        {"ESS-002": "2010-05-01"},
        {"birth": "ESS-002", "min": 16, "max": 25},
    ),
    ("coherentNaissance", "1990-01-01", "2005-01-01", {"ESS-002": "2012-05-01"}, {"child": "ESS-002"}),
    ("communeDeLaVille", {"code": "06088", "nom": "Nice"}, {"code": "75056", "nom": "Paris"}, {}, {}),
    (
        "communeDuCodePostal",
        {"code": "06088", "nom": "Nice"},
        {"code": "44109", "nom": "Nantes"},
        {"ESS-002": "06000"},
        {"postcode": "ESS-002"},
    ),
    ("courrielOuCase", None, True, {"ESS-002": "a@exemple.fr"}, {"other": "ESS-002"}),
    ("parmiPrenoms", "louise", "Anne", {"ESS-002": "Claire Louise"}, {"other": "ESS-002"}),
    ("texteNommeQuelquun", "Un trou devant le 12", "Appelez le 06 12 34 56 78", {}, {}),
    ("texteNommeQuelquun", "Rien d'autre", "la voiture AB-123-CD", {}, {}),
    ("texteNommeQuelquun", "arobase", "voisin@exemple.fr", {}, {}),
    ("texteInterdit", "Une alarme à l'entrée", "Le code de l'alarme", {}, {"words": ["code de l'alarme"]}),
    ("texteInterdit", "alarme : 12", "Alarme : 12 34", {}, ALARM),
    ("texteInterdit", "12345 puis alarme", "alarme 123456", {}, ALARM),
    ("jourMoisExiste", "02-29", "02-30", {}, {}),
    ("dateFuture", "2026-12-04", "2026-12-03", {}, {"days": {"sum": [{"const": 4}, {"const": 6}]}}),
    ("siretValide", "732 829 320 00074", "73282932000075", {}, {}),
    ("siretValide", "35600000009075", "35600000009076", {}, {}),
    ("rnaValide", "W062001234", "062001234", {}, {}),
    ("rnaValide", "w9n1001234", "W06200123A", {}, {}),
    ("ibanValide", "FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890188", {}, {}),
    ("ibanValide", "DE89370400440532013000", "TR330006100519786457841326", {}, {}),
    ("paysHorsFrance", "BE", "FR", {}, {}),
    ("dansLaCommune", {"code": "06088", "nom": "Nice"}, {"code": "75056", "nom": "Paris"}, {}, {}),
    ("memeTexte", "les AMIS de l'Étang", "Amis", {"ESS-002": "Les amis de l’étang"}, {"other": "ESS-002"}),
    ("autreTexte", "+33612345679", "+33612345678", {"ESS-002": "+33612345678"}, {"other": "ESS-002"}),
    (
        "comparer",
        "2026-12-02",
        "2026-11-30",
        {"ESS-002": "2026-12-01"},
        {"left": {"copy": "/reponse"}, "is": "ge", "right": {"copy": "/autres/ESS-002"}},
    ),
    ("distincts", "b", "À ", {"ESS-002": "a"}, {"of": ["ESS-001", "ESS-002"]}),
]


@pytest.mark.parametrize(("kind", "good", "bad", "others", "arguments"), BOTH)
def test_a_check_gives_both_verdicts(
    kind: str, good: Json, bad: Json, others: dict[str, Any], arguments: dict[str, Any]
) -> None:
    assert check(kind, good, others, **arguments) == ()
    (found,) = check(kind, bad, others, **arguments)
    assert (found.code, found.keyword, found.severity) == ("ESS-001", kind, "error")


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        (kind, arguments)
        for kind, _good, _bad, others, arguments in BOTH
        if others and kind != "courrielOuCase"
    ],
)
def test_a_check_says_nothing_while_the_other_answer_is_missing(kind: str, arguments: dict[str, Any]) -> None:
    bad = next(one[2] for one in BOTH if one[0] == kind)
    absent = dict.fromkeys(next(one[3] for one in BOTH if one[0] == kind))
    assert check(kind, bad, absent, **arguments) == ()


def test_a_partial_date_gets_the_benefit_of_the_doubt() -> None:
    assert check("majeur", "2008") == ()
    assert check("ageEntre", "2010", min=16, max=25) == ()
    assert check("plusAge", "1962", {"ESS-002": "1962-08-24"}, other="ESS-002") == ()
    assert check("pasAvant", "1990", {"ESS-002": "1990-06-01"}, other="ESS-002") == ()
    assert check("datePassee", "2026-11") == ()


def test_an_arrondissement_is_part_of_its_city() -> None:
    twelfth = {"code": "75112", "nom": "Paris 12e"}
    assert check("communeDeLaVille", twelfth, facts=replace(FACTS, city=PARIS)) == ()
    (found,) = check("communeDeLaVille", twelfth)
    assert found.params == {"commune": "Paris 12e"}


def test_the_limit_is_said_as_a_date() -> None:
    (found,) = check("dateFuture", "2026-11-24", days=10)
    assert str(found.params["date"]) == "2026-12-04"


def test_one_means_of_two_is_enough() -> None:
    both = form(
        {
            "ESS-001": {
                "field": "/telephone",
                "checks": [{"name": "plusDUnMoyen", "other": "ESS-002"}],
                "required": False,
            },
            "ESS-002": {"field": "/courriel"},
        }
    )
    assert problems(both, {"telephone": "+33612345678"}, FACTS) == ()
    assert problems(both, {"courriel": "a@exemple.fr"}, FACTS) == ()
    assert [one.keyword for one in problems(both, {}, FACTS)] == ["plusDUnMoyen"]


def test_a_place_outside_the_city_s_box_is_noticed() -> None:
    facts = replace(FACTS, city=BOXED)
    inside = check("lieuHorsVille", 43.7, {"ESS-002": 7.25}, facts, other="ESS-002")
    outside = check("lieuHorsVille", 48.8, {"ESS-002": 2.3}, facts, other="ESS-002")
    assert (inside, [one.keyword for one in outside]) == ((), ["lieuHorsVille"])
    assert check("lieuHorsVille", 48.8, {"ESS-002": 2.3}, other="ESS-002") == ()


def test_a_position_outside_the_city_s_box_is_refused() -> None:
    facts, here = replace(FACTS, city=BOXED), {"latitude": 43.7, "longitude": 7.25}
    for north in (False, True):
        there = {**here, "latitude": 48.8} if north else {**here, "longitude": 2.3}
        assert [one.keyword for one in check("positionHorsVille", there, None, facts)] == [
            "positionHorsVille"
        ]
    assert check("positionHorsVille", here, None, facts) == ()
    assert check("positionHorsVille", {**here, "latitude": 48.8}) == ()


@pytest.mark.parametrize("kind", ["doublonMemeSession", "dejaSignale"])
def test_what_was_sent_already_is_recognised_by_its_main_answers(kind: str) -> None:
    compiled = form(
        {
            "ESS-001": {
                "field": "/reponse",
                "checks": [{"name": kind, "questions": ["ESS-001"], "severity": "confirm"}],
            }
        }
    )
    use = compiled.by_code["ESS-001"].checks[0].use
    key = key_of(compiled, use, {"reponse": "a"})
    assert key is not None
    assert keys_of(compiled, {"reponse": "a"}) == {kind: key}
    assert keys_of(compiled, {}) == {}
    (found,) = problems(compiled, {"reponse": "a"}, earlier(kind, key))
    assert (found.severity, found.params["date"]) == ("confirm", FACTS.today)
    assert problems(compiled, {"reponse": "b"}, earlier(kind, key)) == ()
    assert problems(compiled, {"reponse": "a"}, FACTS) == ()


def test_a_condition_is_a_fault_whenever_it_applies() -> None:
    tree = {"field": "/reponse", "is": "oui"}
    assert [one.keyword for one in check("condition", "oui", None, FACTS, **{"if": tree})] == ["condition"]
    assert check("condition", "non", None, FACTS, **{"if": tree}) == ()


def test_a_holder_may_be_one_of_several() -> None:
    names = {"ESS-002": "Les Amis", "ESS-003": "Le Club"}
    assert check("memeTexte", "le club", names, other=["ESS-002", "ESS-003"]) == ()
    assert len(check("memeTexte", "Autre", names, other=["ESS-002", "ESS-003"])) == 1
    assert check("memeTexte", "Autre", {"ESS-002": None}, other="ESS-002") == ()


def test_a_check_fills_its_words_with_what_the_form_computes() -> None:
    values = {"max": {"const": 3}, "n": {"copy": "/reponse"}, "date": {"copy": "/autres/ESS-002"}}
    compared: dict[str, Any] = {"left": {"copy": "/reponse"}, "is": "le", "right": {"const": 3}}
    (found,) = check("comparer", 4, {"ESS-002": None}, **compared, values=values)
    assert found.params == {"max": 3, "n": 4}


def test_a_confirmation_dies_when_an_answer_that_the_check_computes_with_changes() -> None:
    compared = {"kind": "comparer", "left": {"copy": "/reponse"}, "is": "le", "right": {"copy": "/limite"}}
    use = {"name": "trop", "on": "ESS-001", "severity": "confirm", **compared}
    compiled = form({"ESS-001": {"field": "/reponse", "checks": [use]}, "ESS-002": {"field": "/limite"}})
    document = {"reponse": 5, "limite": 4}
    confirmed = {"trop": fingerprint(compiled, compiled.by_code["ESS-001"].checks[0], document)}
    assert problems(compiled, document, FACTS, confirmed) == ()
    assert [one.keyword for one in problems(compiled, {**document, "limite": 3}, FACTS, confirmed)] == [
        "trop"
    ]


def test_a_code_is_a_row_of_the_town_s_list_or_one_withdrawn_since() -> None:
    rows = (
        ListRow("ouvert", "A"),
        ListRow("retire", "B", None, date(2026, 1, 1)),
        ListRow("demain", "C", date(2027, 1, 1)),
    )
    facts = replace(FACTS, city=replace(NICE, lists={"ecoles": rows}))
    for good in ("ouvert", "retire", ["ouvert", "retire"]):
        assert check("dansListe", good, None, facts, list="ecoles") == ()
    for bad in ("demain", "inconnu", ["ouvert", "inconnu"]):
        assert [one.keyword for one in check("dansListe", bad, None, facts, list="ecoles")] == ["dansListe"]


def test_every_kind_of_check_is_tried_here() -> None:
    apart = {
        "plusDUnMoyen",
        "lieuHorsVille",
        "positionHorsVille",
        "doublonMemeSession",
        "dejaSignale",
        "condition",
    }
    apart |= {"sansChevauchement", "ordre", "dansListe"}
    assert {one[0] for one in BOTH} | apart == set(CHECKS)
