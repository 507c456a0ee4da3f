"""When nothing is said to be lost, no value that was right becomes wrong."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalogue.diff.leaf import losses

TEXT = {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}
TOWN = {
    "type": "object",
    "properties": {"code": TEXT, "nom": TEXT},
    "required": ["code"],
    "unevaluatedProperties": False,
}


@pytest.mark.parametrize(
    ("new", "old", "refused"),
    [
        ({**TEXT, "maxLength": 30}, TEXT, []),
        ({**TEXT, "maxLength": 10}, TEXT, ["10 characters at most"]),
        ({**TEXT, "pattern": "^[a-c]+$"}, TEXT, ["« pattern » changed"]),
        (TEXT, {"enum": ["a", "B"]}, ["« B » is no longer taken"]),
        ({"enum": ["a"]}, TEXT, ["only « a » may be answered"]),
        ({"type": "number"}, {"type": "integer"}, []),
        ({"type": "integer"}, {"type": "number"}, ["« type » changed"]),
        ({"type": "integer", "multipleOf": 5}, {"type": "integer", "multipleOf": 10}, []),
        ({**TOWN, "required": ["code", "nom"]}, TOWN, ["nom is now needed"]),
        ({**TOWN, "properties": {"code": TEXT}}, TOWN, ["nom: nothing is taken any more"]),
        (TOWN, {key: value for key, value in TOWN.items() if key != "unevaluatedProperties"}, None),
    ],
)
def test_what_is_lost_is_said(new: Any, old: Any, refused: list[str] | None) -> None:  # noqa: ANN401 -- a schema
    said = [loss.refused for loss in losses(new, old)]
    assert said == refused if refused is not None else said


SCALARS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={
            "minLength": st.integers(0, 3),
            "maxLength": st.integers(1, 5),
            "pattern": st.sampled_from(["^[a-c]+$", "^a", "^[0-9]*$"]),
            "enum": st.lists(st.sampled_from(["a", "ab", "abc", "1"]), min_size=1, max_size=3, unique=True),
        },
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": st.integers(-2, 2),
            "maximum": st.integers(0, 5),
            "multipleOf": st.integers(1, 4),
            "enum": st.lists(st.integers(-1, 4), min_size=1, max_size=3, unique=True),
        },
    ),
    st.fixed_dictionaries({"const": st.sampled_from([True, "a", 1])}),
)
SCHEMAS = st.one_of(
    SCALARS,
    st.fixed_dictionaries(
        {"type": st.just("array"), "items": SCALARS},
        optional={
            "minItems": st.integers(0, 2),
            "maxItems": st.integers(1, 3),
            "uniqueItems": st.booleans(),
        },
    ),
    st.fixed_dictionaries(
        {
            "type": st.just("object"),
            "properties": st.dictionaries(st.sampled_from(["p", "q"]), SCALARS, max_size=2),
        },
        optional={
            "required": st.lists(st.sampled_from(["p", "q"]), unique=True, max_size=2),
            "unevaluatedProperties": st.sampled_from([False]),
        },
    ),
)
PLAIN = st.sampled_from(["", "a", "ab", "abc", "abcabc", "1", "z", -1, 0, 1, 2, 3, 4, 2.5, True, False])
VALUES = st.one_of(
    PLAIN, st.lists(PLAIN, max_size=3), st.dictionaries(st.sampled_from(["p", "q", "r"]), PLAIN, max_size=3)
)


@settings(max_examples=3000, deadline=None)
@given(new=SCHEMAS, old=SCHEMAS, values=st.lists(VALUES, min_size=12, max_size=12))
def test_no_loss_is_a_proof(new: dict[str, Any], old: dict[str, Any], values: list[Any]) -> None:
    if losses(new, old):
        return
    before, after = jsonschema_rs.Draft202012Validator(old), jsonschema_rs.Draft202012Validator(new)
    assert all(after.is_valid(value) for value in values if before.is_valid(value))
