"""Texts are found by key, filled, and never leave a hole or a key before a resident's eyes."""

from dataclasses import replace
from datetime import date

import pytest

from engine.journey import placeholders
from engine.journey.placeholders import fallback
from engine.journey.problems import Problem
from engine.journey.words import InFrench, Words, fill, shown
from engine.journey.written import as_typed, in_words
from engine.language import LANGUAGES
from tests.journey.small import form, question
from tests.towns import CATALOGUE

TREE = {"field": "/type", "is": "mariage"}
TEXTS = {
    "A-1.label": [{"if": TREE, "text": "Date du mariage"}, {"text": "Date"}],
    "A-1.error": "Donnez une date, par exemple : {exemple}.",
    "A-1.error.pattern": "Écrivez {limit} signes au plus.",
    "A-2.label": "Nom",
    "A-2.error": "Écrivez le nom, par exemple : {exemple}.",
    "A-2.example": "Martin",
    "A-1.option.oui": "par courrier",
    "check.ageEntre": "De {min} à {max} ans.",
    "page.x.title": "Écrivez à {contact} avant le {date}.",
}
FORM = form({"A-1": {"field": "/a"}, "A-2": {"field": "/b"}}, texts=TEXTS)
WORDS = Words(FORM.definition, values={"contact": "Mairie de Nice"})


def test_a_text_has_the_variant_of_its_answers() -> None:
    assert WORDS.get("A-1.label", document={"type": "mariage"}) == "Date du mariage"
    assert WORDS.get("A-1.label", document={"type": "deces"}) == WORDS.get("A-1.label") == "Date"


def test_placeholders_are_filled_or_fall_back() -> None:
    assert WORDS.get("page.x.title") == "Écrivez à Mairie de Nice avant le la date indiquée dans le suivi."
    assert fill("{ville} {inconnu}", {"ville": ""}) == "votre ville {inconnu}"
    assert fill("{n}", {"n": 0}) == "0"
    assert fill("{a}", {"a": "{b}", "b": "x"}) == "{b}", "a value is never read as a text"


def test_a_missing_example_takes_its_words_with_it() -> None:
    assert WORDS.message(Problem("A-1", "required", "/a"), {}) == "Donnez une date."
    assert WORDS.message(Problem("A-2", "required", "/b"), {}) == "Écrivez le nom, par exemple : Martin."


def test_a_message_says_the_keyword_s_own_words_first() -> None:
    wrong = Problem("A-1", "pattern", "/a", params={"limit": 12})
    assert WORDS.message(wrong, {}) == "Écrivez 12 signes au plus."
    age = Problem("A-1", "ageEntre", "/a", params={"min": 16, "max": 25})
    assert WORDS.message(age, {}) == "De 16 à 25 ans."


def test_a_date_in_a_message_is_long() -> None:
    day = Problem("A-1", "pattern", "/a", params={"limit": date(2026, 8, 1)})
    assert WORDS.message(day, {}) == "Écrivez 1er août 2026 signes au plus."


def test_another_language_falls_back_to_french_and_says_so() -> None:
    english = Words(FORM.definition, "en")
    assert english.get("A-2.label") == "Nom"
    assert isinstance(english.get("A-2.label"), InFrench)
    assert isinstance(english.option("A-1", "oui"), InFrench)
    assert not isinstance(WORDS.get("A-2.label"), InFrench)


def test_easy_french_falls_back_to_french_without_a_mark() -> None:
    easy = Words(FORM.definition, "fr-falc")
    assert easy.get("A-2.label") == "Nom"
    assert not isinstance(easy.get("A-2.label"), InFrench)


def test_placeholders_values_and_examples_follow_the_language() -> None:
    assert fill("Write to {contact}, for example: {exemple}.", {}, "en") == "Write to the town hall."
    assert fill("{date}", {}, "fr-falc") == "la date écrite sur la page de suivi"
    assert shown(date(2026, 8, 1), "en") == "1 August 2026"
    assert shown("2026-08-01", "en") == "1 August 2026"
    assert shown("14:30", "en") == "14:30"
    assert shown("06-15", "en") == "15 June"
    assert shown(1234.5, "en") == "1,234.50"


def test_every_language_has_the_same_placeholders() -> None:
    names = set(placeholders.NAMES)
    assert names > {"date", "contact", "refusée"}
    for language in LANGUAGES:
        assert {name for name in names if fallback(name, language)} == names
    english = {name for name in names if fallback(name, "en") == fallback(name, "fr")}
    assert english == {"lien", "n"}, "a French word was left in English"


def test_an_option_starts_with_an_upper_case_letter() -> None:
    assert WORDS.option("A-1", "oui") == "Par courrier"
    assert WORDS.option("A-1", "sans") == "Sans"


@pytest.mark.parametrize(
    ("widget", "value", "lines"),
    [
        ("yesno", True, ("Oui",)),
        ("yesno", False, ("Non",)),
        ("date", "1962-08-24", ("24 août 1962",)),
        ("country", "BE", ("Belgique",)),
        ("countries", ["FR", "BE"], ("France", "Belgique")),
        ("tel", "+33612345678", ("06 12 34 56 78",)),
        ("commune", {"code": "06088", "nom": "Nice"}, ("Nice (06088)",)),
        ("textarea", "un\ndeux", ("un", "deux")),
        ("decimal", 43.7, ("43,7",)),
        ("number", 3, ("3",)),
        ("time", "08:30", ("8 h 30",)),
        ("time", "14:00", ("14 h",)),
        ("day-month", "06-15", ("15 juin",)),
        ("day-month", "01-01", ("1er janvier",)),
        ("amount", 123450, ("1\u202f234,50 €",)),
        ("amount", "12,345", ("12,345",)),
        ("files", [{"nom": "a.pdf", "taille": 1_200_000}], ("a.pdf, 1,2 Mo",)),
    ],
)
def test_an_answer_is_written_in_words(widget: str, value: object, lines: tuple[str, ...]) -> None:
    words = Words(form({}, texts={"boolean.option.oui": "Oui", "boolean.option.non": "Non"}).definition)
    assert tuple(one.replace("\u00a0", " ") for one in in_words(question(widget), value, words)) == lines


@pytest.mark.parametrize(
    ("widget", "value", "inputs"),
    [
        ("date", "1962-08-04", {"jour": ["4"], "mois": ["8"], "annee": ["1962"]}),
        ("partial-date", "1962", {"jour": [""], "mois": [""], "annee": ["1962"]}),
        ("yesno", False, {"": ["non"]}),
        ("commune", {"code": "06088", "nom": "Nice"}, {"": ["Nice"], "code": ["06088"]}),
        ("commune", "Saint-Denis", {"": ["Saint-Denis"], "code": [""]}),
        ("checkboxes", ["a", "b"], {"": ["a", "b"]}),
        ("decimal", 43.7, {"": ["43,7"]}),
        ("text", "Le Goff", {"": ["Le Goff"]}),
        ("amount", 123450, {"": ["1234,50"]}),
        ("amount", "dix", {"": ["dix"]}),
        ("day-month", "06-05", {"jour": ["5"], "mois": ["6"]}),
        ("time", "08:30", {"": ["08:30"]}),
    ],
)
def test_an_answer_goes_back_into_its_inputs(
    widget: str, value: object, inputs: dict[str, list[str]]
) -> None:
    assert as_typed(question(widget), value) == inputs


def test_a_number_has_its_unit_and_cents_are_said_in_euros() -> None:
    words = Words(form({}).definition)
    told = {
        "12 m²": (question("number", suffix="m²"), 12),
        "12,50 m²": (question("decimal", suffix="m²"), 12.5),
        "1,20 m": (question("amount", unit="metresCm"), 120),
        "1,20": (question("amount", unit="hundredths"), 120),
        "297,00 €": (replace(question("none"), pointer="/tarif/estimeCentimes"), 29700),
        "2027": (question("number"), 2027),
    }
    for said, (asked, value) in told.items():
        assert in_words(asked, value, words) == (said.replace(" ", "\u00a0"),)


def test_a_hole_is_filled_as_a_sentence_carries_it() -> None:
    told = {
        "2027-01-16": "16 janvier 2027",
        "08:30": "8 h 30",
        "06-15": "15 juin",
        1234: "1\u202f234",
        12.5: "12,50",
    }
    assert {value: shown(value).replace("\u00a0", " ") for value in told} == told
    assert (shown("2027"), shown("Nice"), shown(3.0)) == ("2027", "Nice", "3")


def test_a_computed_group_has_a_line_an_item() -> None:
    definition = CATALOGUE.get("inscription-scolaire-periscolaire")
    prices = [
        {"enfant": 1, "service": "cantine", "unite": "repas", "prixCentimes": 255},
        {"enfant": 2, "service": "accueilSoir", "unite": "soir", "prixCentimes": 180},
    ]
    lines = in_words(definition.questions["INS-075"], prices, Words(definition))
    assert [one.replace("\u00a0", " ") for one in lines] == [
        "Enfant 1, la cantine, par repas : 2,55 €",
        "Enfant 2, l’accueil du soir, par soir : 1,80 €",
    ]


def test_a_computed_item_is_called_as_the_item_that_it_counts() -> None:
    definition = CATALOGUE.get("inscription-scolaire-periscolaire")
    prices = [
        {"enfant": 1, "service": "cantine", "unite": "repas", "prixCentimes": 255},
        {"enfant": 2, "service": "mercredi", "unite": "journee", "prixCentimes": 1180},
    ]
    children = {"enfants": [{"prenoms": "Léa Marie"}, {}]}
    for language, said in {
        "fr": ["Léa, la cantine, par repas : 2,55 €", "Enfant 2, l’accueil du mercredi, par jour : 11,80 €"],
        "en": ["Léa, canteen, per meal: €2.55", "Child 2, Wednesday care, per day: €11.80"],
    }.items():
        lines = in_words(definition.questions["INS-075"], prices, Words(definition, language), children)
        assert [one.replace("\u00a0", " ") for one in lines] == said
