"""A city's plan comes from its own address; Leaflet is served as its authors wrote it."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import pytest

from engine.demo.cities import DemoPorts
from engine.geography.tiles import tile_of
from tests.towns import HOST, PORTS, towns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

#: Leaflet 1.9.4, as `npm pack` gives it.
LEAFLET = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}

#: A port where nothing listens.
_NOBODY = 9


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    ports = DemoPorts(PORTS.web, PORTS.provider, _NOBODY)
    with towns(tmp_path_factory.mktemp("towns"), ports=ports) as made:
        yield made.app.test_client(use_cookies=False)


def _get(client: FlaskClient, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    found = client.get(f"/v/tilleray{path}", base_url=f"http://{HOST}", headers=headers)
    return found.status_code, found.get_data(), dict(found.headers)


def test_vendored_files_are_those_of_their_authors(checkout: Path) -> None:
    folder = checkout / "engine" / "web" / "vendor" / "leaflet"
    assert {one.name for one in folder.iterdir()} == {*LEAFLET, "LICENSE"}
    for name, digest in LEAFLET.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert "2-clause" in (folder / "LICENSE").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("name", LEAFLET)
def test_leaflet_is_served_whole_and_compressed(client: FlaskClient, name: str) -> None:
    status, body, headers = _get(client, f"/theme/{name}", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert hashlib.sha256(gzip.decompress(body)).hexdigest() == LEAFLET[name]


@pytest.mark.parametrize(
    "place", ["1/0/0", "14/0/0", "14/-1/2", "14/a/2", "14/1.5/2", "9" * 5000 + "/1/1", "14/٤/2", "14/1/2/3"]
)
def test_no_other_tile_than_the_town_s_is_asked_for(client: FlaskClient, place: str) -> None:
    assert _get(client, f"/plan/{place}")[0] == 404


@pytest.mark.server
def test_a_service_that_does_not_answer_leaves_the_plan_blank(client: FlaskClient) -> None:
    x, y = tile_of(46.551, 3.32, 14)
    status, body, headers = _get(client, f"/plan/14/{x}/{y}")
    assert (status, body) == (204, b"")
    assert headers["Cache-Control"] == "no-store"
