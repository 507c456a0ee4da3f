"""An example tells its day and its town: communes, lists with their columns, parameters within their defaults."""

from dataclasses import replace
from datetime import date
from typing import Any

from engine.catalogue.told import definition_of, facts_of
from engine.journey.compiled import program
from engine.journey.settle import settle
from engine.model import Json
from tests.journey.small import form

EXAMPLE: dict[str, Any] = {
    "now": "2026-11-24T10:00:00+01:00",
    "facts": {
        "communes": [{"code": "03990", "nom": "Tilleray"}],
        "box": [43.6, 7.1, 43.8, 7.4],
        "lists": {"zones": [{"code": "centre", "label": "Centre", "from": "2026-01-01", "prix": 250}]},
        "parameters": {"delai": {"benne": 5}},
    },
}
DECLARED = {"delai": {"type": "integer", "default": 15, "by": {"question": "ESS-001"}}}


def delay(answers: dict[str, Json], example: dict[str, Any]) -> Json:
    """Settle a form that computes a delay and a price in the town of an example."""
    read = {"parameter": "delai", "for": {"copy": "/nature"}}
    price = {"row": "zones", "give": "prix"}
    compiled = form(
        {
            "ESS-001": {"field": "/nature"},
            "ESS-002": {"field": "/delai", "widget": "none", "calculate": {"value": read}},
            "ESS-003": {"field": "/prix", "widget": "none", "calculate": {"value": price}},
        },
        procedure={"parameters": DECLARED},
    )
    return settle(program(definition_of(compiled.definition, example)), answers, facts_of(example))


def test_the_town_of_an_example_is_the_one_it_tells() -> None:
    facts = facts_of(EXAMPLE)
    assert facts.today == date(2026, 11, 24)
    assert facts.city.communes[0].nom == "Tilleray"
    assert facts.city.box == (43.6, 7.1, 43.8, 7.4)
    assert facts.city.lists["zones"][0].values == {"prix": 250}


def test_its_parameters_and_lists_are_what_the_form_computes_with() -> None:
    assert delay({"nature": "benne"}, EXAMPLE) == {"nature": "benne", "delai": 5, "prix": 250}
    assert delay({"nature": "terrasse"}, EXAMPLE) == {"nature": "terrasse", "delai": 15, "prix": 250}


def test_an_example_without_parameters_has_the_national_ones() -> None:
    assert delay({"nature": "benne"}, {**EXAMPLE, "facts": {}}) == {"nature": "benne", "delai": 15}
    definition = replace(form({}).definition, parameters={"delai": 15})
    assert definition_of(definition, {**EXAMPLE, "facts": {}}) is definition
