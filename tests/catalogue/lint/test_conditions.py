"""Conditions, calculations, lists, exits, targets: each rule on what reads an answer is broken, and found alone."""

import json
from collections.abc import Callable
from typing import Any

from engine.catalogue import assemble
from tests.catalogue.conftest import Roots
from tests.catalogue.lint.breaking import (
    EVERY_TEXTS,
    FORM,
    JOURNEY,
    Breakage,
    Damage,
    assert_found_alone,
    circle,
    each,
    edit,
    findings,
    journey_check,
    leaving_option,
    part,
    procedure,
    question,
)


def with_list(expression: Any) -> Callable[[Roots], None]:  # noqa: ANN401 -- JSON
    """Declare a list without columns, and compare with what the expression gives."""

    def change(roots: Roots) -> None:
        procedure(lists={"zones": {}})(roots)
        journey_check(right=expression)(roots)

    return change


def twin_with_other_columns(roots: Roots) -> None:
    """Copy the form under another slug; both read one list of the city, of which one knows a column."""
    for path in sorted((roots.folder / FORM).rglob("*.json")):
        name = path.relative_to(roots.folder / FORM).as_posix()
        words = path.read_text(encoding="utf-8").replace("demande-badge", "autre-badge")
        roots.write(f"forms/autre-badge/{name}", json.loads(words))
    procedure(lists={"zones": {"columns": {"prix": {"type": "integer"}}}})(roots)
    roots.edit("forms/autre-badge/procedure.json", lambda one: one.update(lists={"zones": {}}))


def leads_nowhere(roots: Roots) -> None:
    for file in EVERY_TEXTS:
        edit(file, lambda one: one.update({"BAD-002.option.siecle": "Un siècle"}))(roots)
    option = {"value": "siecle", "exit": True}
    roots.edit(JOURNEY, lambda one: one["questions"]["BAD-002"]["options"].append(option))


def read_by_a_question(roots: Roots) -> None:
    leaving_option(roots)
    question("BAD-005", **{"if": {"field": "/duree", "is": "siecle"}})(roots)


BREAKAGES: list[Breakage] = [
    ("option-exit", leads_nowhere),
    ("option-exit", lambda roots: leaving_option(roots, "mois")),
    ("condition-type", read_by_a_question),
    ("target", edit(JOURNEY, lambda one: one["exits"]["S1"].update(unlessOffered=["BAD-002", "siecle"]))),
    ("condition", question("BAD-005", **{"if": {"field": "./duree", "is": "jour"}})),
    (
        "condition",
        edit(
            JOURNEY,
            lambda one: one["exits"]["S1"].update(
                {"if": {"some": "/parents", "where": {"field": "/duree", "is": "jour"}}}
            ),
        ),
    ),
    ("condition-field", question("BAD-005", **{"if": {"field": "/absent", "is": "jour"}})),
    ("condition-type", question("BAD-005", **{"if": {"field": "/duree", "is": "siecle"}})),
    ("condition-type", question("BAD-005", **{"if": {"field": "/duree", "lt": 3}})),
    ("condition-type", question("BAD-005", **{"if": {"field": "/duree", "contains": "jour"}})),
    ("condition-type", question("BAD-003", prefillIf={"count": "/duree", "ge": 1})),
    ("condition-order", question("BAD-005", **{"if": {"field": "/pourSoi", "is": True}})),
    ("calculation-field", question("BAD-900", calculate={"value": {"copy": "/absent"}})),
    ("calculation-circle", circle),
    ("target", edit(JOURNEY, lambda one: one["exits"]["S1"].update(after="absente"))),
    ("target", edit(JOURNEY, lambda one: one["exits"]["S1"].update(change="BAD-099"))),
    ("target", edit(JOURNEY, lambda one: one["duplicate"].update(questions=["BAD-099"]))),
    ("target", edit(JOURNEY, lambda one: one["checks"]["dateTard"].update(other="IDE-099"))),
    ("target", edit(f"{FORM}/examples/i1.json", lambda one: one.update(expected=[["BAD-099", "enum"]]))),
    ("parameter-unknown", journey_check(right={"parameter": "absent"})),
    ("parameter-default", procedure(parameters={"n": {"type": "integer", "maximum": 5, "default": 6}})),
    ("list-unknown", journey_check(right={"number": "list:absente"})),
    ("list-unknown", with_list({"row": "zones", "give": "prix"})),
    ("list-meaning", twin_with_other_columns),
    ("calculation-field", journey_check(right={"sum": [{"copy": "/absent"}]})),
    ("calculation-field", journey_check(right={"number": "/typeBadge"})),
    ("condition", journey_check(right={"tree": {"field": "./x", "present": True}})),
    (
        "condition-field",
        journey_check(right={"number": "/parents", "where": {"field": "./absent", "present": True}}),
    ),
    ("condition-field", part(**{"if": {"field": "/absent", "is": "jour"}})),
]


@each(BREAKAGES)
def test_each_damage_is_found_under_its_rule_and_no_other(roots: Roots, rule: str, damage: Damage) -> None:
    assert_found_alone(roots, rule, damage)


def test_an_option_that_leads_out_is_offered_and_is_in_no_schema(roots: Roots) -> None:
    leaving_option(roots)
    assert findings(roots) == []
    bundle = assemble("demande-badge", roots.forms, roots.schemas)
    assert "siecle" in [option["value"] for option in bundle["questions"]["BAD-002"]["options"]]
    assert "siecle" not in json.dumps([bundle["schema"], bundle["base"]])


def test_an_option_that_leads_out_may_be_an_answer_in_some_cases(roots: Roots) -> None:
    parking = {"field": "/typeBadge", "is": "parking"}
    option = {"value": "annee", "if": parking, "exit": True}

    def change(one: Any) -> None:  # noqa: ANN401 -- JSON
        one["questions"]["BAD-002"]["options"][2] = option
        one["exits"]["S1"]["if"] = {"all": [{"not": parking}, {"field": "/duree", "is": "annee"}]}

    before = assemble("demande-badge", roots.forms, roots.schemas)["schema"]
    roots.edit(JOURNEY, change)
    assert findings(roots) == []
    assert assemble("demande-badge", roots.forms, roots.schemas)["schema"] == before


def test_what_a_form_declares_of_its_town_may_be_read(roots: Roots) -> None:
    procedure(
        parameters={
            "jours": {
                "type": "integer",
                "minimum": 0,
                "default": {"jour": 2, "defaut": 5},
                "by": {"question": "BAD-002"},
            }
        },
        lists={"zones": {"columns": {"prix": {"type": "integer"}}}},
    )(roots)
    row = {"row": "zones", "match": {"prix": {"ge": {"copy": "/nombreParents"}}}, "give": "prix"}
    cars = {"number": "/parents", "where": {"field": "./vehicule", "is": True}}
    days = {"parameter": "jours", "for": {"copy": "/duree"}}
    journey_check(left={"sum": [row, cars]}, right=days, values={"max": days, "n": cars})(roots)
    assert findings(roots) == []
