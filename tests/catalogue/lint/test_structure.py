"""Files, answers, codes, pages and examples: each rule on what a form is made of is broken, and found alone."""

import json
import shutil
from collections.abc import Callable
from typing import Any

from engine.catalogue.lint import lint
from tests.catalogue.conftest import Roots
from tests.catalogue.lint.breaking import (
    EVERY_TEXTS,
    EXAMPLE,
    FORM,
    JOURNEY,
    PROCEDURE,
    SCHEMA,
    VALUES,
    Breakage,
    Damage,
    assert_found_alone,
    each,
    edit,
    findings,
    journey_check,
    new_leaf,
    oracle,
    pages,
    procedure,
    question,
)


def second_form(roots: Roots) -> None:
    """Copy the form under another slug, where BAD-002 is another answer."""
    for path in sorted((roots.folder / FORM).rglob("*.json")):
        name = path.relative_to(roots.folder / FORM).as_posix()
        words = (
            path.read_text(encoding="utf-8").replace("demande-badge", "autre-badge").replace("duree", "temps")
        )
        roots.write(f"forms/autre-badge/{name}", json.loads(words))


def renamed(old: str, new: str) -> Callable[[Roots], None]:
    """Give a question another code, everywhere."""

    def change(roots: Roots) -> None:
        for file in (JOURNEY, *EVERY_TEXTS):
            words = json.dumps(roots.read(file), ensure_ascii=False).replace(old, new)
            roots.write(file, json.loads(words))

    return change


def same_page(roots: Roots) -> None:
    roots.edit(JOURNEY, lambda one: pages(one)["fin"].update(slug="identite"))
    for file in EVERY_TEXTS:
        roots.edit(file, lambda one: one.pop("page.fin.title"))


def unknown_option(roots: Roots) -> None:
    for file in EVERY_TEXTS:
        roots.edit(file, lambda one: one.update({"BAD-002.option.siecle": "Un siècle"}))
    roots.edit(JOURNEY, lambda one: one["questions"]["BAD-002"]["options"].append({"value": "siecle"}))


BREAKAGES: list[Breakage] = [
    ("unreadable", lambda roots: (roots.folder / JOURNEY).write_text('{"slug":\n oops}', encoding="utf-8")),
    ("unreadable", lambda roots: (roots.folder / PROCEDURE).unlink()),
    ("structure", question("BAD-001", wigdet="radios")),
    ("structure", question("BAD-001", widget="slider")),
    ("structure", question("BAD-003", **{"if": {"field": "/duree", "equals": "jour"}})),
    ("structure", edit(JOURNEY, lambda one: pages(one)["fin"].update(slug="recapitulatif"))),
    ("structure", edit(JOURNEY, lambda one: one.update(version="1.0"))),
    ("structure", edit(JOURNEY, lambda one: one.update(slug="autre"))),
    ("structure", edit(SCHEMA, lambda one: one["properties"]["parents"].pop("maxItems"))),
    ("structure", edit(SCHEMA, lambda one: one["properties"]["demandeur"].pop("unevaluatedProperties"))),
    ("structure", edit(SCHEMA, lambda one: one.update({"if": True}))),
    ("structure", edit(SCHEMA, lambda one: one["properties"]["nombreParents"].update(format="date"))),
    ("structure", edit(EXAMPLE, lambda one: one.update(expected=[["BAD-001", "enum"]]))),
    ("structure", edit("schemas/identite/questions.json", lambda one: one["questions"]["002"].pop("field"))),
    ("reference", edit(JOURNEY, lambda one: one["mounts"][0]["take"].append("099"))),
    ("reference", edit(JOURNEY, lambda one: one["mounts"][0].update(block="absent"))),
    ("reference", edit(JOURNEY, lambda one: pages(one)["fin"]["questions"].append("BAD-099"))),
    ("reference", question("BAD-001", field="/absent")),
    (
        "reference",
        edit(SCHEMA, lambda one: one["properties"].update(duree={"$ref": "schemas/valeurs#/$defs/absent"})),
    ),
    (
        "regex",
        edit(VALUES, lambda one: one["$defs"]["pays"].update(pattern=r"^\w{2}$")),
    ),
    (
        "regex",
        edit(VALUES, lambda one: one["$defs"]["pays"].update(pattern="^(([A-Z]+))*$")),
    ),
    ("regex", edit(VALUES, lambda one: one["$defs"]["pays"].update(pattern="[A-Z]{2}"))),
    ("code-taken", renamed("BAD-005", "PCO-003")),
    ("code-meaning", second_form),
    ("leaf-without-question", edit(SCHEMA, lambda one: one["properties"].update(seul={"type": "boolean"}))),
    (
        "leaf-shared",
        edit(JOURNEY, lambda one: new_leaf(one, "BAD-901", "/horaires", calculate={"value": {"const": "x"}})),
    ),
    ("required", edit(SCHEMA, lambda one: one["required"].remove("typeBadge"))),
    ("required", edit(SCHEMA, lambda one: one["required"].append("horaires"))),
    ("page-twice", same_page),
    ("unasked", edit(JOURNEY, lambda one: pages(one)["badge"]["questions"].remove("BAD-005"))),
    ("unasked", question("BAD-005", widget="none")),
    ("structure", question("BAD-005", sent=False)),
    ("asked-twice", edit(JOURNEY, lambda one: pages(one)["fin"]["questions"].append("BAD-005"))),
    ("calculated-asked", edit(JOURNEY, lambda one: pages(one)["badge"]["questions"].append("BAD-900"))),
    (
        "group-item",
        edit(
            JOURNEY,
            lambda one: (
                pages(one)["parents"]["item"].remove("BAD-006"),
                pages(one)["parents"]["questions"].append("BAD-006"),
            ),
        ),
    ),
    ("option-unknown", unknown_option),
    ("size-outside", question("PAR-000", sizes=[{"min": 1, "max": 3}])),
    ("structure", question("BAD-004", widget="amount")),
    ("structure", question("BAD-004", list="zones")),
    ("structure", question("BAD-001", suffix="€")),
    ("structure", question("BAD-001", listFirst=["a"])),
    ("structure", question("BAD-001", listDay="jour")),
    ("structure", question("BAD-001", widget="select", list="zones", listDay="jour")),
    ("list-unknown", question("BAD-001", widget="radios", list="zones", listDay="jour")),
    ("structure", journey_check(right={"sum": [{"const": 1}], "odd": 1})),
    ("structure", journey_check(right={"weekdays": [{"today": True}, {"today": True}], "among": ["monday"]})),
    ("structure", journey_check(odd=1)),
    ("structure", procedure(parameters={"n": {"type": "choice"}})),
    ("example-verdict", edit(EXAMPLE, lambda one: one["answers"].update(duree="siecle"))),
    ("example-verdict", edit(f"{FORM}/examples/i1.json", lambda one: one["answers"].update(duree="jour"))),
    ("example-missing", lambda roots: shutil.rmtree(roots.folder / FORM / "examples")),
]


@each(BREAKAGES)
def test_each_damage_is_found_under_its_rule_and_no_other(roots: Roots, rule: str, damage: Damage) -> None:
    assert_found_alone(roots, rule, damage)


def test_a_value_that_is_only_sent_needs_no_page(roots: Roots) -> None:
    roots.edit(SCHEMA, lambda one: one["properties"].update(rang={"type": "integer"}))
    roots.edit(JOURNEY, lambda one: new_leaf(one, "BAD-903", "/rang", sent=True))
    assert findings(roots) == []


def test_one_question_may_stand_on_two_pages_that_exclude_each_other(roots: Roots) -> None:
    def change(journey: Any) -> None:  # noqa: ANN401 -- JSON
        place = pages(journey)
        place["parents"]["questions"].append("BAD-005")
        place["badge"]["questions"].remove("BAD-005")
        place["fin"]["questions"].append("BAD-005")
        place["fin"]["if"] = {"field": "/typeBadge", "is": "parking"}
        place["identite"]["questions"].append("DEC-001")
        place["fin"]["questions"].remove("DEC-001")

    roots.edit(JOURNEY, change)
    roots.edit(f"{FORM}/examples/v2.json", lambda one: one["answers"].pop("horaires"))
    assert findings(roots) == []


def test_a_validator_that_disagrees_on_an_example_is_found(roots: Roots) -> None:
    found = lint(None, roots.forms, roots.schemas, oracles=[oracle, lambda _: lambda _: False])
    assert [(one.rule, one.file) for one in found] == [
        ("example-disagreement", f"{FORM}/examples/{name}.json") for name in ("i3", "v1", "v2")
    ]
