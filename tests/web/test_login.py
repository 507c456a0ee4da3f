"""Logging in through the demonstration provider, on a real loopback server, and what it changes on the pages."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from engine.demo.cities import PROVIDER, DemoPorts
from engine.demo.provider import DemoClient, create_provider
from engine.documents.collect import receipt_paper
from tests.identity.hostile import serving
from tests.towns import CATALOGUE, NOW, Towns, towns
from tests.walking import Walker, typed_values
from tests.web.journey.answering import (
    ACTE,
    SLUG,
    draft_of,
    example,
    onward,
    parsed,
    steps_of,
    submission_of,
    text,
    token,
)

ROOT = "http://127.0.0.1:8000/v/tilleray"
LOGIN = f"/v/tilleray/connexion/{PROVIDER}"

pytestmark = pytest.mark.server


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Towns]:
    """Open the cities and, beside them, their provider."""
    kept: list[Towns] = []
    with ExitStack() as stack:

        def make(address: str) -> Flask:
            port = urlsplit(address).port
            assert port
            kept.append(stack.enter_context(towns(tmp_path, ports=DemoPorts(8000, port, 8002))))
            secret = kept[0].store.keeper.secrets.oidc("tilleray", PROVIDER)
            client = DemoClient(
                secret["client_id"],
                secret["client_secret"],
                (f"{ROOT}/connexion/{PROVIDER}/retour",),
                (f"{ROOT}/connexion/{PROVIDER}/sortie",),
            )
            return create_provider(address, [client], demo=True, clock=kept[0].clock)

        with serving(make):
            yield kept[0]


def at_provider(client: FlaskClient, person: str | None = "claire", asked: str = f"demarche={SLUG}") -> str:
    """Go to the provider for a form, drafts or what was sent; choose a person (None: refuse); give the way back."""
    begun = client.get(f"{LOGIN}?{asked}")
    assert begun.status_code == 303, begun.get_data(as_text=True)
    page = requests.get(begun.location, timeout=5)
    form = html.document_fromstring(page.content).xpath("//form")[0]
    where = f"{page.url.split('/authorize')[0]}{form.get('action')}"
    data = {"personne": person or "personne-du-tout"}
    back = requests.post(where, data=data, timeout=5, allow_redirects=False)
    assert back.status_code == 303, back.text
    return str(back.headers["Location"]).removeprefix("http://127.0.0.1:8000")


def login(made: Towns, person: str = "claire") -> tuple[Walker, TestResponse]:
    walker = Walker(made.client())
    return walker, walker.client.get(at_provider(walker.client, person))


def logged_in(made: Towns, person: str = "claire") -> tuple[Walker, str]:
    walker, reply = login(made, person)
    assert reply.status_code == 303, text(parsed(reply))
    return walker, str(reply.location)


def to_identity(walker: Walker, here: str) -> str:
    """Answer up to the page of identity: the record of a marriage, so that the place is asked."""
    answers = example("v2")
    while not here.endswith("/identite"):
        here = onward(walker, answers, here)
    return here


def test_what_the_provider_vouches_for_is_shown_locked_and_sealed(made: Towns) -> None:
    walker, first = logged_in(made)
    assert "Claire" in text(walker.page(first))
    here = to_identity(walker, first)
    page = walker.page(here)
    for code, said in (("IDE-002", "BESSON"), ("IDE-004", "Claire Odile"), ("IDE-007", "17 mai 1984")):
        (sealed,) = page.xpath(f'//*[@id="{code}"]')
        assert said in text(sealed)
    assert not page.xpath('//input[@name="demandeur.nomNaissance"]')
    assert page.xpath('string(//input[@name="demandeur.nomUsage"]/@value)') == "MARCHAND"
    reply = walker.send(here, {"demandeur.nomNaissance": "Autre", "demandeur.nomUsage": "Marchand"})
    assert reply.status_code == 303
    assert draft_of(made, here).body.document["demandeur"]["nomNaissance"] == "BESSON"
    summary = walker.fill(ACTE, example("v2"), str(reply.location))
    walker.deposit(summary)
    found = submission_of(made, summary)
    assert found is not None
    assert found.payload["answers"]["identiteVerifiee"] is True
    assert found.payload["identity"]["level"] == "eidas1"
    assert "subject" not in found.payload["identity"]


def test_what_was_sent_with_a_login_is_found_again_with_it_from_any_browser(made: Towns) -> None:
    walker, first = logged_in(made)
    summary = walker.fill(ACTE, example("v2"), first)
    walker.deposit(summary)
    found = submission_of(made, summary)
    assert found is not None
    for person, listed in (("claire", True), ("ines", False)):
        client = made.client()
        reply = client.get(at_provider(client, person, "vers=mes-demarches"))
        assert (reply.status_code, reply.location) == (303, "/v/tilleray/mes-demarches")
        page = parsed(client.get(str(reply.location)))
        assert (found.reference in text(page)) is listed
        status = client.get(f"/v/tilleray/suivi/{found.reference}").status_code
        assert status == (200 if listed else 303)


def test_refusing_at_the_provider_on_the_way_to_ones_list_is_a_page(made: Towns) -> None:
    client = made.client()
    reply = client.get(at_provider(client, None, "vers=mes-demarches"))
    assert reply.status_code == 200
    assert "/v/tilleray/" in parsed(reply).xpath("//main//a/@href")


def test_a_certified_answer_may_be_written_by_oneself(made: Towns) -> None:
    walker, first = logged_in(made)
    here = to_identity(walker, first)
    (button,) = walker.page(here).xpath('//button[starts-with(@value, "corriger:")]/@value')
    reply = walker.send(here, {}, action=button)
    assert reply.status_code == 303
    page = walker.page(here)
    assert page.xpath('string(//input[@name="demandeur.nomNaissance"]/@value)') == "BESSON"
    typed = {"demandeur.nomNaissance": "Besson-Roy", "demandeur.prenoms": "Claire"}
    walker.send(here, {**typed, "demandeur.dateNaissance.annee": "1984"})
    document = draft_of(made, here).body.document
    assert document["demandeur"]["nomNaissance"] == "Besson-Roy"
    assert document["identiteVerifiee"] is False, "an answer of one's own is not a verified identity"


@pytest.mark.parametrize("person", ["ines", "marcel", "aminata", "paul", "lucas"])
def test_every_person_of_the_demonstration_can_fill_the_form(person: str, made: Towns) -> None:
    walker, first = logged_in(made, person)
    here = to_identity(walker, first)
    assert walker.page(here).xpath('//*[@id="IDE-002"]')
    if person == "marcel":
        assert "email" not in (draft_of(made, here).body.identity or {})["claims"]


def test_refusing_at_the_provider_leads_back_to_the_form(made: Towns) -> None:
    client = made.client()
    back = at_provider(client, None)
    assert "error=access_denied" in back
    reply = client.get(back)
    page = parsed(reply)
    assert reply.status_code == 200
    assert f"/v/tilleray/demarches/{SLUG}/" in page.xpath("//main//a/@href")
    assert client.get("/v/tilleray/reprendre").status_code == 200


def test_a_provider_that_is_down_is_said_and_the_form_stays_open(tmp_path: Path) -> None:
    with towns(tmp_path, ports=DemoPorts(8000, 9, 8002)) as made:
        reply = made.client().get(f"{LOGIN}?demarche={SLUG}")
    assert reply.status_code == 503
    assert f"/v/tilleray/demarches/{SLUG}/" in parsed(reply).xpath("//main//a/@href")


def test_a_way_back_serves_once_and_in_its_own_browser(made: Towns) -> None:
    walker = Walker(made.client())
    back = at_provider(walker.client)
    assert made.client().get(back).status_code == 400, "another browser"
    again = at_provider(walker.client)
    assert walker.client.get(again).status_code == 303
    assert walker.client.get(again).status_code == 400, "a second time"


def test_the_session_is_renewed_and_the_old_cookie_is_worth_nothing(made: Towns) -> None:
    walker = Walker(made.client())
    draft = walker.begin(SLUG)
    before = walker.client.get_cookie("formune_tilleray", "127.0.0.1", "/v/tilleray")
    reply = walker.client.get(at_provider(walker.client))
    after = walker.client.get_cookie("formune_tilleray", "127.0.0.1", "/v/tilleray")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert walker.client.get(draft).status_code == 200, "the draft begun before is still theirs"
    assert walker.client.get(str(reply.location)).status_code == 200
    stolen = made.client()
    stolen.set_cookie("formune_tilleray", before.value, domain="127.0.0.1", path="/v/tilleray")
    assert stolen.get(draft).status_code == 403


def test_quitting_ends_the_session_here_and_at_the_provider(made: Towns) -> None:
    walker, here = logged_in(made)
    secret = token(walker.page("/v/tilleray/quitter"))
    reply = walker.client.post("/v/tilleray/quitter", data={"_csrf": secret})
    assert reply.status_code == 303
    assert "/session/end?" in str(reply.location)
    assert walker.client.get(here).status_code == 403
    out = requests.get(str(reply.location), timeout=5, allow_redirects=False)
    assert out.status_code in {302, 303}
    assert out.headers["Location"].startswith(f"{ROOT}/connexion/{PROVIDER}/sortie")
    over = walker.client.get(out.headers["Location"].removeprefix("http://127.0.0.1:8000"))
    assert over.status_code == 200


@pytest.mark.parametrize("path", ["/v/tilleray/connexion/inconnu", f"{LOGIN}?demarche=inconnue"])
def test_a_login_for_nothing_is_no_page(path: str, made: Towns) -> None:
    assert made.client().get(path).status_code == 404
    assert made.clock.now() == NOW


def listed(walker: Walker) -> list[str]:
    links: list[str] = walker.page("/v/tilleray/reprendre").xpath('//main//a[contains(@href, "/d/")]/@href')
    return links


def login_to_resume(made: Towns, person: str = "claire") -> tuple[Walker, TestResponse]:
    walker = Walker(made.client())
    return walker, walker.client.get(at_provider(walker.client, person, ""))


def test_a_draft_begun_logged_in_is_found_by_logging_in_elsewhere(made: Towns) -> None:
    _first, here = logged_in(made)
    other, reply = login_to_resume(made)
    assert (reply.status_code, reply.location) == (303, "/v/tilleray/reprendre")
    assert listed(other) == [steps_of(here)]
    assert other.client.get(here).status_code == 200


def test_another_person_finds_nothing_of_it(made: Towns) -> None:
    _first, here = logged_in(made)
    other, reply = login_to_resume(made, "paul")
    assert reply.status_code == 303, text(parsed(reply))
    assert listed(other) == []
    assert other.client.get(here).status_code == 403


def test_a_draft_begun_without_logging_in_is_not_found_by_logging_in(made: Towns) -> None:
    anonymous = Walker(made.client())
    anonymous.begin(SLUG)
    other, _reply = login_to_resume(made)
    assert listed(other) == []


def test_logging_in_to_a_form_begun_elsewhere_offers_to_resume_it(made: Towns) -> None:
    _first, here = logged_in(made)
    other, reply = login(made)
    start = f"/v/tilleray/demarches/{SLUG}/"
    assert (reply.status_code, reply.location) == (303, start)
    assert steps_of(here) in other.page(start).xpath("//main//a/@href")
    assert listed(other) == [steps_of(here)], "nothing is begun before one chooses"
    again = other.client.get(at_provider(other.client))
    assert again.status_code == 303
    assert again.location != start, "whoever chooses to begin again begins again"
    assert len(listed(other)) == 2


def test_what_was_typed_after_the_session_s_end_comes_back_with_the_login(made: Towns) -> None:
    walker, first = logged_in(made)
    here = to_identity(walker, first)
    lost = Walker(made.client())
    data = {"action": "continuer", "demandeur.nomUsage": "Marchand-Roux"}
    assert lost.client.post(here, data=data, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 403
    reply = lost.client.get(at_provider(lost.client, "claire", ""))
    assert (reply.status_code, reply.location) == (303, here)
    page = lost.page(here)
    assert page.xpath('string(//input[@name="demandeur.nomUsage"]/@value)') == "Marchand-Roux"


NAMED = {"fr": "Fourni par FranceConnect (démonstration)", "en": "Provided by", "fr-falc": "Donné par"}


@pytest.mark.parametrize("language", list(NAMED))
def test_what_the_provider_gave_is_marked_wherever_it_is_read_until_the_person_changes_it(
    language: str, made: Towns
) -> None:
    walker, first = logged_in(made)
    here = to_identity(walker, first)
    page = walker.page(f"{here}?langue={language}")
    assert NAMED[language] in text(page.xpath('//*[@id="IDE-003-s"]')[0])
    assert "IDE-003-s" in page.xpath('string(//input[@id="IDE-003"]/@aria-describedby)').split()
    contact = walker.send(here, {"demandeur.nomUsage": "MARCHAND"})
    assert contact.status_code == 303
    summary = walker.fill(ACTE, example("v2"), str(contact.location))
    walker.send(here, {"demandeur.nomUsage": "MARCHAND"})
    marked = {code: source_of(walker.page(summary), code) for code in ("IDE-002", "IDE-003", "COO-001")}
    assert NAMED[language] in marked["IDE-003"]
    assert "certifi" in marked["IDE-002"]
    assert marked["COO-001"] == "", "the address of the example is the person's own"
    confirmation = walker.deposit(summary)
    assert NAMED[language] in source_of(walker.page(confirmation), "IDE-003")
    found = submission_of(made, summary)
    assert found is not None
    paper = receipt_paper(made.cities.get("tilleray"), CATALOGUE, found)
    sources = {one.code: one.source for section in paper.sections for one in section.answers}
    assert sources["IDE-003"] == "Fourni par FranceConnect (démonstration)"
    assert sources["IDE-002"] == "Fourni et certifié par FranceConnect (démonstration)"
    assert sources["COO-001"] == ""


def test_an_answer_that_the_person_changes_or_empties_is_their_own(made: Towns) -> None:
    walker, first = logged_in(made)
    here = to_identity(walker, first)
    for typed in ("Marchand-Roux", ""):
        walker.send(here, {"demandeur.nomUsage": typed})
        page = walker.page(here)
        assert page.xpath('string(//input[@name="demandeur.nomUsage"]/@value)').lower() == typed.lower()
        assert not page.xpath('//*[@id="IDE-003-s"]')


def test_setting_the_log_in_aside_asks_nothing_again(made: Towns) -> None:
    walker, first = logged_in(made)
    here = to_identity(walker, first)
    (button,) = walker.page(here).xpath('//button[starts-with(@value, "corriger:")]/@value')
    walker.send(here, {}, action=button)
    page = walker.page(here)
    assert page.xpath('//*[@id="IDE-002-s"]')
    values = {"demandeur.nomNaissance": "Besson-Roy", "demandeur.prenoms": "Claire Odile"}
    reply = walker.send(here, {**values, "demandeur.dateNaissance.annee": "1984"})
    while not str(reply.location).endswith("/contact"):
        reply = walker.send(
            str(reply.location), typed_values(ACTE, example("v2"), walker.page(str(reply.location)))
        )
        assert reply.status_code == 303
    contact = walker.page(str(reply.location))
    assert contact.xpath('string(//input[@name="demandeur.coordonnees.courriel"]/@value)')
    assert contact.xpath('//*[@id="COO-001-s"]')
    assert not walker.page(here).xpath('//*[@id="IDE-002-s"]'), "what was changed is their own"


def source_of(page: html.HtmlElement, code: str) -> str:
    """Give what a line of the answers says of who gave it."""
    (line,) = page.xpath(f'//div[contains(@class, "q")][dd[contains(., "{code}")]]')
    return " ".join(one.text_content() for one in line.xpath('.//span[contains(@class, "soft")]'))
