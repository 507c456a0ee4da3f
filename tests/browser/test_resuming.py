"""A draft put aside and found again, in real browsers without JavaScript; every page examined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.documents import links
from engine.store import drafts
from tests.browser.person import Person, person
from tests.browser.proof import VIEWS, Proof
from tests.browser.site import Site, serve
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

#: What the browser itself writes when a page is answered so.
_REFUSED = "the server responded with a status of 4"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the application in cities that send mail."""
    with serve(tmp_path_factory.mktemp("mailing"), free_port()) as site:
        yield site


def begun(browser: Browser, site: Site) -> Person:
    resident = person(browser, (site.origin,), 390, 844)
    resident.go(f"{site.city('tilleray')}/demarches/acte-etat-civil/")
    resident.press("Commencer sans compte")
    resident.page.get_by_label("Un acte de naissance").check()
    resident.press("Enregistrer et finir plus tard")
    return resident


def born(resident: Person) -> None:
    for label, value in (("Jour", "17"), ("Mois", "5"), ("Année", "1984")):
        resident.page.get_by_label(label).fill(value)


def complaints(*persons: Person) -> list[str]:
    return [one for each in persons for one in each.complaints if _REFUSED not in one]


def test_a_code_copied_on_paper_opens_the_draft_on_another_device(
    browser: Browser, mailing: Site, proof: Proof
) -> None:
    resident = begun(browser, mailing)
    resident.press("Afficher un code")
    assert [one.inner_text() for one in resident.errors()] == [
        "Écrivez une date de naissance, par exemple\u00a0: 17 5 1984."
    ]
    born(resident)
    resident.press("Afficher un code")
    code = resident.page.locator(".plate strong").inner_text()

    other = person(browser, (mailing.origin,), 1280, 900)
    other.go(f"{mailing.city('tilleray')}/")
    other.follow("Reprendre", inside="header")
    other.page.get_by_label("Code de reprise").fill("2222-2222")
    born(other)
    other.press("Reprendre ma demande")
    assert len(other.errors()) == 1
    other.page.get_by_label("Code de reprise").fill(code.lower())
    other.press("Reprendre ma demande")
    assert other.title() == "Où vous en êtes"
    other.follow("Continuer")
    assert other.page.get_by_label("Un acte de naissance").is_checked()
    assert complaints(resident, other) == []
    assert proof.faults([*resident.met[2:], *other.met[1:-1]], VIEWS) == []


def test_a_mailed_link_opens_the_draft_on_another_device(
    browser: Browser, mailing: Site, proof: Proof
) -> None:
    resident = begun(browser, mailing)
    resident.page.get_by_label("Adresse électronique").fill("claire@exemple.fr")
    resident.press("Envoyer le lien")
    assert "claire@exemple.fr" in resident.page.locator(".note.done").inner_text()
    other = person(browser, (mailing.origin,), 390, 844)
    other.go(link_of(mailing, resident))
    other.press("Reprendre mon brouillon")
    assert other.title() == "Où vous en êtes"
    other.follow("Continuer")
    assert other.page.get_by_label("Un acte de naissance").is_checked()
    assert complaints(resident, other) == []
    assert proof.faults([resident.met[-1], other.met[0]], VIEWS) == []


def test_what_is_typed_while_the_session_ends_is_not_lost(
    browser: Browser, mailing: Site, proof: Proof
) -> None:
    resident = begun(browser, mailing)
    born(resident)
    resident.press("Afficher un code")
    code = resident.page.locator(".plate strong").inner_text()
    resident.follow("Continuer maintenant")
    page = resident.here
    resident.page.context.clear_cookies()
    resident.page.get_by_label("Copie intégrale (tout l’acte)").check()
    resident.press("Continuer")
    assert resident.title() == "Votre session est finie"
    assert resident.met[-1].status == 403
    resident.page.get_by_label("Code de reprise").fill(code)
    born(resident)
    resident.press("Reprendre ma demande")
    assert resident.here == page
    assert resident.page.get_by_label("Copie intégrale (tout l’acte)").is_checked()
    resident.press("Continuer")
    assert resident.here != page
    assert complaints(resident) == []
    assert proof.faults(resident.met[-3:-2], VIEWS) == []


def link_of(site: Site, resident: Person) -> str:
    """Give the address that the mail holds."""
    draft_id = resident.here.split("/d/")[1].split("/")[0]
    store = site.towns.store
    with store.read() as conn:
        draft = drafts.load(conn, "tilleray", draft_id)
    assert draft is not None
    token = links.sign(
        store.keeper.secrets.session_keys(), "tilleray", draft_id, draft.body.facts[links.WORD]
    )
    return f"{site.city('tilleray')}/reprendre/lien/{token}"
