"""The statement: a shape of its own, one canonical form, nothing shared between cities."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.evidence.statement import (
    FormIdentity,
    NotCanonical,
    canonical,
    instant,
    make_statement,
    parse,
    shape_errors,
    subject_hash,
)
from engine.resources import read_json, schemas_root

if TYPE_CHECKING:
    from pathlib import Path

texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)


def test_a_complete_statement_has_the_published_shape(statement: dict[str, Any]) -> None:
    assert shape_errors(statement) == ()
    schema = read_json(schemas_root() / "statement" / "1.json")
    Draft202012Validator.check_schema(schema)
    assert statement.keys() == schema["properties"].keys() == set(schema["required"])


def test_a_bare_statement_has_the_published_shape() -> None:
    bare = make_statement(
        city="tilleray",
        reference="4KT-7MP-93",
        form=FormIdentity("signalement", "1.0.0", "a" * 64, "b" * 64),
        deposited_at=datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC),
        channel="portail",
        receipt_channel="ecran",
        answers={},
        labels=[],
        attachments=[],
        identity=None,
        consents=[],
        terms="d" * 64,
    )
    assert shape_errors(bare) == ()
    assert (bare["identity"], bare["helper"], bare["mandate"], bare["warnings"]) == (None, None, None, [])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "formune-statement/2"),
        (("reference",), "4KT7MP93"),
        (("form", "digest"), "A" * 64),
        (("depositedAt",), "2026-03-02T12:00:00+01:00"),
        (("attachments", 0, "sha256"), ""),
        (("identity", "level"), "eidas4"),
        (("consents", 0, "text"), ""),
        (("surplus",), 1),
    ],
)
def test_a_departure_is_named_by_its_place_and_not_by_its_value(
    statement: dict[str, Any], path: tuple[str | int, ...], value: object
) -> None:
    altered: Any = deepcopy(statement)
    inner = altered
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    place = "/" if path == ("surplus",) else "/" + "/".join(map(str, path))
    assert shape_errors(altered) == (place,)


@given(json_values)
def test_the_canonical_form_is_one_and_reads_back(value: object) -> None:
    written = canonical(value)
    assert canonical(parse(written)) == written


def test_the_canonical_form_sorts_keys_as_rfc_8785_does() -> None:
    # RFC 8785 section 3.2.3: keys are sorted by UTF-16 code units.
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "€": 3, "1": 1e21}).decode() == (
        '{"1":1e+21,"€":3,"\U0001f600":2,"\ufb33":1}'
    )


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, "\ud800", {1: 2}, {"a": object()}, b"x"]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_same_person_has_another_hash_in_each_city() -> None:
    assert subject_hash("tilleray", "demo", "sub-1") != subject_hash("grandval", "demo", "sub-1")
    assert subject_hash("tilleray", "demo", "sub-1") == subject_hash("tilleray", "demo", "sub-1")
    assert subject_hash("a", "b", "c,d") != subject_hash("a", "b,c", "d")


def test_an_instant_is_written_in_utc() -> None:
    paris = timezone(timedelta(hours=1))
    assert instant(datetime(2026, 3, 2, 13, 0, tzinfo=paris)) == "2026-03-02T12:00:00Z"


def test_the_reference_page_names_every_member(checkout: Path) -> None:
    page = (checkout / "docs" / "reference" / "seal.md").read_text(encoding="utf-8")
    schema = read_json(schemas_root() / "statement" / "1.json")
    assert [name for name in schema["properties"] if f"`{name}`" not in page] == []
