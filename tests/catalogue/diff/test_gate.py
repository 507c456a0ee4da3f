"""A version number may say more than what changed, never less."""

import pytest

from engine.catalogue.diff.gate import reused, understated
from engine.model import Definition
from tests.catalogue.diff.conftest import Version
from tests.catalogue.diff.test_compare import question, remove_horaires, unask


@pytest.mark.parametrize(
    ("number", "honest"), [("1.0.1", False), ("1.1.0", False), ("2.0.0", True), ("1.0.0", False)]
)
def test_a_question_that_becomes_needed_asks_for_a_major_number(
    first: Definition, version: Version, number: str, *, honest: bool
) -> None:
    reasons = understated(first, version(number, journey=question("BAD-005", required=True)))
    assert (reasons == []) is honest


def test_the_reasons_name_the_question(first: Definition, version: Version) -> None:
    reasons = understated(first, version("1.0.1", journey=question("BAD-005", required=True)))
    assert reasons[0] == "1.0.0 to 1.0.1 is a patch step; this is a major change"
    assert any(reason.startswith("BAD-005: it is needed where it was not") for reason in reasons[1:])


def test_a_word_changed_may_be_a_patch(first: Definition, version: Version) -> None:
    new = version("1.0.1", fr=lambda texts: texts.update({"BAD-001.label": "Quel badge ?"}))
    assert understated(first, new) == []


def test_a_code_of_an_earlier_version_never_comes_back_for_something_else(
    first: Definition, version: Version
) -> None:
    without = version("2.0.0", schema=remove_horaires, journey=unask("BAD-005"))

    def again(journey: dict[str, dict[str, object]]) -> None:
        journey["questions"]["BAD-005"] = {"field": "/couleur", "widget": "text"}

    couleur = {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}
    back = version("2.1.0", schema=lambda one: one["properties"].update(couleur=couleur), journey=again)
    assert understated(without, back) == []
    assert reused([first, without], back) == {"BAD-005": "/horaires in 1.0.0"}
