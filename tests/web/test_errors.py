"""Every error is a page in French, with its status, a way back, and nothing of what went wrong inside."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, abort

from engine.store.series import Series, SeriesUsedUp
from engine.web import errors, render
from engine.web.errors import Maintenance, SessionFinished, TooMany
from engine.web.faces import Link
from engine.web.security import StaleToken
from tests.web.macros import samples
from tests.web.macros.parsed import Parsed, faults

SECRET = "Camille BESSON née le 12 avril 1987"


def _raise(error: Exception) -> Callable[[], str]:
    def view() -> str:
        raise error

    return view


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    made = samples.application(samples.city(tmp_path))
    for name, error in {
        "session": SessionFinished(),
        "jeton": StaleToken(),
        "pause": Maintenance(datetime(2026, 11, 23, 14, 0, tzinfo=UTC)),
        "pause-longue": Maintenance(),
        "trop": TooMany(90),
        "numeros": SeriesUsedUp(Series("tilleray", "meuble", "06088", 1, 999_999)),
        "casse": ValueError(SECRET),
    }.items():
        made.add_url_rule(f"/{name}", name, _raise(error))
    made.add_url_rule("/code/<int:code>", "code", abort)
    return made


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nulle-part", 404, "Cette page n’existe pas"),
        ("/session", 403, "Votre session est finie"),
        ("/jeton", 403, "Cette page est restée ouverte trop longtemps"),
        ("/pause", 503, "Le service est en pause"),
        ("/pause-longue", 503, "Il revient bientôt"),
        ("/trop", 429, "Trop d’essais à la suite"),
        ("/numeros", 503, "La mairie n’a plus de numéro à donner"),
        ("/casse", 500, "Quelque chose s’est cassé chez nous"),
        *(
            (f"/code/{code}", code, "")
            for code in (400, 401, 403, 405, 409, 410, 413, 415, 422, 429, 500, 503)
        ),
    ],
)
def test_an_error_has_its_status_its_words_and_a_way_back(
    app: Flask, path: str, status: int, said: str
) -> None:
    response = app.test_client().get(path)
    page = Parsed(response.text)
    assert response.status_code == status
    assert said in response.text
    assert faults(response.text) == []
    assert len(page.all("h1")) == 1
    assert "Voir toutes les démarches" in [one.words for one in page.all("a")]


def test_a_wrong_method_says_which_are_right(app: Flask) -> None:
    response = app.test_client().post("/conditions")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_when_to_come_back_is_told_to_machines_too(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/trop").headers["Retry-After"] == "90"
    assert client.get("/pause").headers["Retry-After"] == "Mon, 23 Nov 2026 14:00:00 GMT"
    assert "15\u00a0h\u00a000" in client.get("/pause").text


def test_an_unforeseen_error_gives_a_number_and_logs_no_answer(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = app.test_client().get("/casse")
    number = next(one.words for one in Parsed(response.text).with_class("code"))
    assert number in caplog.text
    assert "ValueError" in caplog.text
    assert "test_errors.py" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in response.text


def test_a_redirection_is_no_error(app: Flask) -> None:
    assert app.test_client().get("/suivi").status_code == 308


def test_where_no_city_answers_the_page_says_where_to_go() -> None:
    app = Flask("nowhere", static_folder=None)
    errors.install(app, lambda: (Link("https://tilleray.example/", "Ville de Tilleray"),))
    render.dress(app, lambda: {"city": None})
    app.jinja_env.globals["asset"] = lambda name: f"/theme/{name}"
    page = Parsed(app.test_client().get("/").text)
    assert "Ville de Tilleray" in [one.words for one in page.all("a")]


def test_an_error_page_does_without_a_city_when_it_cannot_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = samples.application(samples.city(tmp_path))

    def broken() -> dict[str, object]:
        raise ConnectionError(SECRET)

    app.context_processor(broken)
    response = app.test_client().get("/nulle-part")
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.text
    assert SECRET not in caplog.text
