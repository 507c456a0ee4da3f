"""Small devices and poor lines: what each page weighs as the server sends it, and that it asks nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.person import person
from tests.browser.told import told
from tests.browser.weight import AFTER, FIRST, Weight, weigh
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.person import Person
    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

CITY = "tilleray"
#: The form with the longest texts of a catalogue's pages, and one with documents and a long summary.
FORMS = ("acte-etat-civil", "recensement-citoyen")


def test_every_page_of_the_portal_is_light_and_asks_nobody_else(browser: Browser, served: Site) -> None:
    paths = ["", "?q=acte", "accessibilite", "donnees-personnelles", "conditions", "suivi", "reprendre"]
    paths += [f"demarches/{slug}/" for slug in CATALOGUE.slugs()]
    weights = [weigh(browser, f"{served.city(CITY)}/{path}") for path in paths]
    assert [one for one in weights if one.heavy] == []
    assert {asked for one in weights for asked in one.asked if not asked.startswith(served.origin)} == set()


@pytest.mark.parametrize("slug", FORMS)
def test_every_page_of_a_form_is_light_and_asks_nobody_else(
    browser: Browser, served: Site, slug: str
) -> None:
    definition, answers = CATALOGUE.get(slug), told(slug, "v1").answers(served.towns.cities.get(CITY))
    resident = person(browser, (served.origin,), 320, 640)
    heavy = []

    def look(who: Person) -> None:
        state = who.page.context.storage_state()
        if (found := weigh(browser, who.here, state)).heavy:
            heavy.append(found)

    resident.go(f"{served.city(CITY)}/demarches/{slug}/")
    resident.press("Commencer sans compte")
    resident.walk(definition, answers, at_each=look)
    look(resident)
    with resident.leaving():
        resident.page.locator('button[value="deposer"]').click()
    look(resident)
    assert heavy == []
    assert resident.complaints == []


def test_no_page_lets_anything_inline_or_foreign_run(browser: Browser, served: Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    for path in ("", f"demarches/{FORMS[0]}/", "accessibilite", "rien-ici"):
        reply = page.goto(f"{served.city(CITY)}/{path}")
        assert reply is not None
        policy = reply.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
        assert "unsafe" not in policy
    context.close()


def test_the_balance_sees_a_page_that_is_too_heavy(browser: Browser, served: Site) -> None:
    light = weigh(browser, f"{served.city(CITY)}/")
    assert 0 < light.after < light.first < FIRST
    assert any("/theme/base.css?v=" in asked for asked in light.asked)
    assert Weight("", FIRST, 0, frozenset()).heavy
    assert Weight("", 1, AFTER, frozenset()).heavy
