"""What is proved of two conditions is true of every document; and the plain cases are proved."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalogue.diff.imply import implies, impossible, without
from engine.journey.conditions import compile_tree

A = {"field": "/a", "is": "x"}
B = {"field": "/b", "present": True}


@pytest.mark.parametrize(
    ("known", "wanted", "expected"),
    [
        (None, None, True),
        (A, None, True),
        (None, A, False),
        ({"all": [A, B]}, A, True),
        (A, {"any": [A, B]}, True),
        ({"any": [A, B]}, A, False),
        (A, {"field": "/a", "in": ["x", "y"]}, True),
        ({"field": "/a", "in": ["x", "y"]}, A, False),
        (A, {"field": "/a", "present": True}, True),
        (A, {"not": {"field": "/a", "is": "y"}}, True),
        ({"not": {"field": "/a", "present": True}}, {"not": A}, True),
        ({"not": {"any": [A, B]}}, {"not": B}, True),
        ({"field": "/a", "is": 1}, {"field": "/a", "is": True}, False),
    ],
)
def test_plain_cases(known: Any, wanted: Any, *, expected: bool) -> None:  # noqa: ANN401 -- a tree or None
    assert implies(known, wanted) is expected


def test_two_answers_at_once_are_impossible() -> None:
    assert impossible({"all": [A, {"field": "/a", "is": "y"}]})
    assert not impossible(A)


def test_an_absent_answer_decides_its_comparisons() -> None:
    gone = frozenset({"/b"})
    assert without({"all": [A, {"not": B}]}, gone) == A
    assert impossible(without({"all": [A, B]}, gone))


VALUES = st.sampled_from(["x", "y", 1, True])
LEAVES = st.one_of(
    st.builds(lambda field, value: {"field": field, "is": value}, st.sampled_from(["/a", "/b"]), VALUES),
    st.builds(
        lambda field, values: {"field": field, "in": values},
        st.sampled_from(["/a", "/b"]),
        st.lists(VALUES, min_size=1, max_size=3),
    ),
    st.builds(lambda field: {"field": field, "present": True}, st.sampled_from(["/a", "/b"])),
    st.builds(lambda value: {"field": "/b", "ge": value}, st.integers(0, 2)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda key, parts: {key: parts}, st.sampled_from(["all", "any"]), st.lists(inner, max_size=3)
        ),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)
DOCUMENTS = [
    {key: value for key, value in (("a", a), ("b", b)) if value is not None}
    for a in (None, "x", "y", "z", 1, True)
    for b in (None, "x", "y", 0, 1, 2, True)
]


@settings(max_examples=2000, deadline=None)
@given(known=TREES, wanted=TREES)
def test_what_is_proved_holds_for_every_document(known: dict[str, Any], wanted: dict[str, Any]) -> None:
    if not implies(known, wanted):
        return
    first, second = compile_tree(known), compile_tree(wanted)
    assert all(second(document, None) for document in DOCUMENTS if first(document, None))
