"""Following a submission: by the session that sent it, or by reference and second code."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from engine.resources import forms_root
from engine.store import documents
from tests.towns import CATALOGUE, Towns, towns
from tests.walking import Walker
from tests.web.journey.answering import ACTE, example, parsed, submission_of, text, token
from tests.web.journey.test_walks import at_home

ASK = "/v/tilleray/suivi/"


class Sent:
    """A submission, its code as the confirmation showed it, and who sent it."""

    def __init__(self, made: Towns) -> None:
        self.towns = made
        self.walker = Walker(made.client())
        self.confirmation = self.walker.deposit(self.walker.fill(ACTE, example("v3")))
        found = submission_of(made, self.confirmation)
        assert found is not None
        self.submission = found
        page = self.walker.page(self.confirmation)
        self.code = str(page.xpath('string(//p[contains(@class, "second")]/strong)'))
        self.page = f"/v/tilleray/suivi/{found.reference}"


@pytest.fixture
def sent(tmp_path: Path) -> object:
    with towns(tmp_path) as made:
        yield Sent(made)


def ask(client: FlaskClient, reference: str, code: str) -> tuple[int, html.HtmlElement, str]:
    secret = token(parsed(client.get(ASK)))
    reply = client.post(ASK, data={"_csrf": secret, "reference": reference, "code": code})
    return reply.status_code, html.document_fromstring(reply.get_data() or b"<p/>"), str(reply.location)


def test_the_session_that_sent_it_follows_it(sent: Sent) -> None:
    page = sent.walker.page(sent.page)
    assert sent.submission.reference in text(page)
    assert "Envoyé" in text(page)
    (link,) = sent.walker.page(ASK).xpath(f'//main//a[@href="{sent.page}"]')
    said = " ".join(link.text_content().split())
    assert said.startswith("Demander un acte de naissance, de mariage ou de décès")
    assert said.endswith(f"référence {sent.submission.reference}, envoyé le 24 novembre 2026")


@pytest.mark.parametrize(("name", "promise"), [("v1", "Revenez la voir"), ("v2", "il vous écrit")])
def test_who_stayed_unknown_is_told_to_come_back_for_nobody_can_write(
    tmp_path: Path, name: str, promise: str
) -> None:
    told = json.loads((forms_root() / "signalement" / "examples" / f"{name}.json").read_text("utf-8"))
    communes = {one["code"]: one["nom"] for one in told["facts"]["communes"]}
    with towns(tmp_path, now=datetime.fromisoformat(told["now"])) as made:
        walker = Walker(made.client())
        filled = walker.fill(CATALOGUE.get("signalement"), at_home(told["answers"], communes))
        said = text(walker.page(walker.deposit(filled)))
    assert [one for one in ("Revenez la voir", "il vous écrit") if one in said] == [promise]


def test_another_browser_needs_the_code(sent: Sent) -> None:
    client = sent.towns.client()
    reply = client.get(sent.page)
    assert reply.status_code == 303
    assert "/suivi/?reference=" in str(reply.location)
    assert sent.submission.reference in client.get(str(reply.location)).get_data(as_text=True)
    assert client.get(f"{sent.page}/recepisse.pdf").status_code == 404


def test_reference_and_code_are_read_however_they_are_typed(sent: Sent) -> None:
    reference = sent.submission.reference
    for typed, code in (
        (reference, sent.code),
        (reference.lower(), sent.code.lower()),
        (f" {reference.replace('-', ' ')} ", f" {sent.code.replace('-', '')} "),
    ):
        client = sent.towns.client()
        assert ask(client, typed, code)[::2] == (303, sent.page)
        assert client.get(sent.page).status_code == 200


def test_a_wrong_code_keeps_what_was_typed_and_says_which_of_nothing(sent: Sent) -> None:
    status, page, _where = ask(sent.towns.client(), sent.submission.reference, "AAAA-AAAA")
    assert status == 422
    assert page.xpath("string(//title)").startswith("Erreur")
    assert page.xpath('string(//input[@name="reference"]/@value)') == sent.submission.reference
    unknown = ask(sent.towns.client(), "444-444-44", "AAAA-AAAA")
    assert unknown[0] == 422
    said = page.xpath('string(//*[@id="erreurs"])')
    assert unknown[1].xpath('string(//*[@id="erreurs"])') == said, "nobody learns which references exist"


@pytest.mark.parametrize("reference", ["", "x", "😀", "444-444-45", "9" * 500, "\x00"])
def test_a_reference_that_is_none_is_refused_kindly(reference: str, sent: Sent) -> None:
    assert ask(sent.towns.client(), reference, sent.code)[0] == 422


def test_ten_wrong_codes_are_enough(sent: Sent) -> None:
    client = sent.towns.client()
    for _try in range(10):
        assert ask(client, sent.submission.reference, "AAAA-AAAA")[0] == 422
    status, page, _where = ask(client, sent.submission.reference, sent.code)
    assert status == 429
    assert "Trop d’essais" in text(page)


def test_a_right_code_forgives_the_wrong_ones(sent: Sent) -> None:
    client = sent.towns.client()
    for _round in range(2):
        for _try in range(9):
            ask(client, sent.submission.reference, "AAAA-AAAA")
        assert ask(client, sent.submission.reference, sent.code)[0] == 303


def test_the_receipt_is_there_once_it_is_made(sent: Sent) -> None:
    address = f"{sent.page}/recepisse.pdf"
    missing = sent.walker.client.get(address)
    assert missing.status_code == 404
    assert parsed(missing).get("lang") == "fr"
    assert address not in sent.walker.page(sent.page).xpath("//a/@href")
    with sent.towns.store.begin() as conn:
        documents.put(sent.towns.store, conn, sent.submission.id, "receipt", b"%PDF-1.7 recu")
    reply = sent.walker.client.get(address)
    assert (reply.status_code, reply.mimetype, reply.get_data()) == (200, "application/pdf", b"%PDF-1.7 recu")
    assert address in sent.walker.page(sent.page).xpath("//a/@href")


def test_another_city_does_not_know_the_reference(sent: Sent) -> None:
    there = ASK.replace("tilleray", "port-lannec")
    client = sent.towns.client()
    secret = token(parsed(client.get(there)))
    data = {"_csrf": secret, "reference": sent.submission.reference, "code": sent.code}
    assert client.post(there, data=data).status_code == 422


def test_the_ways_to_act_stay_on_the_screen_and_off_the_paper(sent: Sent, checkout: Path) -> None:
    page = sent.walker.page(sent.page)
    assert len(page.xpath('//*[@class="off"]//a')) == 3
    style = (checkout / "themes" / "base.css").read_text(encoding="utf-8")
    (hidden,) = (line for line in style.partition("@media print")[2].splitlines() if "display: none" in line)
    assert ".off" in hidden
    assert "Si vous n’avez pas de réponse le" in text(page)
    assert re.search(r"réponse le \d+(er)?\u00a0", page.text_content()), "a day keeps its month"
