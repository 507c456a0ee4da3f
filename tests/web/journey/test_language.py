"""A resident chooses a language, on any page, and loses nothing of what is typed."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from engine.catalogue import Catalogue
from engine.deposit.frozen import freeze
from engine.journey.compiled import program
from engine.journey.facts import CityFacts, Facts
from engine.journey.settle import settle
from engine.journey.words import Words
from engine.language import LANGUAGES, marked
from engine.model import Definition
from engine.resources import forms_root, schemas_root
from engine.web.app import create_app
from tests.towns import NOW, Browser, Towns
from tests.walking import Walker
from tests.web.journey.answering import ACTE, SLUG, errors, example, parsed, submission_of, walk_to
from tests.web.journey.languages import Reader, foreign_pieces, proper_names, said_in

HOME = "/v/tilleray/"
START = f"/v/tilleray/demarches/{SLUG}/"
COOKIE = "formune_tilleray_langue"


def reader(both: Towns, language: str) -> Reader:
    return Reader(language, ACTE, proper_names(both.cities.get("tilleray"), example("v1")))


def cookie(reply: TestResponse) -> str | None:
    found = [one for one in reply.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}=")]
    return found[0] if found else None


@pytest.mark.parametrize(
    "path",
    [HOME, f"{HOME}?q=acte", START, f"{HOME}reprendre", f"{HOME}suivi/", f"{HOME}quitter", f"{HOME}rien"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_around_the_forms_speaks_the_language_asked(both: Towns, path: str, language: str) -> None:
    reply = both.client().get(path, query_string={"langue": language} if "?" not in path else None)
    if "?" in path:
        reply = both.client().get(f"{path}&langue={language}")
    page = html.document_fromstring(reply.get_data())
    reader(both, language).look(path, page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_finds_a_text_of_another_language_alone_or_inside_a_longer_one(
    both: Towns, language: str
) -> None:
    longest = max(foreign_pieces(language, SLUG), key=len)
    said = f"<p>{longest}</p><p>12 : {longest} ; 34</p><p>12 ; 34</p>"
    page = html.document_fromstring(f'<html lang="{marked(language)}"><body>{said}</body></html>')
    found = reader(both, language).foreign(page)
    assert found == [longest, f"12 : {longest} ; 34"]


def test_a_page_is_in_french_until_another_language_is_chosen(both: Towns) -> None:
    page = parsed(both.client().get(HOME, headers={"Accept-Language": "en"}))
    assert page.get("lang") == "fr"
    links = page.xpath('//nav[@class="tongues"]//a')
    assert [(one.text_content(), one.get("lang"), one.get("href")) for one in links] == [
        ("English", "en", "?langue=en"),
        ("Facile à lire", "fr", "?langue=fr-falc"),
    ]


def test_the_choice_stays_on_the_next_pages_in_a_cookie_of_the_city(both: Towns) -> None:
    browser = both.client()
    told = cookie(browser.get(f"{HOME}?langue=en"))
    assert told is not None
    assert "HttpOnly" in told
    assert "SameSite=Lax" in told
    assert "Path=/v/tilleray" in told
    assert "Expires" not in told, "the choice ends with the browser"
    assert parsed(browser.get(START)).get("lang") == "en"
    assert cookie(browser.get(START)) is None, "nothing is said again"
    assert parsed(browser.get("/v/port-lannec/")).get("lang") == "fr", "another city knows nothing of it"


def test_a_search_and_a_link_s_answers_stay_in_the_address(both: Towns) -> None:
    page = parsed(both.client().get(f"{HOME}?q=acte%20%26&langue=en"))
    hrefs = page.xpath('//nav[@class="tongues"]//a/@href')
    assert hrefs == ["?q=acte+%26&langue=fr", "?q=acte+%26&langue=fr-falc"]


@pytest.mark.parametrize("asked", ["de", "", "EN", "../en", '"><b>'])
def test_a_language_that_nobody_speaks_changes_nothing(both: Towns, asked: str) -> None:
    reply = both.client().get(HOME, query_string={"langue": asked})
    assert parsed(reply).get("lang") == "fr"
    assert cookie(reply) is None
    walker = Walker(both.client())
    here = walker.begin(SLUG)
    assert walker.send(here, {}, f"langue:{asked}").status_code == 303
    assert walker.page(here).get("lang") == "fr"


def test_a_cookie_that_nobody_wrote_is_french(both: Towns) -> None:
    browser = both.client()
    browser.set_cookie(COOKIE, "xx", domain="127.0.0.1", path="/v/tilleray")
    assert parsed(browser.get(HOME)).get("lang") == "fr"


def test_what_is_typed_stays_when_the_language_changes_even_when_it_is_wrong(both: Towns) -> None:
    walker = Walker(both.client())
    here = walk_to(walker, example("v3"), "identite")
    typed = {"demandeur.nomNaissance": "<Le  Goff>", "demandeur.prenoms": "A" * 5000}
    assert walker.send(here, typed, "langue:en").location == here
    page = walker.page(here)
    assert page.get("lang") == "en"
    fields = dict(page.forms[0].form_values())
    assert {name: fields[name] for name in typed} == typed
    assert errors(page) == [], "nothing is judged"
    refused = parsed(walker.send(here, typed))
    assert refused.get("lang") == "en"
    assert "2 answers need correcting" in refused.get_element_by_id("erreurs").text_content()
    assert not errors_in_french(refused)


def errors_in_french(page: html.HtmlElement) -> list[str]:
    return [text for _href, text in errors(page) if "Écrivez" in text or "Choisissez" in text]


def test_a_stale_page_comes_back_in_the_language_asked_with_what_was_typed(both: Towns) -> None:
    walker = Walker(both.client())
    here = walk_to(walker, example("v3"), "identite")
    reply = walker.client.post(
        here, data={"_csrf": "old", "action": "langue:en", "demandeur.nomNaissance": "Roche"}
    )
    page = parsed(reply)
    assert (reply.status_code, page.get("lang")) == (422, "en")
    assert dict(page.forms[0].form_values())["demandeur.nomNaissance"] == "Roche"


def test_the_enter_key_goes_on_and_does_not_change_the_language(both: Towns) -> None:
    walker = Walker(both.client())
    page = walker.page(walker.begin(SLUG))
    mine = page.xpath('//button[@form="reponses" or ancestor::form[@id="reponses"]]/@value')
    assert mine[0] == "continuer"
    assert mine[1:3] == ["langue:en", "langue:fr-falc"]


def test_leaving_forgets_the_language_too(both: Towns) -> None:
    walker = Walker(both.client(), language="en")
    walker.begin(SLUG)
    told = cookie(walker.send(f"{HOME}quitter", {}, "quitter"))
    assert told is not None
    assert "Max-Age=0" in told
    assert parsed(walker.client.get(HOME)).get("lang") == "fr"


def test_a_form_that_lacks_a_language_is_shown_in_french_and_marked(both: Towns, tmp_path: Path) -> None:
    shutil.copytree(forms_root() / SLUG, tmp_path / "forms" / SLUG)
    (tmp_path / "forms" / SLUG / "texts" / "en.json").unlink()
    catalogue = Catalogue.from_source(tmp_path / "forms", schemas_root())
    mute = catalogue.get(SLUG)
    walker = Walker(Browser(create_app(replace(both.services, catalogue=catalogue))), language="en")
    start = walker.page(f"{START}?langue=en")
    assert start.get("lang") == "en"
    assert start.xpath("//h1/span/@lang") == ["fr"]
    assert start.xpath("//title/text()")[0].startswith("Demander un acte")
    page = walker.page(walker.begin(SLUG))
    assert page.xpath("//legend//span/@lang")[0] == "fr"
    assert page.xpath('//li[@aria-current="step"]/span/@lang') == ["fr"]
    french = {one for one in mute.texts["fr"].values() if isinstance(one, str)}
    assert not french & set(said_in(page, "en"))
    assert "Continue" in set(said_in(page, "en"))
    refused = parsed(walker.send(walker.begin(SLUG), {}))
    assert refused.xpath('//*[@id="erreurs"]//li/a/span/@lang')[0] == "fr"


def test_the_seal_and_the_staff_read_french_but_a_consent_keeps_the_words_that_were_agreed_to(
    both: Towns,
) -> None:
    walker = Walker(both.client(), language="en")
    confirmation = walker.deposit(walker.fill(ACTE, example("v1")))
    page = walker.page(confirmation)
    assert "Your request has arrived" in page.text_content()
    kept = submission_of(both, confirmation)
    assert kept is not None
    labels = {one["code"]: one["label"] for one in kept.payload["labels"]}
    told = {one.text_content().split()[1] for one in page.xpath('//dl//dd[@class="code"]')}
    assert {one.rstrip(",") for one in told} == set(labels), "the same answers, whatever the language"
    assert labels["ACT-001"] == ACTE.texts["fr"]["ACT-001.label"]
    shown = {one.text_content() for one in page.xpath("//dt")}
    assert ACTE.texts["en"]["ACT-001.label"] in shown
    assert labels["ACT-001"] not in shown


def test_a_consent_is_frozen_in_the_language_in_which_it_was_read() -> None:
    compiled = program(ACTE)
    document = settle(compiled, example("v1"), Facts(NOW, CityFacts("03990", ())))
    french, english = Words(ACTE), Words(ACTE, "en")
    consents = freeze(compiled, document, french, {}, english).consents
    assert consents
    assert all(one["lang"] == "en" and one["text"] in ACTE.texts["en"].values() for one in consents)
    mute = Words(_without(ACTE, "en"), "en")
    assert {one["lang"] for one in freeze(compiled, document, french, {}, mute).consents} == {"fr"}


def _without(form: Definition, language: str) -> Definition:
    texts = {one: words for one, words in form.texts.items() if one != language}
    return replace(form, texts=texts, digest="0" * 64)
