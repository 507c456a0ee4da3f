"""What people and machines send wrong is answered in French, with a way back, and loses nothing."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from engine.web.limits import PARAMETERS
from tests.towns import Towns
from tests.walking import Walker
from tests.web.journey.answering import (
    SLUG,
    draft_of,
    errors,
    example,
    parsed,
    text,
    token,
    walk_to,
)

START = f"/v/tilleray/demarches/{SLUG}/"


def said_in_french_with_a_way_back(reply: TestResponse, status: int) -> str:
    assert reply.status_code == status, reply.status_code
    page = parsed(reply)
    assert page.get("lang") == "fr"
    assert page.xpath("//main//a/@href")
    return text(page)


@pytest.mark.parametrize(
    "path",
    [
        "/v/tilleray/demarches/inconnue/",
        "/v/tilleray/demarches/acte-etat-civil/d/inconnu/acte",
        "/v/tilleray/demarches/acte-etat-civil/d/inconnu/recapitulatif",
        "/v/tilleray/demarches/acte-etat-civil/d/inconnu/confirmation",
        "/v/tilleray/nulle-part",
        "/v/nulle-part/",
        "/v/nulle-part/demarches/acte-etat-civil/",
        "/v/tilleray/demarches/%F0%9F%98%80/",
        "/v/tilleray/demarches/..%2F..%2Fetc/",
        "/v//",
        "/v/tilleray/theme/secret.css",
    ],
)
def test_an_address_that_leads_nowhere_says_so(path: str, both: Towns) -> None:
    said = said_in_french_with_a_way_back(both.client().get(path), 404)
    assert "Cette page n’existe pas" in said


@pytest.mark.parametrize(
    "page", ["inconnue", "acte/3", "parents/99", "parents/0", "sortie/S99", "identite/1"]
)
def test_a_page_that_the_form_does_not_have_is_no_page(page: str, walker: Walker) -> None:
    here = walker.begin(SLUG)
    reply = walker.client.get(here.replace("/acte", f"/{page}"))
    assert reply.status_code in {404, 303}
    if reply.status_code == 303:
        assert str(reply.location).startswith(here.rsplit("/", 1)[0])


def test_a_text_over_its_length_is_kept_and_said(walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    reply = walker.send(here, {"demandeur.nomNaissance": "A" * 5000, "demandeur.prenoms": "Claire"})
    assert reply.status_code == 422
    page = parsed(reply)
    assert [href for href, _words in errors(page)] == ["#IDE-002"]
    assert page.xpath('string(//input[@name="demandeur.nomNaissance"]/@value)') == "A" * 5000
    assert draft_of_is_saved(walker, here)


def draft_of_is_saved(walker: Walker, here: str) -> bool:
    return bool(
        walker.page(here).xpath('string(//input[@name="demandeur.nomNaissance"]/@value)') == "A" * 5000
    )


@pytest.mark.parametrize("number", [PARAMETERS + 1, 5000])
def test_thousands_of_repeated_parameters_are_refused(number: int, walker: Walker) -> None:
    here = walker.begin(SLUG)
    body = "&".join(["typeActe=deces"] * number)
    form = "application/x-www-form-urlencoded"
    said = said_in_french_with_a_way_back(walker.client.post(here, data=body, content_type=form), 413)
    assert "trop lourd" in said
    assert walker.client.get(f"{here}?{body}").status_code == 413
    many = {"typeActe": ["deces"] * (PARAMETERS + 1)}
    assert walker.client.post(here, data=many, content_type="multipart/form-data").status_code == 413


def test_a_parameter_repeated_a_little_is_read_once(both: Towns, walker: Walker) -> None:
    here = walker.begin(SLUG)
    walker.send(here, {"typeActe": ["deces", "naissance", "mariage"]}, action="enregistrer")
    assert draft_of(both, here).body.document["typeActe"] == "deces"


@pytest.mark.parametrize("octets", [b"demandeur.nomNaissance=%FF%FE", b"demandeur.nomNaissance=\xff"])
def test_a_broken_encoding_loses_nothing_that_was_saved(octets: bytes, both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    before = draft_of(both, here).body
    form = "application/x-www-form-urlencoded"
    said = said_in_french_with_a_way_back(walker.client.post(here, data=octets, content_type=form), 400)
    assert "vos réponses d’avant sont gardées" in said
    assert draft_of(both, here).body == before
    assert walker.client.get(f"{here}?a=%FF").status_code == 400


@pytest.mark.parametrize(
    "odd", ["Mar\x00tin", "\u202enitraM\u202c", "\u200b", "😀", "<script>alert(1)</script>"]
)
def test_odd_signs_are_kept_as_typed_and_harm_nothing(odd: str, both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    reply = walker.send(here, {"demandeur.nomNaissance": odd, "demandeur.prenoms": "Claire"})
    assert reply.status_code in {303, 422}
    assert draft_of(both, here).body.raw["identite"]["demandeur.nomNaissance"] == [odd]
    page = walker.client.get(here)
    assert page.status_code == 200
    assert "<script>" not in page.get_data(as_text=True)


@pytest.mark.parametrize("stale", ["", "vieux.jeton", "é"])
def test_a_stale_token_shows_what_was_typed_with_a_fresh_one(stale: str, both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    typed = {"demandeur.nomNaissance": "Durand", "demandeur.prenoms": "Claire"}
    reply = walker.client.post(here, data={**typed, "_csrf": stale})
    assert reply.status_code == 422
    page = parsed(reply)
    ((href, words),) = errors(page)
    assert page.xpath(f'//*[@id="{href[1:]}"]'), href
    assert words.startswith("Cette page est restée ouverte trop longtemps.")
    assert page.xpath('string(//input[@name="demandeur.nomNaissance"]/@value)') == "Durand"
    assert "identite" not in draft_of(both, here).body.raw
    assert walker.client.post(here, data={**typed, "_csrf": token(page)}).status_code == 303


def test_another_browser_reads_nothing_of_a_draft(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v5"), "contact")
    for name in ("contact", "identite", "recapitulatif", "enregistre", "sortie/S1", "confirmation"):
        address = here.replace("/contact", f"/{name}")
        reply = both.client().get(address)
        said = said_in_french_with_a_way_back(reply, 403)
        assert "Vos réponses enregistrées sont gardées" in said
        assert "Roche" not in said
    assert both.client().post(here, data={"action": "enregistrer"}).status_code == 403


def test_another_city_s_cookie_opens_nothing(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v5"), "contact")
    cookie = walker.client.get_cookie("formune_tilleray", "127.0.0.1", "/v/tilleray")
    assert cookie is not None
    elsewhere = both.client()
    elsewhere.set_cookie("formune_port-lannec", cookie.value, domain="127.0.0.1", path="/v/port-lannec")
    for address in (here.replace("tilleray", "port-lannec"), here):
        assert elsewhere.get(address).status_code in {403, 404}
    assert walker.client.get(here.replace("tilleray", "port-lannec")).status_code in {403, 404}


def test_a_finished_session_says_so_and_what_remains(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    both.clock.advance(timedelta(hours=25))
    for reply in (walker.client.get(here), walker.client.post(here, data={"action": "continuer"})):
        said = said_in_french_with_a_way_back(reply, 403)
        assert "Votre session est finie" in said
        assert "elle est bien arrivée" in said


def test_a_session_in_use_does_not_finish_while_one_fills_the_form(both: Towns, walker: Walker) -> None:
    answers = example("v3")
    here = walk_to(walker, answers, "lieu")
    for _hours in range(4):
        both.clock.advance(timedelta(hours=10))
        assert walker.send(here, {}, action="enregistrer").status_code == 303
    assert walker.client.get(here).status_code == 200


def test_a_draft_past_its_life_is_gone_and_the_page_says_where_to_begin(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    for _turns in range(32):
        assert walker.client.get(here).status_code == 200
        both.clock.advance(timedelta(hours=23))
    said_in_french_with_a_way_back(walker.client.get(here), 404)
    assert not walker.page("/v/tilleray/reprendre").xpath('//main//a[contains(@href, "/d/")]')


def test_a_form_that_was_never_begun_is_not_begun_from_elsewhere(both: Towns) -> None:
    reply = both.client().post(START, headers={"Sec-Fetch-Site": "cross-site"})
    said_in_french_with_a_way_back(reply, 403)


@pytest.mark.parametrize(
    "action",
    [
        "",
        "inconnue",
        "retirer:PAR-000.99",
        "retirer:PIE-001.0",
        "ajouter:XYZ",
        "corriger:IDE-002",
        "deposer",
        "langue:xx",
        "calculer",
        "confirmer:S5",
        "retirer:",
        ":",
        "ajouter:PAR-000",
        "retirer:PAR-000.²",
        quote("é\x00"),
    ],
)
def test_an_unknown_action_harms_nothing(action: str, both: Towns, walker: Walker) -> None:
    here = walker.begin(SLUG)
    reply = walker.send(here, {"typeActe": "deces"}, action=action)
    assert reply.status_code in {303, 422}
    assert walker.client.get(here).status_code == 200
    assert draft_of(both, here).body.document["typeActe"] == "deces"


def test_a_wrong_method_is_a_page_too(both: Towns) -> None:
    assert both.client().put(START).status_code == 405
