"""The reference of the format shows examples that are valid, and every rule."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalogue.lint.structure import Metaschemas
from engine.catalogue.lint.words import KINDS
from engine.journey.checks import CHECKS
from engine.journey.expressions import KINDS as KINDS_OF_VALUE
from engine.resources import read_json, schemas_root

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "form-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```json (\w+)\n(.*?)```", PAGE, re.DOTALL)
META = schemas_root() / "meta"


@pytest.mark.parametrize(("kind", "words"), BLOCKS, ids=[kind for kind, _ in BLOCKS])
def test_an_example_of_the_reference_fits_its_metaschema(kind: str, words: str) -> None:
    value = json.loads(words)
    if kind in _PARTS:
        kind, value = _PARTS[kind](value)
    metaschemas = Metaschemas(META)
    assert list(metaschemas.findings(kind, value, "")) == []
    assert list(
        metaschemas.findings(kind, [*value, 1] if isinstance(value, list) else {**value, "odd": 1}, "")
    )


def test_the_reference_says_every_widget_and_kind_of_word() -> None:
    question = read_json(META / "question.json")["$defs"]["own"]["properties"]
    assert [name for name in (*question["widget"]["enum"], *question) if f"`{name}`" not in PAGE] == []
    assert [name for name in KINDS if f"`{name}" not in PAGE and name != "reviewed"] == []


def test_the_reference_says_every_expression_and_every_kind_of_check() -> None:
    kinds = read_json(META / "check.json")["$defs"]["kind"]["enum"]
    assert set(kinds) == set(CHECKS)
    assert [name for name in kinds if f"`{name}`" not in PAGE] == []
    assert [name for name in KINDS_OF_VALUE if f'`{{"{name}":' not in PAGE] == []


def test_every_metaschema_has_the_name_of_its_file() -> None:
    for path in META.glob("*.json"):
        assert read_json(path)["$id"] == f"urn:formune:meta:{path.stem}:1"


def _journey(question: object) -> dict[str, object]:
    return {
        "$schema": "urn:formune:meta:journey:1",
        "slug": "essai",
        "version": "1.0.0",
        "questions": {"ACT-001": question},
        "sections": [{"slug": "un", "pages": [{"slug": "un", "questions": ["ACT-001"]}]}],
    }


def _procedure(part: dict[str, object]) -> dict[str, object]:
    known = read_json(ROOT / "tests/catalogue/fixtures/forms/demande-badge/procedure.json")
    return {**known, **part}


_PARTS: dict[str, Callable[[dict[str, object]], tuple[str, dict[str, object]]]] = {
    "question": lambda value: ("journey", _journey(value)),
    "journey-check": lambda value: ("journey", {**_journey({}), "checks": {"duree": value}}),
    "procedure-part": lambda value: ("procedure", _procedure(value)),
}
