"""A condition is told whole, with the numbers of questions and the words of their answers."""

from typing import Any

import pytest

from engine.catalogue import Catalogue
from engine.journey.told import Naming, when
from engine.resources import forms_root, schemas_root

NAMING = Naming(Catalogue.from_source(forms_root(), schemas_root()).get("acte-etat-civil"))
ASKED = {"field": "/typeActe", "is": "naissance"}


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (ASKED, "ACT-001 est « Un acte de naissance »"),
        ({"not": ASKED}, "ACT-001 n’est pas « Un acte de naissance »"),
        ({"not": {"not": ASKED}}, "ACT-001 est « Un acte de naissance »"),
        ({"field": "/dateActe", "present": True}, "ACT-900 a une réponse"),
        ({"not": {"field": "/dateActe", "present": True}}, "ACT-900 n’a pas de réponse"),
        ({"field": "/survenuEnFrance", "is": True}, "ACT-003 est oui"),
        (
            {"not": {"all": [ASKED, {"not": {"field": "/survenuEnFrance", "is": True}}]}},
            "ACT-001 n’est pas « Un acte de naissance » ou ACT-003 est oui",
        ),
        ({"not": {"field": "/nombreExemplaires", "ge": 2}}, "il est faux que ACT-020 est au moins 2"),
        ({"field": "/demandeur/adresse/pays", "is": "FR"}, "ADR-001 est « France »"),
        ({"all": []}, "toujours"),
        ({"any": []}, "jamais"),
        ({"count": "/parents", "ge": 2}, "le nombre de PAR-000 est au moins 2"),
        (
            {"some": "/parents", "where": {"field": "./prenoms", "present": True}},
            "un élément de PAR-000 est tel que PAR-004 a une réponse",
        ),
        (
            {"any": [{"all": [ASKED, {"field": "/dateActe", "present": True}]}, {"field": "/rien", "lt": 3}]},
            "(ACT-001 est « Un acte de naissance » et ACT-900 a une réponse) ou /rien est inférieur à 3",
        ),
    ],
)
def test_a_condition_is_read_back(tree: dict[str, Any], words: str) -> None:
    assert when(tree, NAMING) == words
