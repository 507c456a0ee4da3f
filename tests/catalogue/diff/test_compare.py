"""Each difference weighs what it should, names its question, and says who has to know."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import assemble, bundle_digest
from engine.catalogue.diff import Level, compare
from engine.catalogue.diff.change import WEIGHTS
from engine.catalogue.diff.report import render_text
from engine.model import Definition
from engine.resources import forms_root, schemas_root
from tests.catalogue.diff.conftest import Edit, Version

PARKING = {"field": "/typeBadge", "is": "parking"}


def question(code: str, **changes: Any) -> Edit:  # noqa: ANN401 -- any JSON
    """Change a question of the journey; None takes a word away."""

    def edit(journey: Any) -> None:  # noqa: ANN401 -- any JSON
        one = journey["questions"].setdefault(code, {})
        one.update(changes)
        for key in [key for key, value in one.items() if value is None]:
            del one[key]

    return edit


def remove_horaires(schema: Any) -> None:  # noqa: ANN401 -- any JSON
    """Take the optional answer away."""
    del schema["properties"]["horaires"]


def unask(code: str) -> Edit:
    """Take a question away from the journey and its pages."""

    def edit(journey: Any) -> None:  # noqa: ANN401 -- any JSON
        journey["questions"].pop(code, None)
        for section in journey["sections"]:
            for page in section["pages"]:
                page["questions"] = [one for one in page["questions"] if one != code]

    return edit


def test_nothing_changed_weighs_nothing(first: Definition, version: Version) -> None:
    comparison = compare(first, version("1.0.1"))
    assert (comparison.changes, comparison.level, comparison.covers) == ((), Level.NONE, True)


def test_another_word_is_a_patch(first: Definition, version: Version) -> None:
    comparison = compare(first, version(fr=lambda texts: texts.update({"BAD-001.label": "Quel badge ?"})))
    assert comparison.level is Level.PATCH
    assert [(one.kind, one.code) for one in comparison.changes] == [("words-changed", "BAD-001")]


def test_another_statement_is_more_than_a_word(first: Definition, version: Version) -> None:
    comparison = compare(first, version(fr=lambda texts: texts.update({"DEC-001.label": "Je jure."})))
    assert [(one.kind, one.level) for one in comparison.changes] == [("statement-changed", Level.MINOR)]


def test_one_more_value_is_minor_and_may_arrive(first: Definition, version: Version) -> None:
    new = version(
        schema=lambda schema: schema["properties"]["typeBadge"]["enum"].append("halle"),
        fr=lambda texts: texts.update({"BAD-001.option.halle": "Halle"}),
    )
    comparison = compare(first, new)
    assert comparison.covers
    arrivals = [one for one in comparison.changes if one.arrives]
    assert [(one.kind, one.code, one.detail) for one in arrivals] == [
        ("wider", "BAD-001", "« halle » may now arrive")
    ]


def test_one_value_less_is_major(first: Definition, version: Version) -> None:
    new = version(
        schema=lambda schema: schema["properties"]["typeBadge"]["enum"].remove("piscine"),
    )
    comparison = compare(first, new)
    assert comparison.level is Level.MAJOR
    assert ("narrower", "BAD-001", "« piscine » is no longer offered") in [
        (one.kind, one.code, one.detail) for one in comparison.changes
    ]


def test_a_question_gone_is_major(first: Definition, version: Version) -> None:
    new = version(schema=remove_horaires, journey=unask("BAD-005"))
    assert ("question-removed", "BAD-005") in [(one.kind, one.code) for one in compare(first, new).changes]


@pytest.mark.parametrize(
    ("changes", "kind", "level"),
    [
        ({"required": True}, "needed-more", Level.MAJOR),
        ({"if": PARKING}, "hidden-more", Level.MAJOR),
        ({"requiredIf": PARKING}, "needed-more", Level.MAJOR),
        ({"checks": [{"name": "tard", "kind": "condition", "if": PARKING}]}, "check-added", Level.MINOR),
    ],
)
def test_an_optional_question_made_stricter(
    first: Definition, version: Version, changes: dict[str, Any], kind: str, level: Level
) -> None:
    comparison = compare(first, version(journey=question("BAD-005", **changes)))
    assert (kind, "BAD-005") in [(one.kind, one.code) for one in comparison.changes]
    assert comparison.level is level


def test_a_question_asked_in_more_cases_is_minor(version: Version) -> None:
    old = version("1.1.0", journey=question("BAD-005", **{"if": PARKING}))
    wider = {"any": [PARKING, {"field": "/pourSoi", "is": True}]}
    comparison = compare(old, version("1.2.0", journey=question("BAD-005", **{"if": wider})))
    assert [one.kind for one in comparison.changes] == ["shown-more"]
    assert comparison.covers


def test_a_new_optional_question_is_minor_and_a_new_needed_one_is_major(
    first: Definition, version: Version
) -> None:
    def edit(journey: Any) -> None:  # noqa: ANN401 -- any JSON
        journey["questions"]["BAD-008"] = {"field": "/couleur", "widget": "text"}
        journey["sections"][0]["pages"][0]["questions"].append("BAD-008")

    couleur = {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}
    optional = version(schema=lambda schema: schema["properties"].update(couleur=couleur), journey=edit)
    assert compare(first, optional).level is Level.MINOR
    needed = version(journey=question("BAD-008", required=True))
    assert ("needed-more", "BAD-008") in [(one.kind, one.code) for one in compare(first, needed).changes]


def test_a_new_question_needed_only_after_a_new_answer_does_not_break_old_documents(
    first: Definition, version: Version
) -> None:
    def edit(journey: Any) -> None:  # noqa: ANN401 -- any JSON
        journey["questions"]["BAD-008"] = {"field": "/couleur", "widget": "text"}
        journey["questions"]["BAD-009"] = {
            "field": "/nuance",
            "widget": "text",
            "required": True,
            "if": {"field": "/couleur", "present": True},
        }
        journey["sections"][0]["pages"][0]["questions"] += ["BAD-008", "BAD-009"]

    short = {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}
    new = version(schema=lambda one: one["properties"].update(couleur=short, nuance=short), journey=edit)
    assert compare(first, new).covers


def test_a_code_that_changes_meaning_is_said_as_such(first: Definition, version: Version) -> None:
    def edit(journey: Any) -> None:  # noqa: ANN401 -- any JSON
        questions = journey["questions"]
        questions["BAD-003"], questions["BAD-004"] = questions["BAD-004"], questions["BAD-003"]

    reused = [one for one in compare(first, version(journey=edit)).changes if one.kind == "code-reused"]
    assert {one.code for one in reused} == {"BAD-003", "BAD-004"}


def test_the_law_and_the_order_of_pages_are_minor(first: Definition, version: Version) -> None:
    def reorder(journey: Any) -> None:  # noqa: ANN401 -- any JSON
        journey["sections"][0]["pages"].reverse()

    new = version(journey=reorder, procedure=lambda procedure: procedure.update(minutes=99))
    assert {one.kind for one in compare(first, new).changes} == {"page-changed", "law-changed"}


def test_an_address_given_before_offered_or_not_is_a_patch_said_once_and_to_helpers(tmp_path: Path) -> None:
    slug, forms = "vente-au-deballage", tmp_path / "forms"
    shutil.copytree(forms_root() / slug, forms / slug)

    def assembled() -> Definition:
        bundle = assemble(slug, forms, schemas_root())
        return Definition.from_bundle(bundle, bundle_digest(bundle))

    offers = assembled()
    file = forms / slug / "journey.json"
    journey = json.loads(file.read_text(encoding="utf-8"))
    next(one for one in journey["mounts"] if one["prefix"] == "ADX")["reuse"] = False
    file.write_text(json.dumps(journey), encoding="utf-8")
    does_not = assembled()
    for old, new, words in ((offers, does_not, "is no longer offered"), (does_not, offers, "is now offered")):
        comparison = compare(old, new)
        assert (comparison.level, comparison.covers) == (Level.PATCH, True)
        [one] = comparison.changes
        assert (one.kind, one.code) == ("reuse-changed", "ADX-002")
        assert words in one.detail
        assert "ADX-002 « Numéro et nom de la rue » : le bouton « Reprendre »" in render_text(comparison)


def test_every_kind_of_difference_is_made_somewhere_in_the_code() -> None:
    import engine.catalogue.diff as room  # noqa: PLC0415 -- only this test reads the sources

    text = "".join(path.read_text(encoding="utf-8") for path in Path(room.__file__).parent.glob("*.py"))
    unused = [kind for kind in WEIGHTS if text.count(f'"{kind}"') < 2]
    assert unused == []
