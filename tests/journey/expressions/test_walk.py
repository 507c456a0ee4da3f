"""What an expression reads is known without running it, whatever is inside what."""

from engine.journey.compiled import program
from engine.journey.expressions import lists_of, parameters_of, pointers_of, trees_of
from engine.journey.settle import settle
from tests.journey.small import FACTS, form

PRICE = {
    "most": [
        {
            "row": "tarifs",
            "match": {"zone": {"copy": "/zone"}, "plafond": {"ge": {"copy": "/n"}}},
            "give": "prix",
        },
        {
            "total": "/projets",
            "value": {"product": [{"copy": "./montant"}, {"parameter": "taux", "for": {"copy": "/nature"}}]},
        },
        {"number": "/projets", "where": {"field": "./sur", "is": True}},
        {
            "case": [
                {
                    "if": {"field": "/a", "present": True},
                    "value": {"shift": {"copy": "/debut"}, "days": {"copy": "/d"}},
                }
            ]
        },
        {"in": [{"copy": "/mot"}, "/jours"]},
        {"in": [{"copy": "/mot"}, "list:zones"]},
        {"weekdays": [{"copy": "/x"}, {"today": True}], "among": "/noms", "except": "list:vacances"},
        {"fn": "ageSous", "of": ["/ne", "/nee"], "years": 18},
        {
            "each": "/enfants",
            "give": [
                {"if": {"field": "./cantine", "is": True}, "item": {"prix": {"copy": "./prix"}}},
                {
                    "when": {"compare": [{"copy": "./age"}, "lt", {"copy": "/limite"}]},
                    "item": {"rang": {"rank": True}},
                },
            ],
        },
        {"column": "salles", "match": {"taille": {"copy": "/taille"}}, "give": "prix"},
    ]
}


def test_every_pointer_is_found_those_of_items_under_their_group() -> None:
    assert {one for one in pointers_of(PRICE) if not one.endswith("/*")} == {
        "/zone",
        "/n",
        "/projets",
        "/projets/*/montant",
        "/nature",
        "/projets/*/sur",
        "/a",
        "/debut",
        "/d",
        "/mot",
        "/jours",
        "/x",
        "/noms",
        "/ne",
        "/nee",
        "/enfants",
        "/enfants/*/cantine",
        "/enfants/*/prix",
        "/enfants/*/age",
        "/limite",
        "/taille",
    }
    inner = {"total": "./lots", "value": {"copy": "./prix"}}
    assert {"/projets/*/lots", "/projets/*/lots/*/prix"} <= pointers_of(inner, "/projets/*")


def test_conditions_lists_and_parameters_are_found() -> None:
    assert [scope for _tree, scope in trees_of(PRICE)] == ["/projets/*", "", "/enfants/*"]
    assert dict(lists_of(PRICE)) == {
        "tarifs": {"zone", "plafond", "prix"},
        "zones": frozenset(),
        "vacances": frozenset(),
        "salles": {"taille", "prix"},
    }
    assert parameters_of(PRICE) == {"taux"}


def test_values_are_computed_after_those_that_they_read() -> None:
    compiled = form(
        {
            "ESS-001": {
                "field": "/prix",
                "widget": "none",
                "calculate": {"value": {"sum": [{"copy": "/jours"}, {"const": 1}]}},
            },
            "ESS-002": {
                "field": "/jours",
                "widget": "none",
                "calculate": {"value": {"total": "/lots", "value": {"copy": "./n"}}},
            },
            "ESS-003": {
                "field": "/lots/*/n",
                "widget": "none",
                "calculate": {"value": {"product": [{"copy": "./m"}, {"number": "/lots"}]}},
            },
            "ESS-004": {"field": "/lots", "widget": "group"},
            "ESS-005": {"field": "/lots/*/m", "widget": "number"},
        },
        pages=[
            {"slug": "page", "section": "section", "questions": [], "group": "ESS-004", "item": ["ESS-005"]}
        ],
    )
    document = settle(compiled, {"lots": [{"m": 1}, {"m": 2}]}, FACTS)
    assert document == {"prix": 7, "jours": 6, "lots": [{"m": 1, "n": 2}, {"m": 2, "n": 4}]}
    assert program(compiled.definition) is compiled
