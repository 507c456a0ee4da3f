"""A telephone sends files to one question of a draft filled on a computer, and can do and read nothing else."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from engine.store import attachments
from engine.web.journey import tickets
from tests.services.stores import sealed_files
from tests.towns import Towns, towns
from tests.walking import Walker, sample_pdf
from tests.web.journey.answering import ACTE, draft_of, errors, example, parsed, picture, text, token, walk_to

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from lxml import html
    from werkzeug.test import TestResponse


NAME = "pieces.qualitePro"


@pytest.fixture
def documents(walker: Walker) -> str:
    return walk_to(walker, example("v5"), "documents")


@pytest.fixture
def phone(both: Towns) -> FlaskClient:
    """Give a browser that shares nothing with the computer's."""
    return both.client()


def kept(made: Towns, here: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = draft_of(made, here).body.document.get("pieces", {}).get("qualitePro", [])
    return found


def opened(walker: Walker, documents: str) -> tuple[str, str]:
    """Press the button of the page; give the computer's page and the address that the telephone opens."""
    reply = walker.send(documents, {}, action="telephone:PIE-006")
    assert reply.status_code == 303
    return str(reply.location), link_on(walker.page(str(reply.location)))


def link_on(page: html.HtmlElement) -> str:
    """Give the path of the link on the computer's page; none is « »."""
    written = str(page.xpath('string(//a[contains(@href, "/envoi/")]/@href)'))
    return "/v/" + written.partition("/v/")[2] if written else ""


def send(phone: FlaskClient, link: str, *files: tuple[bytes, str], **more: str) -> TestResponse:
    """Send files as the telephone's own page does."""
    data = {
        "_csrf": token(parsed(phone.get(link))),
        "fichiers": [(io.BytesIO(content), name) for content, name in files],
        **more,
    }
    return phone.post(link.partition("?")[0], data=data, content_type="multipart/form-data")


def test_a_file_from_the_telephone_is_in_the_draft_and_on_the_computer(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    here, link = opened(walker, documents)
    assert "Aucun fichier reçu" in text(walker.page(here))
    reply = send(phone, link, (picture(), "IMG_1.jpeg"), (sample_pdf(), "acte.pdf"))
    assert reply.status_code == 303
    assert "Les 2 fichiers sont bien reçus" in text(parsed(phone.get(str(reply.location))))
    assert [one["nom"] for one in kept(both, documents)] == ["IMG_1.jpg", "acte.pdf"]
    with both.store.read() as conn:
        assert attachments.open(both.store, conn, kept(both, documents)[1]["id"]) == sample_pdf()
    assert "IMG_1.jpg" in text(walker.page(here))
    assert "acte.pdf" in text(walker.page(documents))
    assert walker.send(documents, {}).status_code == 303


def test_the_page_shows_a_code_and_the_same_link_and_needs_no_script(walker: Walker, documents: str) -> None:
    here, link = opened(walker, documents)
    page = walker.page(here)
    (code,) = page.xpath('//p[@role="img"][@aria-label]//*[local-name()="svg"]')
    assert not code.xpath(".//text()[normalize-space()]")
    assert link.startswith("/v/tilleray/envoi/")
    assert page.xpath('//a[text()="Actualiser"]')
    assert [one.get("src") for one in page.xpath("//script")] == page.xpath("//script/@src")


def test_the_telephone_reads_no_answer_and_no_name_of_a_file(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    walker.send(documents, {NAME: [(io.BytesIO(picture()), "du-computer.jpg")]}, "enregistrer")
    _here, link = opened(walker, documents)
    reply = phone.get(link)
    body = reply.get_data(as_text=True)
    # What every page of the town says, and the question itself, is nobody's answer.
    public = (
        phone.get("/v/tilleray/conditions").get_data(as_text=True),
        ACTE.texts["fr"]["PIE-006.label"],
        "application/pdf,image/jpeg,image/png",
    )
    answers = [
        value
        for value in _leaves(draft_of(both, documents).body.document)
        if isinstance(value, str) and len(value) > 4 and not any(value in one for one in public)
    ]
    assert len(answers) > 5
    assert [one for one in answers if one in body] == []
    assert "du-computer" not in body
    assert "Set-Cookie" not in reply.headers
    labels = parsed(reply).xpath("//label")
    assert len(labels) == 1
    assert "2 fichiers au plus" in text(parsed(reply))


def test_the_ticket_opens_no_page_of_the_draft(documents: str, phone: FlaskClient) -> None:
    assert phone.get(documents).status_code == 403


@pytest.mark.parametrize(
    "address", ["{}x", "/v/tilleray/envoi/abc", "/v/tilleray/envoi/a~b~c~d.e", "/v/tilleray/envoi/~~~"]
)
def test_a_forged_link_leads_nowhere(
    address: str, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    _here, link = opened(walker, documents)
    reply = phone.get(address.format(link))
    assert reply.status_code == 410
    assert "Ce lien ne marche plus" in text(parsed(reply))
    assert phone.post(address.format(link), data={}).status_code == 410


def test_a_link_of_one_town_opens_nothing_in_another(
    walker: Walker, documents: str, phone: FlaskClient
) -> None:
    _here, link = opened(walker, documents)
    assert phone.get(link).status_code == 200
    assert phone.get(link.replace("/v/tilleray/", "/v/port-lannec/")).status_code == 410


def test_a_link_ends_after_half_an_hour_and_another_is_made(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    here, link = opened(walker, documents)
    both.clock.advance(tickets.LIFETIME - timedelta(seconds=1))
    assert phone.get(link).status_code == 200
    stale = token(parsed(phone.get(link)))
    both.clock.advance(timedelta(seconds=1))
    assert phone.get(link).status_code == 410
    late = {"_csrf": stale, "fichiers": [(io.BytesIO(picture()), "a.jpg")]}
    assert phone.post(link, data=late, content_type="multipart/form-data").status_code == 410
    assert kept(both, documents) == []
    page = walker.page(here)
    assert link_on(page) == ""
    reply = walker.client.post(here, data={"_csrf": token(page), "action": "ouvrir"})
    fresh = link_on(walker.page(str(reply.location)))
    assert fresh not in ("", link)
    assert send(phone, fresh, (picture(), "a.jpg")).status_code == 303


def test_a_link_that_the_computer_closed_takes_nothing(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    here, link = opened(walker, documents)
    page = walker.page(here)
    walker.client.post(here, data={"_csrf": token(page), "action": "fermer"})
    assert phone.get(link).status_code == 410
    assert "Créer un nouveau lien" in text(walker.page(here))
    assert kept(both, documents) == []


def test_only_the_computer_s_session_shows_or_closes_a_code(
    walker: Walker, documents: str, phone: FlaskClient
) -> None:
    here, link = opened(walker, documents)
    assert phone.get(here).status_code == 403
    assert phone.post(here, data={"action": "fermer"}).status_code == 403
    assert walker.client.post(here, data={"_csrf": "x", "action": "fermer"}).status_code == 403
    assert phone.get(link).status_code == 200


def test_a_post_that_is_not_from_the_telephone_s_page_is_refused(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    _here, link = opened(walker, documents)
    assert send(phone, link, (picture(), "a.jpg"), _csrf="forged").status_code == 403
    good = {"_csrf": token(parsed(phone.get(link))), "fichiers": [(io.BytesIO(picture()), "a.jpg")]}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    reply = phone.post(link, data=good, content_type="multipart/form-data", headers=elsewhere)
    assert reply.status_code == 403
    assert kept(both, documents) == []


def test_what_cannot_be_kept_is_refused_on_the_telephone_with_its_reason(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    _here, link = opened(walker, documents)
    reply = send(phone, link, (picture(), "bonne.jpg"), (b"texte", "mauvaise.txt"))
    assert reply.status_code == 422
    page = parsed(reply)
    ((href, words),) = errors(page)
    assert "mauvaise.txt" in words
    assert page.xpath(f'//*[@id="{href[1:]}"]')
    assert "Le fichier est bien reçu" in text(page)
    assert [one["nom"] for one in kept(both, documents)] == ["bonne.jpg"]
    empty = send(phone, link)
    assert empty.status_code == 422
    assert "Choisissez un fichier" in errors(parsed(empty))[0][1]


def test_no_more_files_than_the_question_takes(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    _here, link = opened(walker, documents)
    reply = send(phone, link, *((picture(), f"photo-{index}.jpg") for index in range(4)))
    assert reply.status_code == 422
    assert "Le nombre de fichiers prévu est atteint" in text(parsed(reply))
    assert len(kept(both, documents)) == 3
    assert not parsed(phone.get(link)).xpath('//input[@type="file"]')


def test_what_was_typed_on_the_page_is_saved_before_the_code_is_shown(
    both: Towns, walker: Walker, documents: str
) -> None:
    sent = {NAME: [(io.BytesIO(picture()), "avant.jpg")]}
    assert walker.send(documents, sent, action="telephone:PIE-006").status_code == 303
    assert [one["nom"] for one in kept(both, documents)] == ["avant.jpg"]


@pytest.mark.parametrize("code", ["PIE-999", "IDE-001", ""])
def test_a_code_for_another_question_is_not_given(code: str, walker: Walker, documents: str) -> None:
    assert walker.send(documents, {}, action=f"telephone:{code}").location == documents
    assert walker.client.get(documents.replace("/documents", f"/telephone/{code or 'x'}")).status_code == 404


def test_a_link_may_be_used_twenty_times_in_ten_minutes(
    both: Towns, walker: Walker, documents: str, phone: FlaskClient
) -> None:
    _here, link = opened(walker, documents)
    assert [send(phone, link).status_code for _time in range(20)] == [422] * 20
    reply = send(phone, link)
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 600
    both.clock.advance(timedelta(minutes=10))
    assert send(phone, link, (picture(), "a.jpg")).status_code == 303


@pytest.mark.parametrize("language", ["en", "fr-falc"])
def test_the_telephone_speaks_the_language_of_the_computer(
    language: str, both: Towns, phone: FlaskClient
) -> None:
    walker = Walker(both.client(), language=language)
    _here, link = opened(walker, walk_to(walker, example("v5"), "documents"))
    assert link.endswith(f"?langue={language}")
    assert ("Send a document" if language == "en" else "Envoyer un papier") in text(parsed(phone.get(link)))


def test_files_of_both_devices_sent_at_the_same_time_are_all_kept(store_url: str, tmp_path: Path) -> None:
    with towns(tmp_path, url=store_url) as made, ThreadPoolExecutor(2) as pool:
        walker, phone = Walker(made.client()), made.client()
        documents = walk_to(walker, example("v5"), "documents")
        _here, link = opened(walker, documents)
        together = Barrier(2)
        for _round in range(3):
            shown, mine = walker.page(documents), picture()

            def computer(shown: html.HtmlElement = shown, mine: bytes = mine) -> int:
                together.wait()
                sent = {NAME: [(io.BytesIO(mine), "computer.jpg")]}
                return walker.send(documents, sent, "enregistrer", shown).status_code

            def telephone() -> int:
                together.wait()
                return send(phone, link, (picture("PNG"), "telephone.png")).status_code

            results = [pool.submit(computer), pool.submit(telephone)]
            assert [one.result() for one in results] == [303, 303]
            assert sorted(one["nom"] for one in kept(made, documents)) == ["computer.jpg", "telephone.png"]
            assert len(sealed_files(made.store)) == 2
            for _file in range(2):
                walker.send(documents, {}, "retirer:PIE-006.0")
            assert kept(made, documents) == []


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]
