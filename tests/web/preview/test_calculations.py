"""Every word of an expression has a phrase, and says what it means."""

from typing import Any

import pytest

from engine.catalogue import Catalogue
from engine.journey.expressions import KINDS
from engine.journey.told import Naming
from engine.resources import forms_root, schemas_root
from engine.web.preview.calculations import PHRASES, Teller

NAMING = Naming(Catalogue.from_source(forms_root(), schemas_root()).get("acte-etat-civil"))
ASKED = {"field": "/typeActe", "is": "naissance"}
FORM = {"copy": "/natureActe"}


def test_every_word_of_an_expression_has_a_phrase() -> None:
    assert set(PHRASES) == set(KINDS)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (FORM, "ACT-002"),
        ({"sum": [FORM, {"const": 1}]}, "ACT-002 + 1"),
        ({"shift": {"today": True}, "days": 3}, "aujourd’hui déplacé de 3 jours"),
        ({"days": [{"today": True}, {"copy": "/dateActe"}]}, "le nombre de jours de aujourd’hui à ACT-900"),
        (
            {"divide": [{"product": [FORM, FORM]}, {"const": 100}], "round": "up", "decimals": 2},
            "(ACT-002 × ACT-002) ÷ 100, arrondi au-dessus à 2 décimales",
        ),
        (
            {"case": [{"if": ASKED, "value": {"const": "a"}}, {"value": {"const": False}}]},
            "« a » si ACT-001 est « Un acte de naissance » ; sinon non",
        ),
        (
            {"row": "tarifs", "match": {"nature": FORM, "plafond": {"ge": {"const": 8}}}, "give": "prix"},
            "« prix » de la ligne de la liste « tarifs » de la ville où « nature » = ACT-002 et « plafond » ≥ 8",
        ),
        ({"number": "list:zones"}, "le nombre de lignes ouvertes de la liste « zones » de la ville"),
        ({"parameter": "delai", "for": FORM}, "le paramètre « delai » de la ville pour ACT-002"),
        (
            {"total": "/parents", "value": {"copy": "./prenoms"}},
            "la somme, pour chaque élément de PAR-000, de PAR-004",
        ),
        (
            {"fn": "ageSous", "of": ["/demandeur/dateNaissance"], "years": 18},
            "la fonction « ageSous » du moteur (of : IDE-007, years : 18)",
        ),
    ],
)
def test_a_calculation_is_told(expression: dict[str, Any], words: str) -> None:
    assert Teller(NAMING).tell(expression) == words
