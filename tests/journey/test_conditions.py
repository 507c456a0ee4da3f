"""A condition says the same as a closure, in jsonschema and in jsonschema-rs."""

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.journey.conditions import BadPointer, BadTree, compile_tree, fields_of, tree_to_schema

SCALARS = st.sampled_from([True, False, 0, 1, 1.0, 2, 2.5, -3, "x", "y", "", "1", "true"])
ANY = st.one_of(SCALARS, st.none(), st.just({}), st.lists(SCALARS, max_size=3), st.just({"e": 1}))
FIELDS = ["/a", "/b", "/c/d", "/c/e", "/g"]
NUMBERS = st.sampled_from([0, 1, 2, 1.5, -1])


def leaves(fields: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw one comparison over the fields given."""
    operand = st.one_of(
        st.tuples(st.just("is"), SCALARS),
        st.tuples(st.just("in"), st.lists(SCALARS, min_size=1, max_size=3)),
        st.tuples(st.sampled_from(["lt", "le", "gt", "ge"]), NUMBERS),
        st.just(("present", True)),
        st.tuples(st.just("contains"), SCALARS),
    )
    return st.builds(lambda field, pair: {"field": field, pair[0]: pair[1]}, st.sampled_from(fields), operand)


def trees(leaf: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw trees over the leaves given."""
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(
                lambda key, parts: {key: parts}, st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)
            ),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=5,
    )


ITEM_TREES = trees(leaves(["./p", "./q", "./r/s"]))
ARRAYS = st.one_of(
    st.builds(
        lambda key, pointer, where: {key: pointer, "where": where},
        st.sampled_from(["some", "every"]),
        st.sampled_from(["/g", "/g/*/h", "/c/g", "/a"]),
        ITEM_TREES,
    ),
    st.builds(
        lambda pointer, key, number: {"count": pointer, key: number},
        st.sampled_from(["/g", "/g/*/p", "/g/*/r/s", "/a"]),
        st.sampled_from(["is", "lt", "le", "gt", "ge"]),
        st.integers(-1, 3),
    ),
)
ITEMS = st.one_of(
    SCALARS,
    st.fixed_dictionaries(
        {},
        optional={
            "p": ANY,
            "q": ANY,
            "r": st.one_of(SCALARS, st.fixed_dictionaries({}, optional={"s": ANY})),
            "h": st.lists(st.fixed_dictionaries({}, optional={"p": ANY, "q": ANY}), max_size=2),
        },
    ),
)
GROUPS = st.one_of(SCALARS, st.lists(ITEMS, max_size=3))
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "a": ANY,
        "b": ANY,
        "g": GROUPS,
        "c": st.one_of(SCALARS, st.fixed_dictionaries({}, optional={"d": ANY, "e": ANY, "g": GROUPS})),
    },
)
DRAWN = trees(st.one_of(leaves(FIELDS), ARRAYS))


@settings(max_examples=1000, deadline=None)
@given(tree=DRAWN, documents=st.lists(DOCUMENTS, min_size=4, max_size=4))
def test_three_readings_of_a_tree_agree(tree: dict[str, Any], documents: list[dict[str, Any]]) -> None:
    closure, schema = compile_tree(tree), tree_to_schema(tree)
    reference, oracle = Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)
    for document in documents:
        verdict = closure(document, None)
        assert verdict is reference.is_valid(document)
        assert verdict is oracle.is_valid(document)


@settings(max_examples=400, deadline=None)
@given(tree=ITEM_TREES, items=st.lists(ITEMS, min_size=4, max_size=4))
def test_three_readings_of_an_item_agree(tree: dict[str, Any], items: list[Any]) -> None:
    closure, schema = compile_tree(tree), tree_to_schema(tree, relative=True)
    reference, oracle = Draft202012Validator(schema), jsonschema_rs.Draft202012Validator(schema)
    for item in items:
        verdict = closure({}, item)
        assert verdict is reference.is_valid(item)
        assert verdict is oracle.is_valid(item)


@pytest.mark.parametrize("operator", ["lt", "le", "gt", "ge"])
def test_a_comparison_on_an_absent_answer_is_false(operator: str) -> None:
    assert compile_tree({"field": "/a", operator: 0})({}, None) is False
    assert compile_tree({"not": {"field": "/a", "is": "x"}})({}, None) is True


def test_true_is_never_one() -> None:
    assert compile_tree({"field": "/a", "is": 1})({"a": True}, None) is False
    assert compile_tree({"field": "/a", "is": True})({"a": 1}, None) is False
    assert compile_tree({"field": "/a", "in": [0, "x"]})({"a": False}, None) is False
    assert compile_tree({"field": "/a", "is": 1})({"a": 1.0}, None) is True


def test_an_item_field_without_an_item_is_absent() -> None:
    assert compile_tree({"field": "./p", "present": True})({"p": 1}, None) is False


def test_fields_are_named_with_their_group() -> None:
    tree = {
        "all": [
            {"field": "/c/d", "is": 1},
            {"not": {"some": "/g", "where": {"field": "./p", "is": 1}}},
            {"count": "/g/*/r/s", "ge": 1},
            {"field": "./q", "present": True},
        ]
    }
    assert fields_of(tree) == {"/c/d", "/g", "/g/*/p", "/g/*/r/s", "./q"}


@pytest.mark.parametrize(
    "tree",
    [
        None,
        {},
        {"all": {"field": "/a", "is": 1}},
        {"all": [], "any": []},
        {"field": "/a"},
        {"field": "/a", "is": None},
        {"field": "/a", "is": ["x"]},
        {"field": "/a", "in": []},
        {"field": "/a", "in": "xy"},
        {"field": "/a", "lt": "2020-01-01"},
        {"field": "/a", "lt": True},
        {"field": "/a", "present": False},
        {"field": "/a", "equals": 1},
        {"field": "/a", "is": 1, "lt": 2},
        {"some": "/g", "is": 1},
        {"count": "/g", "is": 1.5},
        {"count": "/g", "contains": 1},
        {"not": {"field": "/a", "is": 1}, "also": 1},
    ],
)
def test_a_malformed_tree_is_refused(tree: dict[str, Any]) -> None:
    with pytest.raises(BadTree):
        compile_tree(tree)


@pytest.mark.parametrize(
    "tree",
    [
        {"field": "a", "is": 1},
        {"field": "/", "is": 1},
        {"field": "/a//b", "is": 1},
        {"field": "/g/*/p", "is": 1},
        {"field": "/g/*", "is": 1},
        {"field": "/0", "is": 1},
        {"some": "/g", "where": {"field": "/a", "is": 1}},
        {"count": "/g/*/h/*/p", "is": 1},
    ],
)
def test_a_field_that_cannot_be_followed_is_refused(tree: dict[str, Any]) -> None:
    with pytest.raises(BadPointer):
        compile_tree(tree)


def test_a_schema_speaks_of_the_document_or_of_the_item_never_both() -> None:
    with pytest.raises(BadPointer):
        tree_to_schema({"field": "./p", "is": 1})
    with pytest.raises(BadPointer):
        tree_to_schema({"not": {"all": [{"field": "/a", "is": 1}]}}, relative=True)
