"""Text twice as large, text spaced out, a page without its style: nothing is lost (RGAA 10.2, 10.4 and 10.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.life import lived
from tests.browser.person import person
from tests.browser.proof import too_wide
from tests.browser.told import longest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from tests.browser.person import Person
    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

CITY = "tilleray"
LARGER: Final = ":root { font-size: 200% !important }"
#: WCAG 2.1, success criterion 1.4.12.
SPACED: Final = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }"
)
#: Texts that their own box cuts.
_CUT: Final = """() => [...document.querySelectorAll("body *")].filter(e => {
  const style = getComputedStyle(e), clips = style.overflowX !== "visible" || style.overflowY !== "visible";
  const read = !e.closest(".sr, select, textarea") && e.localName !== "input" && e.textContent.trim();
  return clips && read && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(("rule", "width"), [(LARGER, 1280), (SPACED, 1280), (SPACED, 320)])
def test_text_larger_or_spaced_out_stays_whole(browser: Browser, served: Site, rule: str, width: int) -> None:
    found: list[str] = []

    def look(who: Person) -> None:
        add(who.page, rule)
        found.extend([too_wide(who.page), *who.page.evaluate(_CUT)])

    resident = walked(browser, served, width, look)
    resident.go(f"{served.city(CITY)}/")
    look(resident)
    assert [one for one in found if one] == []


def test_a_page_without_its_style_says_everything_in_the_same_order(browser: Browser, served: Site) -> None:
    lost: list[str] = []

    def look(who: Person) -> None:
        styled = said(who.page)
        who.page.evaluate("[...document.styleSheets].forEach(one => { one.disabled = true })")
        bare = "".join(said(who.page))
        lost.extend(word for word in styled if word not in bare)

    walked(browser, served, 1280, look)
    assert lost == []


def test_the_look_sees_a_text_that_is_cut(browser: Browser, served: Site) -> None:
    visitor = person(browser, (served.origin,), 1280, 900)
    visitor.go(f"{served.city(CITY)}/")
    add(visitor.page, "h1 { height: 1rem; overflow: hidden }")
    assert visitor.page.evaluate(_CUT)


def walked(browser: Browser, served: Site, width: int, look: Callable[[Person], None]) -> Person:
    """Walk a declaration on a screen of this width, to its summary."""
    with lived(served, CITY, longest("recensement-citoyen")) as life:
        resident = person(browser, (served.origin,), width, 900)
        resident.go(f"{served.city(CITY)}/demarches/{life.definition.slug}/")
        resident.act("continuer")
        resident.walk(life.definition, life.answers, at_each=look)
        return resident


def add(page: Page, rule: str) -> None:
    """Add rules of a reader's own to the page."""
    page.evaluate(
        "text => { const own = new CSSStyleSheet(); own.replaceSync(text); document.adoptedStyleSheets = [own] }",
        rule,
    )


def said(page: Page) -> list[str]:
    """Give the words shown, in their order."""
    return str(page.locator("body").inner_text()).split()
