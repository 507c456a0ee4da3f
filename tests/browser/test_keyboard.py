"""A whole procedure without a mouse, the focus seen at every stop, in both colours of the telephone's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.keyboard import Typist
from tests.browser.life import lived
from tests.browser.person import person
from tests.browser.told import longest
from tests.towns import CATALOGUE
from tests.walking import sample_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

CITY = "tilleray"
#: A declaration with choices, dates, a list, documents and sworn statements; a report with none.
FORMS = ("recensement-citoyen", "signalement")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """Give a real PDF."""
    file = tmp_path / "document.pdf"
    file.write_bytes(sample_pdf())
    return file


@pytest.mark.parametrize(("slug", "colours"), [(FORMS[0], "light"), (FORMS[1], "dark")])
def test_a_whole_procedure_is_done_with_the_keyboard_alone(
    browser: Browser, served: Site, document: Path, slug: str, colours: str
) -> None:
    with lived(served, CITY, longest(slug)) as life:
        resident = person(browser, (served.origin,), 390, 844, color_scheme=colours)
        typist = Typist(resident, document)
        resident.go(f"{served.city(CITY)}/")
        typist.to("a", said=CATALOGUE.get(slug).texts["fr"]["form.title"])
        typist.leave()
        typist.to("button", value="continuer")
        typist.leave()
        typist.walk(life.definition, life.answers)
        typist.to("button", value="deposer")
        typist.leave()
    assert resident.here.endswith("/confirmation")
    assert resident.page.locator(".plate .ref").inner_text()
    assert typist.stops > 50
    assert typist.unseen == []
    assert resident.complaints == []


def test_the_first_key_offers_to_skip_to_the_content(browser: Browser, served: Site, document: Path) -> None:
    resident = person(browser, (served.origin,), 390, 844)
    typist = Typist(resident, document)
    resident.go(f"{served.city(CITY)}/demarches/{FORMS[0]}/")
    first = typist.press("Tab")
    assert (first.tag, first.classes, first.seen) == ("a", "skip", True)
    resident.page.keyboard.press("Enter")
    assert typist.here.id == "contenu"
    typist.press("Tab")
    assert resident.page.locator("main :focus").count() == 1


def test_a_refused_page_puts_the_focus_on_what_is_wrong(
    browser: Browser, served: Site, document: Path
) -> None:
    resident = person(browser, (served.origin,), 390, 844)
    typist = Typist(resident, document)
    resident.go(f"{served.city(CITY)}/demarches/{FORMS[0]}/")
    typist.to("button", value="continuer")
    typist.leave()
    for _page in range(5):
        typist.to("button", value="continuer")
        typist.leave()
        if resident.page.locator("#erreurs").count():
            break
    assert typist.here.id == "erreurs"
    assert typist.here.seen
    assert resident.page.title().startswith("Erreur\u00a0: ")
    first = typist.press("Tab")
    assert first.tag == "a"
    typist.press("Tab")
    assert typist.press("Shift+Tab").said == first.said, "Shift and Tab go back"
    resident.page.keyboard.press("Enter")
    assert typist.here.tag in {"input", "select", "textarea"}
    assert typist.here.seen
    around = resident.page.locator("[aria-describedby]:is(:focus, :has(:focus))").all()
    told = [one for it in around for one in (it.get_attribute("aria-describedby") or "").split()]
    shown = [" ".join(resident.page.locator(f'[id="{one}"]').inner_text().split()) for one in told]
    assert any(first.said in one for one in shown), shown


def test_advice_that_is_folded_opens_with_a_key(browser: Browser, served: Site, document: Path) -> None:
    resident = person(browser, (served.origin,), 390, 844)
    typist = Typist(resident, document)
    resident.go(f"{served.city(CITY)}/demarches/{FORMS[0]}/")
    typist.to("button", value="continuer")
    typist.leave()
    typist.to("summary")
    resident.page.keyboard.press("Enter")
    assert resident.page.locator("details[open] > summary:focus").count() == 1
    resident.page.keyboard.press("Space")
    assert resident.page.locator("details[open]").count() == 0


def test_the_typist_sees_a_focus_that_hides(browser: Browser, served: Site, document: Path) -> None:
    resident = person(browser, (served.origin,), 390, 844)
    typist = Typist(resident, document)
    resident.go(f"{served.city(CITY)}/")
    typist.press("Tab")
    assert typist.unseen == []
    resident.page.evaluate(
        "document.styleSheets[0].insertRule(':focus-visible { outline: 0 !important }', 0)"
    )
    typist.press("Tab")
    assert typist.unseen
