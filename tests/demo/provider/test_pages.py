"""The demonstration provider's pages in a real browser: readable by all, on a telephone and in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.demo.provider.test_provider import ASKED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Page

    from tests.demo.provider.conftest import Desk, Served
    from tests.services.checkers import Finding, Report


def test_the_pages_source_is_sound(
    desk: Desk, html_validate: Callable[[Mapping[str, str]], list[Finding]]
) -> None:
    pages = {
        "choix": desk.browser.get("/authorize", query_string=ASKED).get_data(as_text=True),
        "refus": desk.browser.get("/authorize").get_data(as_text=True),
        "accueil": desk.browser.get("/").get_data(as_text=True),
    }
    # Integrity digests are for other people's servers: the stylesheet is our own.
    findings = [found for found in html_validate(pages) if found.rule != "require-sri"]
    assert findings == []


@pytest.mark.server
@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "light"), (320, "dark")])
def test_the_choice_is_accessible(
    served: Served, page: Page, axe: Callable[[Page], Report], width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{served.issuer}/authorize?{urlencode(ASKED)}")
    report = axe(page)
    assert (report.violations, report.incomplete) == ((), ())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
