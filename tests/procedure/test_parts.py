"""One deposit, several requests: each is told with its own end of reference, sense and day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from engine.journey.words import Words
from engine.procedure.mentions import Receipt, mentions
from engine.procedure.parts import common_silence, parts_of
from tests.towns import CATALOGUE

BASE = CATALOGUE.get("acte-etat-civil")
DAY = date(2026, 8, 31)


def part(name: str, suffix: str, kind: str, delay: str, *, verified: bool) -> dict[str, Any]:
    """Give a part that is there for one kind of record."""
    rule = {"outcome": "acceptance", "delay": delay, "startsAt": "complete", "verified": verified}
    condition = {"field": "/typeActe", "in": ["deces", kind]}
    return {"id": name, "suffix": suffix, "service": name, "if": condition, "silence": rule}


def receipt(document: dict[str, Any], *, verified: bool = False) -> Receipt:
    """Give a receipt of a form of two parts, both there for a death."""
    two = [
        part("ecole", "S1", "naissance", "P3M", verified=verified),
        part("cantine", "C", "mariage", "P2M", verified=verified),
    ]
    words = {**BASE.texts["fr"], "part.ecole.label": "École", "part.cantine.label": "Cantine"}
    changed = {**BASE.procedure, "mentions": ["silenceNonVerifie"], "remedies": [], "parts": two}
    definition = replace(BASE, procedure=changed, texts={**BASE.texts, "fr": words})
    return Receipt(definition, document, Words(definition), "4KT-7MP-93", DAY, "Mairie")


def test_each_request_that_is_there_has_its_own_sentence() -> None:
    said = mentions(receipt({"typeActe": "deces"}))
    assert said[2].startswith("École (4KT-7MP-93-S1)\u00a0: Sans réponse au 30 novembre 2026")
    assert said[3].startswith("Cantine (4KT-7MP-93-C)\u00a0: Sans réponse au 31 octobre 2026")
    assert all("en principe considérée comme acceptée" in one for one in said[2:4])
    assert said[4].startswith("Si une pièce indispensable manque")
    assert len(said) == 5


def test_a_request_that_is_not_there_says_nothing() -> None:
    said = mentions(receipt({"typeActe": "mariage"}))
    assert not any("École" in one for one in said)
    assert sum("Cantine" in one for one in said) == 1


def test_a_part_whose_rule_was_read_is_certain_and_offers_the_attestation() -> None:
    said = mentions(receipt({"typeActe": "naissance"}, verified=True))
    assert "votre demande est acceptée" in said[2]
    assert "en principe" not in said[2]


def test_parts_that_differ_have_no_single_day() -> None:
    both, one = receipt({"typeActe": "deces"}), receipt({"typeActe": "mariage"})
    assert both.silence is None
    assert one.silence is not None
    assert one.silence.on == date(2026, 10, 31)
    assert common_silence(list(parts_of(both.definition, both.document, DAY))) is None


def test_a_form_of_one_request_has_no_parts() -> None:
    assert list(parts_of(BASE, {"typeActe": "deces"}, DAY)) == []
