"""The demonstration draws its own plan: the same at every start, a picture on every tile of both towns."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from engine.demo.backoffice import create_backoffice
from engine.demo.backoffice.plan import MIDDLES, draw
from engine.demo.backoffice.town import GROUNDS
from engine.demo.cities import CODES, DemoPorts, write_demo_cities
from engine.geography.tiles import shows, tile_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("code", CODES)
def test_every_town_has_a_plan_around_its_middle(code: str, tmp_path: Path) -> None:
    cities = write_demo_cities(tmp_path / "cities", tmp_path / "secrets", DemoPorts(1, 2, 3), tmp_path)
    plan = cities.get(code).plan
    assert plan is not None
    south, west, north, east = plan.box
    assert (round((south + north) / 2, 4), round((west + east) / 2, 4)) == MIDDLES[code]
    assert all(shows(plan, z, *tile_of(*MIDDLES[code], z)) for z in plan.zooms)
    assert set(GROUNDS) == set(MIDDLES) == set(CODES)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("z", [14, 16, 18])
def test_a_tile_is_drawn_the_same_each_time(code: str, z: int) -> None:
    place = tile_of(*MIDDLES[code], z)
    first = draw(code, z, *place)
    draw.cache_clear()
    assert draw(code, z, *place) == first
    picture = Image.open(io.BytesIO(first))
    assert (picture.format, picture.size) == ("PNG", (256, 256))
    colours = picture.convert("RGB").getcolors(65536)
    assert colours is not None
    assert len(colours) > 10, "a town has more than one colour"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/plan/tilleray/14/8343/5774.png", 200),
        ("/plan/atlantis/14/8343/5774.png", 404),
        ("/plan/tilleray/40/1/1.png", 404),
        ("/plan/tilleray/14/99999/1.png", 404),
        ("/plan/tilleray/14/-1/1.png", 404),
    ],
)
def test_the_service_answers_for_its_towns_alone(tmp_path: Path, path: str, status: int) -> None:
    found = create_backoffice(tmp_path, {}, {}, demo=True).test_client().get(path)
    assert found.status_code == status
    assert (found.mimetype == "image/png") is (status == 200)
