"""References: any single slip, and any two signs that changed places, are found out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.codes import hash_code, matches, new_code
from engine.store.references import ALPHABET, BadReference, free_reference, new_reference, parse_reference
from engine.store.secrets import Kek

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.store import Store
    from engine.store.drafts import Draft
    from engine.store.submissions import Submission

references = st.builds(new_reference)
places = st.integers(0, 7)


def signs(reference: str) -> list[str]:
    return list(reference.replace("-", ""))


@given(references)
def test_a_reference_has_three_groups_and_reads_back(reference: str) -> None:
    assert re.fullmatch(rf"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}-[{ALPHABET}]{{2}}", reference)
    assert parse_reference(reference) == reference


@given(references, places, st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found_out(reference: str, place: int, sign: str) -> None:
    typed = signs(reference)
    if typed[place] != sign:
        typed[place] = sign
        with pytest.raises(BadReference) as caught:
            parse_reference("".join(typed))
        assert caught.value.reason == "check"


@given(references, places, places)
def test_two_signs_that_changed_places_are_found_out(reference: str, one: int, two: int) -> None:
    typed = signs(reference)
    if typed[one] != typed[two]:
        typed[one], typed[two] = typed[two], typed[one]
        with pytest.raises(BadReference):
            parse_reference("".join(typed))


def test_the_check_is_not_vacuous() -> None:
    kept = 0
    for sign in ALPHABET:
        try:
            parse_reference("4KT7MP9" + sign)
        except BadReference:
            continue
        kept += 1
    assert kept == 1


@given(references)
def test_case_spaces_and_dashes_do_not_matter(reference: str) -> None:
    loose = reference.lower().replace("-", " \u00a0") + "  "
    assert parse_reference(loose) == reference
    assert parse_reference(reference.replace("-", "")) == reference
    assert parse_reference(reference.replace("-", "–").replace("8", "b").replace("2", "z")) == reference


@given(st.text())
def test_any_text_is_a_reference_or_refused_with_a_reason(text: str) -> None:
    assert reason_of(text) in {"", "length", "sign", "check"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "length"), ("4KT-7MP-9", "length"), ("4KT-7MP-9A", "sign"), ("4KT-7MP-9É", "sign")],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    assert reason_of(text) == reason


def test_no_sign_is_mistaken_for_another() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set("01ILO5SBZUAEY") & set(ALPHABET)


def test_a_free_reference_is_one_that_no_submission_has(
    store: Store, begin_draft: Callable[..., Draft], deposit: Callable[..., Submission]
) -> None:
    with store.begin() as conn:
        taken = {deposit(conn, begin_draft(conn)).reference for _ in range(5)}
        assert free_reference(conn, "tilleray") not in taken


def test_a_second_code_opens_in_any_case_and_only_under_its_own_key() -> None:
    code, kek, other = new_code(), Kek("kek-1", b"1" * 32), Kek("kek-1", b"2" * 32)
    stored = hash_code(code, kek)
    assert matches(code.lower().replace("-", " "), stored, (kek,))
    assert not matches(code, stored, (other,))
    assert not matches(code, stored, ())
    assert not matches("", stored, (kek,))
    assert hash_code(code, kek) != stored


def reason_of(text: str) -> str:
    try:
        parse_reference(text)
    except BadReference as error:
        return error.reason
    return ""
