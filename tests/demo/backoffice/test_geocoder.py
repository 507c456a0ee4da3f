"""The demonstration's service of addresses answers as the real one does, and the engine's client reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from engine.demo.backoffice import create_backoffice
from engine.demo.backoffice.geocoder import PATH, TOWNS, geocoding
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.demo.launcher import Launcher
from engine.geography.addresses import Addresses, Suggestion
from engine.reference.streets import decompose
from engine.settings import Settings
from tests.browser.site import listening
from tests.services.ports import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient


@pytest.fixture
def client() -> FlaskClient:
    """Give the service alone."""
    app = Flask("geocoder")
    app.register_blueprint(geocoding())
    return app.test_client()


def found(client: FlaskClient, text: str, **more: str) -> list[dict[str, Any]]:
    reply = client.get(PATH, query_string={"q": text, **more})
    assert reply.status_code == 200
    told = reply.get_json()
    assert told["type"] == "FeatureCollection"
    return [one["properties"] for one in told["features"]]


def test_a_number_is_known_up_to_the_street_s_last(client: FlaskClient) -> None:
    [first, *_rest] = found(client, "14 bis rue du moulin tilleray")
    assert (first["type"], first["name"], first["housenumber"]) == (
        "housenumber",
        "14 bis Rue du Moulin",
        "14 bis",
    )
    assert (first["postcode"], first["citycode"], first["city"]) == ("03990", "03990", "Tilleray")
    [first, *_rest] = found(client, "999 rue du moulin 03990")
    assert (first["type"], first["name"]) == ("street", "Rue du Moulin")
    assert "housenumber" not in first


def test_a_place_without_a_street_is_found_by_its_name(client: FlaskClient) -> None:
    assert [(one["type"], one["name"]) for one in found(client, "moulin vert")] == [
        ("locality", "Le Moulin Vert")
    ]


@pytest.mark.parametrize("text", ["xyz", "tilleray", "1234567", "???", "<script>"])
def test_what_names_no_street_finds_nothing(client: FlaskClient, text: str) -> None:
    assert found(client, text) == []


@pytest.mark.parametrize("text", ["", "ab", "x" * 201])
def test_too_few_and_too_many_letters_are_refused(client: FlaskClient, text: str) -> None:
    assert client.get(PATH, query_string={"q": text}).status_code == 400


def test_no_more_than_asked_and_never_more_than_twenty(client: FlaskClient) -> None:
    assert len(found(client, "rue", limit="2")) == 2
    assert len(found(client, "rue", limit="0")) == 1
    assert len(found(client, "rue", limit="x")) == 5
    assert len(found(client, "rue", limit="9999")) <= 20


def test_its_towns_are_the_demo_cities_and_its_streets_can_be_cut(tmp_path: Path) -> None:
    cities = write_demo_cities(tmp_path / "c", tmp_path / "s", DemoPorts(1, 2, 3), tmp_path / "d")
    served = {(one.communes[0].code, one.communes[0].nom) for one in cities.all()}
    assert {(town.code, town.name) for town in TOWNS} == served
    streets = [name for town in TOWNS for name in town.streets]
    assert len(streets) > 30
    assert [name for name in streets if not decompose(name).type] == []


@pytest.mark.server
def test_the_engine_s_client_reads_it_on_the_back_office_s_port(tmp_path: Path) -> None:
    port = free_port()
    with listening(create_backoffice(tmp_path, {}, {}, demo=True), port):
        addresses = Addresses(f"http://127.0.0.1:{port}{PATH}").like("8 quai des voi")
    assert addresses == (Suggestion("housenumber", "8 Quai des Voiles", "29998", "29998", "Port-Lannec"),)


@pytest.mark.parametrize("named", ["", "https://adresses.example.org/search"])
def test_the_launcher_names_it_unless_the_host_names_another(tmp_path: Path, named: str) -> None:
    environ = {"FORMUNE_DEMO": "1", "FORMUNE_DATA": str(tmp_path), "PORT": "9000", "FORMUNE_ADDRESSES": named}
    launcher = Launcher(Settings.from_environ(environ))
    told = launcher.environment()["FORMUNE_ADDRESSES"]
    assert told == (named or f"http://127.0.0.1:9002{PATH}")
    assert Settings.from_environ({**environ, "FORMUNE_ADDRESSES": told}).addresses == told
