"""Every form of the catalogue, its longest example walked in a real browser on a telephone, to the confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.journey.pointers import get
from engine.store import submissions
from tests.browser.kinds import Kinds
from tests.browser.life import Life, lived
from tests.browser.person import Person, person
from tests.browser.proof import VIEWS, too_wide
from tests.browser.stumbling import blunder
from tests.browser.told import longest
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.proof import Proof
    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

CITY = "tilleray"
TELEPHONE = (390, 844)


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    """Remember, from form to form, the kinds of pages that were examined."""
    return Kinds()


@pytest.fixture(params=CATALOGUE.slugs())
def life(request: pytest.FixtureRequest, served: Site) -> Iterator[Life]:
    """Live the longest example of a form."""
    with lived(served, CITY, longest(request.param)) as one:
        yield one


def test_the_longest_example_is_walked_to_its_confirmation_on_a_telephone(
    browser: Browser, life: Life, proof: Proof, kinds: Kinds
) -> None:
    resident = person(browser, (life.site.origin,), *TELEPHONE)
    resident.go(f"{life.site.city(CITY)}/demarches/{life.definition.slug}/")
    resident.press("Commencer sans compte")
    resident.walk(life.definition, life.answers, at_each=look)
    fits(resident)
    with resident.leaving():
        resident.page.locator('button[value="deposer"]').click()
    assert resident.here.endswith("/confirmation")
    fits(resident)

    assert lost(life, resident.here) == []
    assert resident.complaints == []
    assert proof.of_source(resident.met) == []
    assert proof.faults(kinds.fresh(resident.met), VIEWS[:1]) == []


def look(resident: Person) -> None:
    """Look at a page as it is shown, and again when it was sent without an answer."""
    fits(resident)
    blunder(resident)
    fits(resident)


def fits(resident: Person) -> None:
    """Fail when the page shown is wider than the telephone."""
    assert too_wide(resident.page) == "", resident.here


def lost(life: Life, confirmation: str) -> list[str]:
    """Give the questions whose answer is not in what was deposited as it was given."""
    draft = confirmation.split("/d/")[1].split("/", maxsplit=1)[0]
    with life.site.towns.store.read() as conn:
        kept = submissions.by_draft(conn, draft)
    assert kept is not None
    found = kept.payload["answers"]
    asked = [one for one in life.definition.questions.values() if not one.calculate and one.group is None]
    return [
        one.code
        for one in asked
        if one.widget not in {"files", "group"} and get(found, one.path) != get(life.answers, one.path)
    ]
