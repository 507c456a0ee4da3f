"""A town's plan is read whole, or refused with the line to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.cities.city import Plan
from engine.cities.reader import check_city, read_city

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]

MAP = (
    '\n[map]\ntiles = "https://tiles.example/{z}/{x}/{y}.png?key=a"\nattribution = "© Us"\nzooms = [13, 19]\n'
)
TILES = "https://tiles.example/{z}/{x}/{y}.png?key=a"


def test_a_town_s_plan_is_read_with_its_box(city_file: Write) -> None:
    path = city_file()
    path.write_text(path.read_text(encoding="utf-8") + MAP, encoding="utf-8")
    box = (43.64, 7.18, 43.76, 7.33)
    assert read_city(path).plan == Plan(TILES, "© Us", (13, 19), box, ("127.0.0.1:8002",))


def test_a_town_without_a_plan_has_none(city_file: Write) -> None:
    assert read_city(city_file()).plan is None


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("box = [43.64, 7.18, 43.76, 7.33]\n", "", "map"),
        ("[43.64, 7.18, 43.76, 7.33]", "[43.76, 7.18, 43.64, 7.33]", "box"),
        ("[43.64, 7.18, 43.76, 7.33]", "[43.64, 7.33, 43.76, 7.18]", "box"),
        ("[43.64, 7.18, 43.76, 7.33]", "[43.64, 7.18, 143.76, 7.33]", "box"),
        ("[13, 19]", "[19, 13]", "map.zooms"),
        ("[13, 19]", "[13]", "map.zooms"),
        ("[13, 19]", "[13, 30]", "map.zooms.1"),
        ("[13, 19]", "[13.5, 19]", "map.zooms.0"),
        ("{x}", "{z}", "map.tiles"),
        ("{x}", "{w}", "map.tiles"),
        ("{z}/", "", "map.tiles"),
        ("https://tiles", "http://tiles", "map.tiles"),
        ("https://tiles", "ftp://tiles", "map.tiles"),
        ("tiles.example/{z}", "{z}.tiles.example", "map.tiles"),
        ("tiles.example/{z}", "me@tiles.example/{z}", "map.tiles"),
        ("tiles.example/{z}", "tiles.example:port/{z}", "map.tiles"),
        ("tiles.example/{z}", "tiles example/{z}", "map.tiles"),
        ("?key=a", "#key", "map.tiles"),
        ('attribution = "© Us"\n', "", "map"),
        ("zooms =", "host =", "map"),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused_where_it_is_wrong(
    city_file: Write, old: str, new: str, place: str
) -> None:
    path = city_file()
    text = path.read_text(encoding="utf-8") + MAP
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = check_city(path)
    assert place in {one.path for one in found}
    assert all(one.line and one.mend for one in found)


def test_an_unencrypted_service_is_asked_when_the_operator_names_it(city_file: Write) -> None:
    path = city_file()
    text = path.read_text(encoding="utf-8") + MAP.replace("https://tiles.example", "http://127.0.0.1:8002")
    path.write_text(text, encoding="utf-8")
    assert check_city(path) == []
