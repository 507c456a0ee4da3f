"""The reference of the format shows examples that are valid, and every rule."""

import json
import re
from pathlib import Path

import pytest

from engine.catalogue.lint.structure import Metaschemas
from engine.catalogue.lint.words import KINDS
from engine.resources import read_json, schemas_root

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reference" / "form-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```json (\w+)\n(.*?)```", PAGE, re.DOTALL)
META = schemas_root() / "meta"


@pytest.mark.parametrize(("kind", "words"), BLOCKS, ids=[kind for kind, _ in BLOCKS])
def test_an_example_of_the_reference_fits_its_metaschema(kind: str, words: str) -> None:
    value = json.loads(words)
    if kind == "question":
        kind, value = "journey", _journey(value)
    metaschemas = Metaschemas(META)
    assert list(metaschemas.findings(kind, value, "")) == []
    assert list(
        metaschemas.findings(kind, [*value, 1] if isinstance(value, list) else {**value, "odd": 1}, "")
    )


def test_the_reference_says_every_widget_and_kind_of_word() -> None:
    question = read_json(META / "question.json")["$defs"]["own"]["properties"]
    assert [name for name in (*question["widget"]["enum"], *question) if f"`{name}`" not in PAGE] == []
    assert [name for name in KINDS if f"`{name}" not in PAGE and name != "reviewed"] == []


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
