"""The sentences of the receipt, in the order of R112-11-1, and none more certain than its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.journey.words import Words
from engine.procedure.mentions import Receipt, mention_texts, mentions
from tests.towns import CATALOGUE

BASE = CATALOGUE.get("acte-etat-civil")
SERVICE = "État civil, 1 place des Tilleuls, 03990 Tilleray, etat-civil@tilleray.example, 02 61 91 00 13"
RULE = {"outcome": "rejection", "delay": "P2M", "startsAt": "deposit", "verified": True}


def receipt(mention_names: list[str], silence: dict[str, Any], **procedure: object) -> Receipt:
    """Give a receipt of 31 August 2026 under a rule of silence."""
    changed = {**BASE.procedure, "mentions": mention_names, "silence": silence, "remedies": [], **procedure}
    definition = replace(BASE, procedure=changed)
    return Receipt(
        definition,
        {},
        Words(definition, values={"ville": "Moulins"}),
        "4KT-7MP-93",
        date(2026, 8, 31),
        SERVICE,
    )


def test_the_sentences_come_in_the_order_of_the_law() -> None:
    said = mentions(receipt(["silenceRejet", "remedes"], RULE))
    assert "Reçu le 31 août 2026" in said[0]
    assert "4KT-7MP-93" in said[0]
    assert SERVICE in said[1]
    assert "31 octobre 2026" in said[2]
    assert "refusée" in said[2]
    assert "tribunal administratif de Moulins" in said[3]
    assert len(said) == 4


def test_an_acceptance_by_silence_offers_the_attestation() -> None:
    said = mentions(receipt(["silenceAccord"], {**RULE, "outcome": "acceptance"}))
    assert "31 octobre 2026" in said[2]
    assert "attestation" in said[2]


@pytest.mark.parametrize(
    ("name", "outcome", "word"),
    [("silenceRejet", "rejection", "refusée"), ("silenceAccord", "acceptance", "acceptée")],
)
def test_a_rule_that_was_not_read_is_never_said_as_certain(name: str, outcome: str, word: str) -> None:
    rule = {**RULE, "outcome": outcome, "verified": False}
    for listed in (name, "silenceNonVerifie"):
        said = mentions(receipt([listed], rule))[2]
        assert "en principe" in said
        assert word in said
        assert "en cours de vérification" in said
        assert said.count("en cours de vérification") == 1


def test_a_remedy_that_was_not_read_says_so() -> None:
    doubtful = receipt(
        ["silenceRejet", "remedes"], RULE, remedies=[{"mention": "remedes", "verified": False}]
    )
    certain = receipt(["silenceRejet", "remedes"], RULE, remedies=[{"mention": "remedes", "verified": True}])
    assert "en cours de vérification" in mentions(doubtful)[3]
    assert "en cours de vérification" not in mentions(certain)[3]


def test_a_declaration_promises_no_decision() -> None:
    said = mentions(receipt(["sansDecision"], {"outcome": "none", "startsAt": "deposit", "verified": True}))
    assert "aucune décision" in said[2]
    assert "2026" not in said[2]


def test_a_delay_from_a_visit_names_no_day() -> None:
    said = mentions(receipt(["silenceRejet"], {**RULE, "startsAt": "visit"}))
    assert "la date indiquée dans le suivi" in said[2]
    assert "31 août" not in said[2]


def test_a_delay_from_a_complete_file_says_what_a_missing_piece_does() -> None:
    said = mentions(receipt(["silenceAccord"], {**RULE, "outcome": "acceptance", "startsAt": "complete"}))
    assert "pièce indispensable" in said[3]


def test_a_mention_without_words_is_left_out_rather_than_printed_as_its_key() -> None:
    said = mentions(receipt(["silenceRejet", "inconnue"], RULE))
    assert len(said) == 3
    assert not any("mention." in one for one in said)


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_every_form_says_nothing_absent(slug: str) -> None:
    definition = CATALOGUE.get(slug)
    said = mentions(Receipt(definition, {}, Words(definition), "4KT-7MP-93", date(2026, 8, 31), SERVICE))
    assert len(said) >= 3
    for one in said:
        assert not any(absent in one for absent in ("None", "null", "mention.", "{", "}"))


def test_a_mention_with_a_condition_is_said_when_it_holds() -> None:
    listed: list[Any] = [
        {"mention": "silenceRejet", "if": {"field": "/typeActe", "is": "deces"}},
        {"mention": "gratuit", "if": {"field": "/typeActe", "is": "naissance"}},
    ]
    birth = replace(receipt(listed, RULE), document={"typeActe": "naissance"})
    death = replace(receipt(listed, RULE), document={"typeActe": "deces"})
    assert "gratuite" in mentions(birth)[2]
    assert "refusée" in mentions(death)[2]
    assert not birth.says_silence
    assert death.says_silence
    assert len(list(mention_texts(birth.definition, birth.words, birth.document))) == 1


def test_holes_of_a_mention_take_labels_dates_numbers_and_euros() -> None:
    holes = {"acte": ["ACT-001"], "date": ["ACT-005"], "n": ["ACT-020"]}
    words = {**BASE.texts["fr"], "mention.essai": "{acte}, {date}, {n}."}
    base = receipt(["essai"], RULE, placeholders=holes)
    definition = replace(base.definition, texts={**BASE.texts, "fr": words})
    answers = {"typeActe": "naissance", "dateEvenement": "1985-06", "nombreExemplaires": 2}
    told = replace(base, definition=definition, document=answers, words=Words(definition))
    assert mentions(told)[2] == "un acte de naissance, juin 1985, 2."


def test_a_hole_may_be_filled_by_what_the_town_has_set() -> None:
    told = receipt(["contact"], RULE, placeholders={"contact": {"parameter": "accueil"}})
    told = replace(told, definition=replace(told.definition, parameters={"accueil": "la capitainerie"}))
    assert "la capitainerie" in mentions(told)[2]
    assert (
        "la mairie" in mentions(receipt(["contact"], RULE, placeholders={"contact": {"parameter": "x"}}))[2]
    )
