"""An author reads a form in the terminal as it will be asked."""

import json
from pathlib import Path

import pytest

from engine.catalogue import assemble, bundle_digest
from engine.catalogue.show import describe, outline, outline_data
from engine.model import Tree

FIXTURES = Path(__file__).parent / "fixtures"
BUNDLE = assemble("demande-badge", FIXTURES / "forms", FIXTURES / "schemas")


def test_the_outline_has_every_question_once_with_its_condition() -> None:
    text = outline(BUNDLE)
    assert text.startswith("Demander un badge (demande-badge 1.0.0, demande)")
    assert all(text.count(f"{code} ") >= 1 for code in BUNDLE["questions"])
    assert "parents: Les parents  [if BAD-001 = piscine]" in text
    assert "PIE-001 Carte grise [files; required if BAD-002 = annee; if BAD-001 = parking]" in text
    assert "BAD-007 Plaque [text; required; if BAD-900 = yes and BAD-006 = yes]" in text


def test_the_outline_is_json_too() -> None:
    data = json.loads(json.dumps(outline_data(BUNDLE, bundle_digest(BUNDLE))))
    asked = [question["code"] for page in data["pages"] for question in page["questions"]]
    calculated = [question["code"] for question in data["calculated"]]
    assert sorted(asked + calculated) == sorted(BUNDLE["questions"])
    assert calculated == ["IDE-012", "BAD-900"]


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"field": "/duree", "in": ["jour", "mois"]}, "BAD-002 in jour, mois"),
        ({"field": "/horaires", "contains": "soir"}, "BAD-005 contains soir"),
        ({"field": "/demandeur/communeNaissance/code", "is": "06088"}, "IDE-009.code = 06088"),
        ({"not": {"field": "/duree", "present": True}}, "not (BAD-002 is answered)"),
        (
            {"some": "/parents", "where": {"field": "./vehicule", "is": True}},
            "some of PAR-000 has BAD-006 = yes",
        ),
        ({"count": "/parents", "ge": 2}, "count of PAR-000 ≥ 2"),
        (
            {
                "all": [
                    {"field": "/nombreParents", "lt": 2},
                    {"any": [{"field": "/pourSoi", "is": False}] * 2},
                ]
            },
            "BAD-004 < 2 and (BAD-003 = no or BAD-003 = no)",
        ),
    ],
)
def test_a_condition_is_said_in_words(tree: Tree, words: str) -> None:
    assert describe(tree, BUNDLE) == words
