"""Ways out and notices: said in time, with a way back, and nothing lost."""

from typing import Any

import pytest

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
    submission_of,
    text,
    token,
    walk_to,
)

MINOR = {**example("v1")["demandeur"], "dateNaissance": "2012-05-01"}
EXITS: list[tuple[str, str, dict[str, Any], str]] = [
    ("S1", "lieu", {"survenuEnFrance": False}, "Service central d’état civil"),
    ("S2", "lieu", {"communeActe": {"code": "06088", "nom": "Nice"}}, "C’est la mairie de Nice"),
    ("S3", "emancipation", {"demandeur": MINOR, "emancipe": False}, "un parent doit demander ce document"),
    ("S4", "titulaire", {"qualiteDemandeur": "autre"}, "La loi réserve ce document"),
]


@pytest.mark.parametrize(("name", "page", "changes", "said"), EXITS)
def test_a_form_that_stops_says_why_and_keeps_every_answer(
    name: str, page: str, changes: dict[str, Any], said: str, both: Towns
) -> None:
    walker = Walker(both.client())
    source = "v6" if name == "S4" else "v1"
    answers = {**example(source), "natureActe": "copieIntegrale", **changes}
    here = walk_to(walker, answers, page)
    away = onward(walker, answers, here)
    assert away.endswith(f"/sortie/{name}")
    shown = parsed(walker.client.get(away))
    assert said in text(shown)
    before = draft_of(both, here).body.document
    links = shown.xpath('//main//a[contains(@href, "/d/")]/@href')
    assert links
    for link in links:
        assert walker.client.get(link.split("#")[0]).status_code == 200
    assert draft_of(both, here).body.document == before
    summary = here.replace(f"/{page}", "/recapitulatif")
    assert walker.client.get(summary).status_code == 303
    assert submission_of(both, summary) is None


def test_an_exit_is_left_by_changing_the_answer_that_led_to_it(both: Towns, walker: Walker) -> None:
    wrong = example("v3", survenuEnFrance=False)
    away = onward(walker, wrong, walk_to(walker, wrong, "lieu"))
    change = walker.page(away).xpath('//main//a[contains(@href, "#ACT-003")]/@href')
    assert change
    summary = walker.fill(ACTE, example("v3"), change[0].split("#")[0])
    walker.deposit(summary)
    assert submission_of(both, summary) is not None


@pytest.mark.parametrize(
    ("source", "changes", "page", "said"),
    [
        ("v5", {"profession": "notaire"}, "profession", "remplace la copie pour les notaires"),
        (
            "v4",
            {
                "titulaire": {**example("v4")["titulaire"], "dateNaissance": "1930-05-01"},
                "modeRemise": "guichet",
            },
            "envoi",
            "Acte ancien",
        ),
    ],
)
def test_a_notice_is_said_and_blocks_nothing(
    source: str, changes: dict[str, Any], page: str, said: str, both: Towns
) -> None:
    walker = Walker(both.client())
    answers = example(source, **changes)
    after = onward(walker, answers, walk_to(walker, answers, page))
    assert said in text(walker.page(after))
    summary = walker.fill(ACTE, answers, after)
    assert said in text(walker.page(summary))
    walker.deposit(summary)
    assert submission_of(both, summary) is not None


def test_a_draft_is_found_again_by_its_browser_alone(both: Towns, walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    for known in ("/v/tilleray/", "/v/tilleray/reprendre", f"/v/tilleray/demarches/{SLUG}/"):
        page = walker.page(known)
        assert page.xpath(f'//main//a[@href="{steps_of(here)}"]'), known
        assert "24 décembre 2026" in text(page.xpath("//main")[0]), known
    assert not parsed(both.client().get("/v/tilleray/")).xpath('//main//a[contains(@href, "/d/")]')
    assert not parsed(both.client().get("/v/tilleray/reprendre")).xpath('//main//a[contains(@href, "/d/")]')


def test_quitting_asks_first_and_then_wipes_this_computer(walker: Walker) -> None:
    here = walk_to(walker, example("v3"), "identite")
    page = walker.page("/v/tilleray/quitter")
    assert walker.client.get(here).status_code == 200, "asking wipes nothing"
    assert walker.client.post("/v/tilleray/quitter", data={"_csrf": "faux"}).status_code == 403
    assert walker.client.get(here).status_code == 200, "a forged post wipes nothing"
    reply = walker.client.post("/v/tilleray/quitter", data={"_csrf": token(page)})
    assert reply.status_code == 200
    assert "formune_tilleray=;" in reply.headers["Set-Cookie"]
    assert walker.client.get(here).status_code == 403
    assert walker.client.post("/v/tilleray/quitter").status_code == 200, "twice is no error"
