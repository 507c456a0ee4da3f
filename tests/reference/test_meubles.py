"""Numbers of tourist lets: the dossier's five values, and what another system's number says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reference.meubles import has_our_key, key_of, meuble_number, spaced

KNOWN = ["06088 000123 40", "06088 000124 37", "2A004 000001 79", "97411 004512 25", "44109 123456 48"]


@pytest.mark.parametrize("shown", KNOWN)
def test_a_number_is_the_towns_code_its_rank_and_a_key(shown: str) -> None:
    commune, rank, _key = shown.split(" ")
    number = meuble_number(commune, int(rank))
    assert spaced(number) == shown
    assert len(number) == 13
    assert has_our_key(number) is True


@given(st.sampled_from(["06088", "2A004", "2B033", "97411"]), st.integers(1, 999_999), st.integers(0, 10))
def test_one_wrong_figure_is_seen(commune: str, rank: int, place: int) -> None:
    number = meuble_number(commune, rank)
    other = "1" if number[place] != "1" else "2"
    changed = number[:place] + other + number[place + 1 :]
    assert has_our_key(changed) is not True


def test_the_key_is_that_of_iso_7064() -> None:
    # With the key, the whole number leaves 1 when divided by 97.
    assert int(f"06088000123{key_of('06088000123')}") % 97 == 1


def test_a_number_of_another_system_is_not_judged() -> None:
    assert has_our_key("060880001234A") is None
    assert has_our_key("0608800012341") is False
