"""Every example of every national form gets the verdict it announces, here and from plain validators."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from engine.catalogue import Catalogue
from engine.catalogue.told import definition_of, facts_of
from engine.journey.compiled import program
from engine.journey.problems import Problem, problems
from engine.journey.settle import settle
from engine.journey.words import Words
from engine.resources import forms_root, schemas_root

CATALOGUE = Catalogue.from_source(forms_root(), schemas_root())
EXAMPLES = sorted(forms_root().glob("*/examples/*.json"))
#: Keywords that JSON Schema itself knows; the other problems are checks, which only the engine runs.
KEYWORDS = {"required", "enum", "const", "pattern", "minimum", "maximum", "minLength", "maxLength"}
KEYWORDS |= {"minItems", "maxItems", "contains", "uniqueItems", "type", "not"}


def read(path: Path) -> dict[str, Any]:
    example: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return example


def judge(path: Path) -> tuple[dict[str, Any], dict[str, Any], tuple[Problem, ...]]:
    example = read(path)
    compiled = program(definition_of(CATALOGUE.get(path.parent.parent.name), example))
    facts = facts_of(example)
    document = settle(compiled, example["answers"], facts, prune=example.get("prune", True))
    return example, document, problems(compiled, document, facts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_an_example_has_exactly_the_errors_it_announces(path: Path) -> None:
    example, _document, found = judge(path)
    errors = sorted([one.code, one.keyword] for one in found if one.severity == "error")
    assert errors == sorted(example.get("expected", []))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_a_valid_example_is_what_the_engine_would_freeze(path: Path) -> None:
    example, document, _found = judge(path)
    if example["valid"]:
        assert document == example["answers"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_plain_validators_give_the_published_schema_the_same_verdict(path: Path) -> None:
    example = read(path)
    schema = CATALOGUE.schema(path.parent.parent.name)
    wanted = example["valid"] or not any(keyword in KEYWORDS for _code, keyword in example["expected"])
    assert Draft202012Validator(schema).is_valid(example["answers"]) is wanted
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(example["answers"]) is wanted


@pytest.mark.parametrize("language", ["fr", "en", "fr-falc"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_every_problem_has_words_that_name_no_key(path: Path, language: str) -> None:
    _example, document, found = judge(path)
    words = Words(CATALOGUE.get(path.parent.parent.name), language)
    for one in found:
        text = words.message(one, document)
        assert text.endswith((".", "?")), text
        assert "{" not in text, text


def test_the_comparison_can_fail() -> None:
    path = next(one for one in EXAMPLES if read(one)["valid"])
    example = read(path)
    compiled = program(CATALOGUE.get(path.parent.parent.name))
    broken = {key: value for key, value in example["answers"].items() if key != "natureActe"}
    document = settle(compiled, broken, facts_of(example))
    assert [one.keyword for one in problems(compiled, document, facts_of(example))] == ["required"]


@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_a_form_has_six_valid_examples_or_more_and_eight_invalid_ones(slug: str) -> None:
    own = [read(path) for path in EXAMPLES if path.parent.parent.name == slug]
    assert sum(example["valid"] for example in own) >= 6
    assert sum(not example["valid"] for example in own) >= 8
