"""Pages go out compressed, except where their length would tell another site something."""

import gzip
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.towns import HOST, towns

PATH = "/v/tilleray/donnees-personnelles"
TAKES = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with towns(tmp_path_factory.mktemp("towns")) as made:
        yield made.app.test_client(use_cookies=False)


def ask(client: FlaskClient, path: str = PATH, **headers: str) -> TestResponse:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, base_url=f"http://{HOST}", headers={**TAKES, **names})


def test_a_page_is_compressed_for_a_browser_that_takes_it(client: FlaskClient) -> None:
    plain, small = ask(client, Accept_Encoding="identity"), ask(client)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.get_data()) == plain.get_data()
    assert int(small.headers["Content-Length"]) == len(small.get_data()) < len(plain.get_data()) / 2
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in small.headers["Vary"]


def test_a_browser_that_refuses_gzip_gets_the_plain_page(client: FlaskClient) -> None:
    assert "Content-Encoding" not in ask(client, Accept_Encoding="gzip;q=0, br").headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_asked_by_another_site_with_a_cookie_is_not_compressed(client: FlaskClient, site: str) -> None:
    assert "Content-Encoding" in ask(client, Sec_Fetch_Site=site).headers
    assert "Content-Encoding" not in ask(client, Sec_Fetch_Site=site, Cookie="a=b").headers
    assert "Content-Encoding" in ask(client, Sec_Fetch_Site="same-origin", Cookie="a=b").headers
    assert "Content-Encoding" in ask(client, Sec_Fetch_Site="none", Cookie="a=b").headers


def test_an_old_browser_shows_by_its_referer_that_it_comes_from_our_page(client: FlaskClient) -> None:
    assert "Content-Encoding" not in ask(client, Cookie="a=b").headers
    assert "Content-Encoding" in ask(client, Cookie="a=b", Referer=f"http://{HOST}/").headers
    assert "Content-Encoding" not in ask(client, Cookie="a=b", Referer=f"http://{HOST}.evil.example/").headers


def test_a_stylesheet_is_compressed_whoever_asks_and_answers_the_same_mark(client: FlaskClient) -> None:
    found = ask(client, "/theme/base.css", Cookie="a=b", Sec_Fetch_Site="cross-site")
    assert found.headers["Content-Encoding"] == "gzip"
    assert found.headers["ETag"].startswith("W/")
    assert ask(client, "/theme/base.css", If_None_Match=found.headers["ETag"]).status_code == 304


def test_what_is_short_stays_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in ask(client, "/v/tilleray/sante").headers
