"""`/mes-demarches`: what who is logged in sent in this city, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.store import persons, sessions
from engine.store.tables import submission
from engine.web.visit import cookie_name
from tests.towns import Browser, towns
from tests.web.following import File, lines
from tests.web.journey.answering import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

IDENTITY = {"issuer": "https://idp.example/", "subject": "sub-1", "name": "Maëlle"}
MINE = "/v/tilleray/mes-demarches"


@pytest.fixture
def file(tmp_path: Path, store_url: str) -> Iterator[File]:
    with towns(tmp_path, store_url) as made:
        file = File(made)
        person = persons.digest_of(made.store.keeper.secrets, "tilleray", IDENTITY)
        with made.store.begin() as conn:
            conn.execute(submission.update().values(person=person))
        yield file


def logged_in(file: File, subject: str = "sub-1", city: str = "tilleray") -> FlaskClient:
    """Give a browser in which somebody is logged in."""
    client: FlaskClient = Browser(file.towns.app)
    name = sessions.new_token()
    identity = {**IDENTITY, "subject": subject}
    with file.towns.store.begin() as conn:
        sessions.create(conn, city, name, {"csrf": "x" * 32, "identity": identity})
    where = file.towns.cities.get(city)
    client.set_cookie(cookie_name_of(file, where.code), name, domain="127.0.0.1", path=f"/v/{city}")
    return client


def cookie_name_of(file: File, city: str) -> str:
    with file.towns.app.test_request_context("/", environ_overrides={"SCRIPT_NAME": f"/v/{city}"}):
        return cookie_name(file.towns.cities.get(city))


def test_without_a_login_the_page_offers_one_and_lists_nothing(file: File) -> None:
    page = parsed(file.towns.client().get(MINE))
    assert file.submission.reference not in lines(page)
    assert page.xpath('//main//a[contains(@href, "vers=mes-demarches")]')


def test_who_logged_in_finds_what_she_sent_with_its_state_and_next_date(file: File) -> None:
    client = logged_in(file)
    said = lines(parsed(client.get(MINE)))
    assert file.submission.reference in said
    assert "Envoyé." in said
    assert "Réponse attendue avant le 24 janvier 2027" in said
    file.ask()
    asked = lines(parsed(client.get(MINE)))
    assert "Une pièce est demandée." in asked
    assert "jusqu’au 24 décembre 2026 inclus" in asked
    file.decide("refused")
    decided = lines(parsed(client.get(MINE)))
    assert "Refusé." in decided
    assert "Réponse attendue" not in decided


def test_the_login_opens_the_file_without_reference_and_code(file: File) -> None:
    client = logged_in(file)
    (address,) = parsed(client.get(MINE)).xpath(f'//main//a[@href="{file.page}"]/@href')
    assert client.get(address).status_code == 200


def test_another_person_or_the_same_in_another_city_finds_nothing(file: File) -> None:
    other = logged_in(file, "sub-2")
    assert file.submission.reference not in lines(parsed(other.get(MINE)))
    assert other.get(file.page).status_code == 303
    there = logged_in(file, city="port-lannec")
    assert file.submission.reference not in lines(parsed(there.get(MINE.replace("tilleray", "port-lannec"))))


def test_what_was_erased_leaves_the_list(file: File) -> None:
    file.arrive()
    file.post("/effacement")
    assert file.submission.reference not in lines(parsed(logged_in(file).get(MINE)))
