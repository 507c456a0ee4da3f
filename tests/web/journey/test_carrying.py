"""The session ended between showing a page and sending it: what was typed comes back with the draft."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.towns import HOST, Towns
from tests.walking import Walker, sample_file
from tests.web.journey.answering import ACTE, draft_of, example, parsed, steps_of, text
from tests.web.journey.test_saving import BIRTH, begun, made_code, resume

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

TYPED = {"demandeur.nomNaissance": "Lefèvre-Dùbois", "demandeur.prenoms": "Anne 'Marie'"}
OURS = {"Origin": f"http://{HOST}"}


def send(
    walker: Walker, here: str, values: dict[str, Any], origin: dict[str, str] | None = None
) -> TestResponse:
    """Post as a browser does: it says where the post comes from."""
    data = {"_csrf": "of a session that ended", "action": "continuer", **values}
    return walker.client.post(here, data=data, headers=OURS if origin is None else origin)


def ended(both: Towns) -> tuple[Walker, str, str]:
    """Give a browser that lost its cookie on a page of a draft with a code."""
    walker, here = begun(both)
    code = made_code(walker, here)
    return Walker(both.client()), here, code


def values_on(walker: Walker, here: str) -> dict[str, str]:
    return {
        str(one.get("name")): str(one.get("value"))
        for one in walker.page(here).xpath('//main//input[@type="text"]')
    }


def test_what_was_typed_comes_back_when_the_draft_is_taken_up(both: Towns) -> None:
    walker, here, code = ended(both)
    reply = send(walker, here, TYPED)
    assert reply.status_code == 403
    said = text(parsed(reply))
    assert "Votre session est finie" in said
    assert "gardé une heure" in said
    assert "Lefèvre" not in said
    reply = resume(walker, code, BIRTH)
    assert (reply.status_code, reply.location) == (303, here)
    assert values_on(walker, here).items() >= TYPED.items()
    assert "demandeur" not in draft_of(both, here).body.document, "shown again, not obeyed"
    assert walker.send(here, TYPED).status_code == 303
    assert draft_of(both, here).body.document["demandeur"]["nomNaissance"] == "Lefèvre-Dùbois"


def test_the_form_goes_on_to_its_end_after_that(both: Towns) -> None:
    walker, here, code = ended(both)
    send(walker, here, TYPED)
    resume(walker, code, BIRTH)
    assert walker.deposit(walker.fill(ACTE, example("v3"), here))


def test_another_browser_gets_the_draft_without_what_was_typed(both: Towns) -> None:
    walker, here, code = ended(both)
    send(walker, here, TYPED)
    other = Walker(both.client())
    resume(other, code, BIRTH)
    assert "Lefèvre-Dùbois" not in values_on(other, here).values()
    resume(walker, code, BIRTH)
    assert "Lefèvre-Dùbois" in values_on(walker, here).values()


def test_a_page_that_was_answered_must_be_sent_again(both: Towns) -> None:
    walker, here = begun(both, "contact")
    code = made_code(walker, here)
    identity = here.replace("/contact", "/identite")
    lost = Walker(both.client())
    send(lost, identity, TYPED)
    assert "identite" in draft_of(both, here).body.visited
    assert resume(lost, code, BIRTH).location == identity
    assert "identite" not in draft_of(both, here).body.visited
    assert draft_of(both, here).body.document["demandeur"]["nomNaissance"] == "Janssens"


def test_it_is_forgotten_after_an_hour(both: Towns) -> None:
    walker, here, code = ended(both)
    send(walker, here, TYPED)
    both.clock.advance(timedelta(hours=1))
    resume(walker, code, BIRTH)
    assert "Lefèvre-Dùbois" not in values_on(walker, here).values()


def test_a_post_from_another_site_plants_nothing_and_takes_no_session_away(both: Towns) -> None:
    for origin in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        walker, here, _code = ended(both)
        reply = send(walker, here, TYPED, origin)
        assert reply.status_code == 403
        assert "Set-Cookie" not in reply.headers
        assert "gardé une heure" not in text(parsed(reply))


def test_files_that_are_not_carried_are_said(both: Towns) -> None:
    walker, here, _code = ended(both)
    data = {**TYPED, "piece": sample_file("image/png", "piece.png")}
    reply = walker.client.post(here, data=data, headers=OURS, content_type="multipart/form-data")
    said = text(parsed(reply))
    assert "joignez-les de nouveau" in said
    assert "piece.png" in said


def test_hostile_names_and_values_are_carried_like_any_other(both: Towns) -> None:
    walker, here, code = ended(both)
    hostile = {"demandeur.nomNaissance": "<script>" + "é" * 20_000, "titulaire.0.9": "x", "__proto__": "y"}
    assert send(walker, here, hostile).status_code == 403
    assert resume(walker, code, BIRTH).location == here
    page = walker.page(here)
    assert "<script>" in page.xpath('string(//input[@name="demandeur.nomNaissance"]/@value)')
    assert walker.send(here, hostile).status_code in {303, 422}


def test_a_page_that_is_no_page_is_carried_to_the_draft_itself(both: Towns) -> None:
    walker, here, code = ended(both)
    assert send(walker, here.replace("/identite", "/nulle-part"), TYPED).status_code == 403
    assert resume(walker, code, BIRTH).location == steps_of(here)


def test_the_page_shown_without_its_session_says_how_to_come_back(both: Towns) -> None:
    walker, here, _code = ended(both)
    reply = walker.client.get(here)
    assert reply.status_code == 403
    page = parsed(reply)
    assert "Vos réponses enregistrées sont gardées" in text(page)
    assert page.xpath('//form[@id="reponses"]/@action') == ["/v/tilleray/reprendre#erreurs"]
    assert page.xpath('//main//a[contains(@href, "/connexion/")]')
