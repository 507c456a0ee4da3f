"""Where scripts run, files are sent as they are chosen, one by one, and a broken connection loses none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.elsewhere import hand_over
from tests.web.journey.answering import draft_of, example, picture, walk_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, FilePayload, Page, Route

    from tests.browser.site import Site
    from tests.services.checkers import Report

pytestmark = pytest.mark.server
INPUT = "#PIE-006"


def chosen(*names: str) -> list[FilePayload]:
    return [{"name": name, "mimeType": "image/jpeg", "buffer": picture()} for name in names]


def kept(site: Site, here: str) -> list[str]:
    pieces: dict[str, Any] = draft_of(site.towns, here).body.document.get("pieces", {})
    return [one["nom"] for one in pieces.get("qualitePro", ())]


@pytest.fixture
def here(served: Site, page: Page) -> str:
    """Open the page of documents in the browser; give its address."""
    return hand_over(served, page, lambda walker: walk_to(walker, example("v5"), "documents"))


def test_files_are_sent_as_they_are_chosen_and_a_refused_one_says_why(
    served: Site, page: Page, here: str, axe: Callable[[Page], Report]
) -> None:
    bad: FilePayload = {"name": "texte.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.set_input_files(INPUT, [*chosen("un.jpg"), bad, *chosen("deux.jpg")])
    page.wait_for_selector("[role=status]:has-text('« texte.jpg » ne convient pas')")
    assert kept(served, here) == ["un.jpg", "deux.jpg"]
    assert page.locator(".received li").count() == 2
    assert page.evaluate("document.activeElement.id") == "PIE-006"
    report = axe(page)
    assert (report.violations, report.incomplete) == ((), ())
    page.click(".actions button[value=continuer]")
    page.wait_for_url(lambda url: not url.split("#")[0].endswith("/documents"))


def test_what_is_typed_elsewhere_on_the_page_and_the_other_question_stay(
    served: Site, page: Page, here: str
) -> None:
    page.set_input_files("#PIE-001", chosen("identite.jpg"))
    page.wait_for_selector("text=Envoi terminé.")
    page.set_input_files(INPUT, chosen("pro.jpg"))
    page.wait_for_selector(".q:has(#PIE-006) [role=status]:has-text('Envoi terminé.')")
    pieces = draft_of(served.towns, here).body.document["pieces"]
    assert sorted(one["nom"] for files in pieces.values() for one in files) == ["identite.jpg", "pro.jpg"]


def test_a_connection_that_breaks_is_tried_again_and_says_so(served: Site, page: Page, here: str) -> None:
    broken: list[str] = []

    def cut(route: Route) -> None:
        if route.request.method == "POST" and not broken:
            broken.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/documents", cut)
    page.set_input_files(INPUT, chosen("un.jpg", "deux.jpg"))
    page.wait_for_selector("[role=status]:has-text('La connexion est coupée')")
    page.click(".actions button[value=continuer]")
    assert page.url.endswith("/documents")
    page.wait_for_selector("text=Envoi terminé.")
    assert broken
    assert kept(served, here) == ["un.jpg", "deux.jpg"]


def test_a_file_whose_answer_was_lost_is_not_sent_twice(served: Site, page: Page, here: str) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    page.route("**/documents", lose)
    page.set_input_files(INPUT, chosen("un.jpg"))
    page.wait_for_selector("text=Envoi terminé.")
    assert lost == [303]
    assert kept(served, here) == ["un.jpg"]


def test_a_telephone_s_file_appears_on_the_computer_by_itself(
    served: Site, page: Page, here: str, browser: Browser, axe: Callable[[Page], Report]
) -> None:
    page.click('button[value="telephone:PIE-006"]')
    link = page.get_attribute('a[href*="/envoi/"]', "href")
    telephone = browser.new_context(locale="fr-FR", viewport={"width": 390, "height": 844}, has_touch=True)
    phone = telephone.new_page()
    phone.goto(str(link))
    for one in (page, phone):
        report = axe(one)
        assert (report.violations, report.incomplete) == ((), ())
    phone.set_input_files("input[type=file]", chosen("photo.jpg"))
    phone.wait_for_selector("text=Le fichier est bien reçu")
    page.wait_for_selector("#recus >> text=photo.jpg")
    assert kept(served, here) == ["photo.jpg"]
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    telephone.close()
