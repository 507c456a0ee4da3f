"""Every kind of question and every page of the portal, in each language, in both colours, on both screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.language import LANGUAGES
from tests.browser.kinds import Kinds
from tests.browser.life import lived
from tests.browser.person import person
from tests.browser.proof import VIEWS
from tests.browser.states import states
from tests.browser.stumbling import send_empty
from tests.browser.told import Told, covering, plain_ones
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.proof import Proof
    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

CITY = "tilleray"
PORTAL = (
    "",
    "?q=acte",
    "?q=introuvable",
    "accessibilite",
    "donnees-personnelles",
    "conditions",
    "formulaires",
    "suivi",
    "reprendre",
    "quitter",
    "demarches/signalement/",
)


def examples() -> list[Told]:
    """Give few examples that show, together, every kind of question that the catalogue's examples answer."""
    short_first = sorted(
        (one for slug in CATALOGUE.slugs() for one in plain_ones(slug)), key=lambda one: one.length
    )
    return covering(short_first, lambda one: one.widgets)


def test_the_examples_walked_show_every_kind_of_question() -> None:
    asked = {one.widget for slug in CATALOGUE.slugs() for one in CATALOGUE.get(slug).questions.values()}
    assert asked - {kind for one in examples() for kind in one.widgets} == {"map", "none"}, (
        "a plan needs a script (test_map.py); what is calculated is never asked"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_question_is_sound_in_each_language(
    browser: Browser, served: Site, proof: Proof, language: str
) -> None:
    kinds = Kinds()
    for chosen in examples():
        with lived(served, CITY, chosen) as life:
            resident = person(browser, (served.origin,), 320, 640)
            resident.go(f"{served.city(CITY)}/demarches/{life.definition.slug}/?langue={language}")
            resident.act("continuer")
            resident.walk(life.definition, life.answers, at_each=send_empty)
            resident.act("deposer")
            assert resident.complaints == []
            assert proof.faults(kinds.fresh(resident.met), VIEWS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_portal_is_sound_in_each_language(
    browser: Browser, served: Site, proof: Proof, language: str
) -> None:
    visitor = person(browser, (served.origin,), 320, 640)
    visitor.go(f"{served.city(CITY)}/?langue={language}")
    for path in PORTAL:
        visitor.go(f"{served.city(CITY)}/{path}")
    assert visitor.complaints == []
    visitor.go(f"{served.city(CITY)}/rien-ici")
    assert proof.faults(visitor.met, VIEWS) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_sound_in_the_states_that_hold_something_new(
    served: Site, proof: Proof, language: str
) -> None:
    fresh = Kinds().fresh(states(served, CITY, language))
    assert proof.faults(fresh, VIEWS) == []
