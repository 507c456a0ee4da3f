"""A long form says where one stands, section by section, and leads on from there; nothing typed is lost on the way."""

import re
from dataclasses import replace

from engine.web.journey.desk import desk_of
from engine.web.visit import Visit
from tests.towns import Towns
from tests.walking import Walker
from tests.web.journey.answering import (
    ACTE,
    SLUG,
    draft_of,
    example,
    onward,
    parsed,
    steps_of,
    token,
    walk_to,
)

LAST = ["Récapitulatif", "Quand les étapes sont terminées"]


def listed(walker: Walker, here: str) -> list[list[str]]:
    """Give each step's title and state."""
    page = walker.page(re.sub(r"(/d/[^/]+)/.*", r"\1/etapes", here))
    return [[one.strip() for one in step.itertext() if one.strip()] for step in page.xpath("//main//ol/li")]


def test_a_form_just_begun_has_everything_to_do(walker: Walker) -> None:
    steps = listed(walker, walker.begin(SLUG))
    assert len(steps) > 3
    assert {state for _title, state in steps[:-1]} == {"À faire"}
    assert steps[-1] == LAST


def test_sections_are_done_one_after_the_other(walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "contact")
    states = [state for _title, state in listed(walker, here)[:-1]]
    assert states[0] == "Terminé"
    assert "Commencé" in states or "À faire" in states
    summary = walker.fill(ACTE, example("v3"), here)
    steps = listed(walker, summary)
    assert {state for _title, state in steps[:-1]} == {"Terminé"}
    assert steps[-1] == ["Récapitulatif", "À faire"]


def test_a_button_of_the_page_keeps_what_is_typed_right_or_wrong(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    page = walker.page(here)
    assert page.xpath('//button[@value="etapes"][@form="reponses"]')
    typed = {"demandeur.nomNaissance": "Durand", "demandeur.prenoms": "4"}
    reply = walker.client.post(here, data={**typed, "_csrf": token(page), "action": "etapes"})
    assert reply.status_code == 303
    assert str(reply.location).endswith("/etapes")
    assert draft_of(both, here).body.raw["identite"]["demandeur.prenoms"] == ["4"]


def test_an_answer_changed_to_a_wrong_one_is_to_correct(walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    here = summary.replace("/recapitulatif", "/identite")
    walker.send(here, {"demandeur.nomNaissance": "", "demandeur.prenoms": "Claire"}, action="enregistrer")
    steps = listed(walker, here)
    assert "À corriger" in [state for _title, state in steps[:-1]]
    assert steps[-1] == LAST
    tasks = walker.page(here.replace("/identite", "/etapes"))
    (way_on,) = tasks.xpath('//a[@class="btn"]/@href')
    assert way_on == here


def test_the_list_belongs_to_whom_the_draft_belongs(both: Towns, walker: Walker) -> None:
    here = walker.begin(SLUG)
    away = here.rsplit("/", 1)[0] + "/etapes"
    assert both.client().get(away).status_code == 403
    assert walker.client.get(away.replace("/d/", "/d/x")).status_code == 404


def test_what_was_sent_has_no_steps_left(walker: Walker) -> None:
    summary = walker.fill(ACTE, example("v3"))
    walker.deposit(summary)
    reply = walker.client.get(summary.replace("/recapitulatif", "/etapes"))
    assert (reply.status_code, str(reply.location)[-13:]) == (303, "/confirmation")


def test_every_language_has_the_list(walker: Walker) -> None:
    here = onward(walker, example("v3"), walker.begin(SLUG))
    away = here.rsplit("/", 1)[0] + "/etapes"
    said = {parsed(walker.client.get(f"{away}?langue={tag}")).xpath("string(//h1)") for tag in ("en", "fr")}
    assert said == {"Where you are", "Où vous en êtes"}


def test_a_short_form_is_taken_up_on_its_first_page_not_done_or_to_mend(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "contact")
    with both.app.test_request_context("/"), both.store.read() as conn:
        guest = Visit(both.cities.get("tilleray"))
        desk = desk_of(both.services, conn, guest, draft_of(both, here))
        assert desk is not None
        assert desk.resumed == steps_of(here).removeprefix("/v/tilleray")
        pages = tuple(replace(page, section="une") for page in desk.definition.pages)
        short = replace(desk, definition=replace(desk.definition, pages=pages))
        assert short.resumed.endswith("/contact")
        document = {**desk.document, "demandeur": {}}
        assert short.with_body(document=document).resumed.endswith("/identite"), "to mend before what is left"
