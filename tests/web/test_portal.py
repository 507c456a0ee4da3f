"""The city's own pages: catalogue and its search, statements, stylesheets, health."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.cities.city import City, Profile
from engine.web import portal
from tests.web.macros import samples
from tests.web.macros.parsed import Parsed

FORMS = (
    samples.definition(),
    samples.definition(
        "signalement",
        {
            "form.title": "Signaler un problème dans la rue",
            "form.summary": "Un trou, une lampe éteinte : dites-le.",
            "form.word.1": "nid-de-poule",
            "form.word.2": "éclairage",
        },
        theme="voirie",
        minutes=3,
        silence={"outcome": "none"},
    ),
    samples.definition("recensement", {"form.title": "Se faire recenser"}),
)


@pytest.fixture
def here(tmp_path: Path) -> City:
    return samples.city(tmp_path)


@pytest.fixture
def app(here: City) -> Flask:
    return samples.application(here, FORMS)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_catalogue_lists_the_forms_that_the_city_offers(client: FlaskClient) -> None:
    html = client.get("/").text
    assert "Demander un acte de naissance" in html
    assert "Signaler un problème dans la rue" in html
    assert "à l’essai" in html
    assert "Se faire recenser" not in html, "the city does not offer it"


def test_a_closed_form_leaves_the_catalogue(here: City) -> None:
    closed = replace(here, demarches={"acte": Profile("acte", statut="ferme")})
    html = samples.application(closed, FORMS).test_client().get("/").text
    assert "Aucune démarche n’est ouverte en ligne" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("acte", ["acte"]),
        ("ACTES de naissances", ["acte"]),
        ("éclairage", ["signalement"]),
        ("ECLAIRAGE", ["signalement"]),
        ("nid de poule", ["signalement"]),
        ("livret", ["acte"]),
        ("état civil", ["acte"]),
        ("acte rue", []),
        ("piscine", []),
        ("de", ["acte", "signalement"]),
        ("?!", []),
    ],
)
def test_a_search_reads_titles_words_and_themes_without_accents(
    here: City, query: str, found: list[str]
) -> None:
    entries = [portal.entry(one, here) for one in FORMS[:2]]
    assert [one.slug for one in portal.search(entries, query)] == found


def test_a_search_says_what_it_found_and_never_ends_in_nothing(client: FlaskClient) -> None:
    assert "Une démarche trouvée pour" in client.get("/?q=rue").text
    none = client.get("/?q=piscine")
    assert none.status_code == 200
    assert "Aucune démarche trouvée" in none.text
    assert "Demander un acte de naissance" in none.text


def test_what_was_searched_is_shown_as_text(client: FlaskClient) -> None:
    html = client.get('/?q="><script>x</script>').text
    assert "<script>" not in html
    assert Parsed(html).by_id("recherche").attributes["value"] == '"><script>x</script>'


@pytest.mark.parametrize("path", ["/accessibilite", "/donnees-personnelles", "/conditions"])
def test_statements_are_pages_of_the_city(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "Ville de Tilleray" in response.text


def test_personal_data_says_each_forms_purpose_periods_and_rights(client: FlaskClient) -> None:
    text = Parsed(client.get("/donnees-personnelles").text).all("main")[0].words
    assert "dpo@tilleray.example" in text
    assert "Délivrer l’acte." in text
    assert "30\u00a0jours" in text
    assert "3\u00a0mois" in text


def test_files_are_kept_a_year_under_their_own_version(client: FlaskClient) -> None:
    parsed = Parsed(client.get("/").text)
    addresses = [one.attributes["href"] for one in parsed.all("link")]
    assert len(addresses) == 3
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304


def test_a_file_asked_under_an_old_version_is_not_kept(client: FlaskClient) -> None:
    assert "no-cache" in client.get("/theme/base.css?v=old").headers["Cache-Control"]


def test_a_change_of_the_citys_file_changes_its_address(here: City) -> None:
    cities = [here]
    app = samples.application(here, FORMS)
    bare = Flask("bare")
    bare.register_blueprint(
        portal.blueprint(portal.Portal(lambda: cities[0], lambda _city: FORMS, lambda: True))
    )
    before = bare.test_client().get("/theme/tilleray.css").headers["ETag"]
    theme = replace(here.theme, light={**here.theme.light, "accent": "#0d5a52"})
    cities[0] = replace(here, theme=theme, digest="another")
    assert bare.test_client().get("/theme/tilleray.css").headers["ETag"] != before
    assert app.test_client().get("/theme/tilleray.css").headers["ETag"] == before


def test_a_citys_stylesheet_sets_its_colours(client: FlaskClient) -> None:
    response = client.get("/theme/tilleray.css")
    assert response.content_type == "text/css; charset=utf-8"
    assert "--accent: #1f4a7c;" in response.text


def test_a_logo_can_run_nothing(client: FlaskClient) -> None:
    for path in ("/theme/tilleray.svg", "/favicon.ico"):
        response = client.get(path)
        assert response.content_type == "image/svg+xml"
        assert "sandbox" in response.headers["Content-Security-Policy"]


def test_another_citys_files_are_not_here(client: FlaskClient) -> None:
    assert client.get("/theme/port-lannec.css").status_code == 404
    assert client.get("/theme/tokens.json").status_code == 404


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
def test_health_follows_what_it_is_told(*, here: City, well: bool, status: int) -> None:
    app = Flask("health")
    app.register_blueprint(portal.blueprint(portal.Portal(lambda: here, lambda _city: (), lambda: well)))
    assert app.test_client().get("/sante").status_code == status
