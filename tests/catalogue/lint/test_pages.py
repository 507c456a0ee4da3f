"""Each rule of law has a page; its failing example fails under that rule, its mended example no longer does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue.lint import LAW, RULES, lint
from engine.catalogue.lint.waivers import WAIVABLE
from tests.catalogue.conftest import Roots

PAGES = Path(__file__).resolve().parents[3] / "docs" / "reference" / "lint"
FORM = "forms/demande-badge"
BLOCK = re.compile(r"```json (fails|mended) (\S+)\n(.*?)```", re.DOTALL)
RULES_OF_LAW = sorted({*LAW, *WAIVABLE})


@pytest.mark.parametrize("rule", RULES_OF_LAW)
def test_a_page_shows_what_fails_and_what_mends_it(roots: Roots, rule: str) -> None:
    text = (PAGES / f"{rule}.md").read_text(encoding="utf-8")
    assert found(roots) == set()
    for state, expected in (("fails", True), ("mended", False)):
        for named, file, words in BLOCK.findall(text):
            if named == state:
                roots.write(f"{FORM}/{file}", merged(roots.read(f"{FORM}/{file}"), json.loads(words)))
        assert (rule in found(roots)) is expected, state
    assert RULES[rule] in text
    assert all(word in text for word in LAW.get(rule, ()))


def test_the_index_says_every_rule() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| \[?`([a-z-]+)`(?:\]\(\S+\))? \| (.*) \|$", index, re.MULTILINE))
    assert said == RULES
    assert sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "index") == RULES_OF_LAW


def found(roots: Roots) -> set[str]:
    """Give the rules that the small form breaks."""
    return {finding.rule for finding in lint(None, roots.forms, roots.schemas)} - {"example-verdict"}


def merged(value: Any, patch: Any) -> Any:  # noqa: ANN401 -- any JSON
    """Lay a JSON merge patch (RFC 7396) over a value, in place where it is an object."""
    if not isinstance(patch, dict) or not isinstance(value, dict):
        return patch
    for key, one in patch.items():
        if one is None:
            value.pop(key, None)
        else:
            value[key] = merged(value.get(key, {}), one)
    return value
