"""The published schema says in any validator what the conditions say in the engine."""

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.catalogue import assemble
from engine.journey.conditions import compile_tree

FIXTURES = Path(__file__).parent / "fixtures"
BUNDLE = assemble("demande-badge", FIXTURES / "forms", FIXTURES / "schemas")
PUBLISHED = Draft202012Validator(BUNDLE["schema"])
ORACLE = jsonschema_rs.Draft202012Validator(BUNDLE["schema"])
BASE = Draft202012Validator(BUNDLE["base"])
EXAMPLES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((FIXTURES / "forms" / "demande-badge" / "examples").glob("*.json"))
}
#: Values that may replace an answer, right or wrong.
VALUES: dict[str, list[Any]] = {
    "typeBadge": ["parking", "piscine", "autre"],
    "duree": ["jour", "mois", "annee", 1],
    "pourSoi": [True, False, 1],
    "nombreParents": [1, 2, 3, True],
    "badgeDeParking": [True, False],
    "horaires": [["matin"], [], ["matin", "matin"], "matin"],
    "parents": [[], [{}], [{"nomNaissance": "A", "prenoms": "B", "vehicule": True, "plaque": "AB-1"}]],
    "pieces": [{}, {"carteGrise": []}, {"autre": 1}],
    "declaration": [True, False],
    "inconnu": [1],
}
INNER: dict[str, list[Any]] = {
    "nomNaissance": ["Martin", "Martin2", "Martin\n", ""],
    "prenoms": ["Léa"],
    "paysNaissance": ["FR", "IT", "France"],
    "communeNaissance": [{"code": "06088", "nom": "Nice"}, {"code": "06088"}],
    "departementNaissance": ["06", "6"],
    "vehicule": [True, False],
    "plaque": ["AB-123", "ab"],
    "autre": [1],
}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an example with a few answers changed or taken away."""
    document: dict[str, Any] = copy.deepcopy(EXAMPLES[draw(st.sampled_from(["v1", "v2"]))]["answers"])
    for _ in range(draw(st.integers(0, 5))):
        holders: list[tuple[dict[str, Any], dict[str, list[Any]]]] = [(document, VALUES)]
        holders += [(document[key], INNER) for key in ("demandeur", "beneficiaire") if key in document]
        holders += [(one, INNER) for one in document.get("parents", ())]
        holder, values = draw(st.sampled_from(holders))
        key = draw(st.sampled_from(sorted(values)))
        if draw(st.booleans()):
            holder.pop(key, None)
        else:
            holder[key] = copy.deepcopy(draw(st.sampled_from(values[key])))
    return document


@settings(max_examples=1500)
@given(document=documents())
def test_any_validator_gives_the_verdict_of_the_conditions(document: dict[str, Any]) -> None:
    verdict = PUBLISHED.is_valid(document)
    assert verdict is ORACLE.is_valid(document)
    assert verdict is (BASE.is_valid(document) and not list(faults(document)))


def faults(document: Mapping[str, Any]) -> Iterator[str]:
    """Give what the questions' own conditions refuse, without any schema."""
    for code, question in BUNDLE["questions"].items():
        group, star, key = question["field"].rpartition("/*/")
        for item in document.get(group.strip("/"), ()) if star else (None,):
            place = f"/{key}" if star else question["field"]
            yield from _faults(code, question, _at(item if star else document, place), document, item)


def _faults(
    code: str,
    question: Mapping[str, Any],
    value: Any,  # noqa: ANN401 -- an answer
    document: Mapping[str, Any],
    item: dict[str, Any] | None,
) -> Iterator[str]:
    def holds(tree: Any) -> bool:  # noqa: ANN401 -- JSON
        return tree is None or compile_tree(tree)(document, item)

    shown = holds(question.get("if"))
    needed = question.get("required") or ("requiredIf" in question and holds(question["requiredIf"]))
    if value is None and shown and needed:
        yield f"{code} required"
    if value is not None and not shown:
        yield f"{code} not"
    if value is not None and "options" in question:
        offered = [option["value"] for option in question["options"] if holds(option.get("if"))]
        if not set(value if isinstance(value, list) else [value]) <= set(offered):
            yield f"{code} enum"
    for size in question.get("sizes", ()) if isinstance(value, list) else ():
        if holds(size.get("if")):
            if not size["min"] <= len(value) <= size["max"]:
                yield f"{code} size"
            break


def _at(document: Any, pointer: str) -> Any:  # noqa: ANN401 -- JSON
    for key in pointer.strip("/").split("/"):
        document = document.get(key) if isinstance(document, dict) else None
    return document


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_examples_have_the_verdict_that_they_announce(name: str) -> None:
    only_check = name == "i3"
    assert PUBLISHED.is_valid(EXAMPLES[name]["answers"]) is (EXAMPLES[name]["valid"] or only_check)


def test_the_published_schema_is_standard_and_complete_in_itself() -> None:
    schema = BUNDLE["schema"]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:formune:form:demande-badge:1.0.0"
    words = json.dumps(schema)
    assert '"format"' not in words
    assert "schemas/" not in words
    assert all(reference.startswith("#/$defs/") for reference in _values_of(schema, "$ref"))
    assert all(pattern.endswith(r"$(?!\n)") for pattern in _values_of(schema, "pattern"))


def test_a_condition_and_its_contrary_are_compiled_once() -> None:
    conditions = [json.dumps(rule["if"], sort_keys=True) for rule in BUNDLE["schema"]["allOf"]]
    assert len(conditions) == len(set(conditions))
    assert not any('{"not"' in condition[:8] for condition in conditions)


def test_a_final_line_feed_is_refused() -> None:
    document = copy.deepcopy(EXAMPLES["v1"]["answers"])
    document["demandeur"]["nomNaissance"] = "Martin\n"
    assert not PUBLISHED.is_valid(document)
    assert not BASE.is_valid(document)
    assert not ORACLE.is_valid(document)


def test_the_base_asks_for_nothing_but_inside_an_answer() -> None:
    assert BASE.is_valid({})
    assert BASE.is_valid({"demandeur": {}, "parents": [{}]})
    assert not BASE.is_valid({"demandeur": {"communeNaissance": {"code": "06088"}}})
    assert not BASE.is_valid({"inconnu": 1})
    assert not BASE.is_valid({"parents": [{"inconnu": 1}]})
    assert "$ref" not in json.dumps(BUNDLE["base"])


def test_a_missing_leaf_is_named_when_its_object_is_there() -> None:
    document = copy.deepcopy(EXAMPLES["v1"]["answers"])
    del document["demandeur"]["communeNaissance"]
    document["demandeur"].pop("departementNaissance")
    errors = [(list(error.path), error.validator) for error in PUBLISHED.iter_errors(document)]
    assert errors == [(["demandeur"], "required")]


def _values_of(schema: Any, key: str) -> Iterator[str]:  # noqa: ANN401 -- JSON
    if isinstance(schema, dict):
        if isinstance(schema.get(key), str):
            yield schema[key]
        for value in schema.values():
            yield from _values_of(value, key)
    elif isinstance(schema, list):
        for value in schema:
            yield from _values_of(value, key)
