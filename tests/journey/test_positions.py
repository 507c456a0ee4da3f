"""A position is read as maps give it, and written so that it is read again as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journey import positions

if TYPE_CHECKING:
    from engine.model import Json

HERE = {"latitude": 46.5567, "longitude": 3.3262}


@pytest.mark.parametrize(
    "text",
    [
        "46,5567 ; 3,3262",
        "46.5567, 3.3262",
        "46.5567,3.3262",
        "46,5567,3,3262",
        "46.5567 3.3262",
        "46,5567/3,3262",
        "46,5567° ; 3,3262°",
        "+46,5567\u00a0; 3,3262",
    ],
)
def test_both_numbers_are_read_however_a_map_writes_them(text: str) -> None:
    assert positions.read(text) == HERE


@pytest.mark.parametrize(
    "text", ["46,5567", "46,3", "46;", "1e3 ; 2", "4655 ; 3", "a ; b", "46 ; 3 ; 2", "٤ ; ٥"]
)
def test_what_is_not_two_numbers_stays_the_text_that_was_typed(text: str) -> None:
    assert positions.read(text) == text


def test_nothing_typed_is_no_position() -> None:
    assert positions.read(" \u00a0") is None


def test_a_position_west_and_south_keeps_its_signs() -> None:
    assert positions.read("\u221221,1151 ; -55,5364") == {"latitude": -21.1151, "longitude": -55.5364}


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_the_input_shows_is_read_again_as_it_was(latitude: float, longitude: float) -> None:
    value: Json = {"latitude": round(latitude, 6), "longitude": round(longitude, 6)}
    assert positions.read(positions.typed(value)) == value


def test_a_coordinate_is_never_written_in_powers_of_ten() -> None:
    assert positions.degrees(0.00001) == "0,00001"
    assert positions.degrees(-1.5, "en") == "-1.5"
