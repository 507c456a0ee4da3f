"""The two demo cities are served, imaginary, different, and allowed by the national forms that they offer."""

from pathlib import Path

import pytest

from connectors import registry
from engine.catalogue import Catalogue
from engine.cities import Cities, effective
from engine.demo.cities import CODES, PROVIDER, DemoPorts, write_demo_cities
from engine.identity.profiles import build_profile
from engine.reference import communes
from engine.resources import forms_root, schemas_root
from engine.store.secrets import Secrets

PORTS = DemoPorts(web=8000, provider=8001, office=8002, smtp=8025)


@pytest.fixture
def cities(tmp_path: Path) -> Cities:
    """Write both cities."""
    return write_demo_cities(tmp_path / "cities", tmp_path / "secrets", PORTS, tmp_path / "drop")


def test_both_cities_can_be_read_and_are_reached_under_their_code(cities: Cities) -> None:
    assert [city.code for city in cities.all()] == sorted(CODES)
    assert [city.url for city in cities.all()] == [
        f"http://127.0.0.1:8000/v/{code}" for code in sorted(CODES)
    ]
    assert all(city.demonstration and city.answers_to("127.0.0.1:8000") for city in cities.all())
    assert cities.by_host("127.0.0.1") is None


def test_a_resident_finds_the_imaginary_commune_in_its_own_city_only(cities: Cities) -> None:
    for city in cities.all():
        [own] = city.communes
        assert communes.by_code(own.code) is None
        assert communes.resolve(f"{city.name} {own.codes_postaux[0]}", extra=city.communes) == (own,)
        assert communes.resolve(city.name) == ()


def test_they_differ_in_name_colours_logo_contact_and_route(cities: Cities) -> None:
    tilleray, lannec = cities.get("tilleray"), cities.get("port-lannec")

    assert tilleray.theme.light != lannec.theme.light
    assert tilleray.theme.logo.read_bytes() != lannec.theme.logo.read_bytes()
    assert tilleray.contact != lannec.contact
    assert [route.connector for route in (*tilleray.routes, *lannec.routes)] == ["folder", "http"]
    assert set(tilleray.demarches) == set(lannec.demarches)


def test_their_routes_suit_the_connectors(cities: Cities) -> None:
    for city in cities.all():
        for route in city.routes:
            registry.validate(route)


def test_their_provider_suits_the_relying_party(cities: Cities, tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets")
    for city in cities.all():
        profile = build_profile(
            PROVIDER,
            city.providers[PROVIDER].config,
            secrets.oidc(city.code, PROVIDER),
            base_url=city.url,
            demo=True,
        )
        assert profile.issuer == "http://127.0.0.1:8001"


def test_their_secrets_are_whole_and_kept_when_written_again(cities: Cities, tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "secrets")
    secrets.check(tuple(city.code for city in cities.all()))
    before = (secrets.oidc("tilleray", PROVIDER), secrets.webhook("port-lannec", "logiciel"))

    again = write_demo_cities(
        tmp_path / "cities", tmp_path / "secrets", DemoPorts(9000, 9001, 9002), tmp_path / "drop"
    )

    assert (secrets.oidc("tilleray", PROVIDER), secrets.webhook("port-lannec", "logiciel")) == before
    assert again.get("tilleray").smtp is None
    assert again.get("tilleray").url.startswith("http://127.0.0.1:9000/")


def test_the_national_forms_allow_what_they_set(cities: Cities) -> None:
    catalogue = Catalogue.from_source(forms_root(), schemas_root())
    offered = [(slug, city) for city in cities.all() for slug in city.demarches if slug in catalogue.slugs()]

    assert offered
    for slug, city in offered:
        assert effective(catalogue.get(slug), city).profile_digest is not None
