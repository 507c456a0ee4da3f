"""A sound form passes, no rule is without its breakage, and a finding says where and how to mend."""

import pytest

from engine.catalogue.errors import UnknownForm
from engine.catalogue.lint import RULES, as_json, render_text
from engine.catalogue.lint.waivers import WAIVABLE
from tests.catalogue.conftest import Roots
from tests.catalogue.lint import test_conditions, test_law, test_structure, test_texts
from tests.catalogue.lint.breaking import JOURNEY, findings, question

FAMILIES = (test_structure, test_conditions, test_texts, test_law)


def test_a_sound_form_has_nothing_to_mend(roots: Roots) -> None:
    assert findings(roots) == []
    assert findings(roots, "demande-badge") == []


def test_every_rule_is_broken_by_a_test() -> None:
    assert {rule for family in FAMILIES for rule, _ in family.BREAKAGES} | {"example-disagreement"} == set(
        RULES
    )
    assert set(WAIVABLE) <= set(RULES)


def test_a_finding_names_the_file_the_line_and_the_code(roots: Roots) -> None:
    question("BAD-005", **{"if": {"field": "/absent", "is": "jour"}})(roots)
    found = findings(roots)[0]
    lines = (roots.folder / JOURNEY).read_text(encoding="utf-8").splitlines()
    assert (found.file, found.code) == (JOURNEY, "BAD-005")
    assert '"BAD-005": {' in lines[found.line - 1]
    assert f"{JOURNEY}:{found.line} condition-field BAD-005" in render_text([found])
    assert as_json([found])[0]["mend"] == found.mend


def test_an_unknown_form_is_said_so(roots: Roots) -> None:
    with pytest.raises(UnknownForm):
        findings(roots, "absente")
    with pytest.raises(UnknownForm):
        findings(roots, "../schemas")
