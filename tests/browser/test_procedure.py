"""The whole procedure in a browser without JavaScript, in both cities, to the file followed; every page examined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from engine.demo.cities import CODES
from engine.journey.pointers import get
from tests.browser.person import Person, person
from tests.browser.proof import VIEWS, Proof
from tests.browser.stumbling import attach, follow_errors, stumble
from tests.browser.told import told
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from engine.model import Definition
    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

#: A demand with an identity, a declaration with documents, a report; test_walks.py takes every form.
FORMS = ("acte-etat-civil", "recensement-citoyen", "signalement")
#: Each city is walked on one screen; between them, every page is examined on both screens in both colours.
#: Only the first is stumbled through: the colours of errors are the same in every city.
SIZES = {"tilleray": (320, 640), "port-lannec": (1280, 900)}
#: What the header of a narrow screen may take once logged in, in pixels: the town, the ways, the languages.
_THREE_LINES = 190
SEEN = {"tilleray": VIEWS[:2], "port-lannec": VIEWS[2:]}


@pytest.mark.parametrize("city", CODES)
@pytest.mark.parametrize("slug", FORMS)
def test_a_resident_does_the_whole_procedure_without_javascript(
    browser: Browser, served: Site, proof: Proof, slug: str, city: str
) -> None:
    definition, answers = CATALOGUE.get(slug), told(slug, "v1").answers(served.towns.cities.get(city))
    resident = person(browser, (served.origin,), *SIZES[city])
    resident.go(f"{served.city(city)}/")
    with resident.leaving():
        resident.page.locator(f'main a[href$="/demarches/{slug}/"]').click()
    resident.press("Commencer sans compte")
    resident.walk(definition, answers, at_each=stumble if city == CODES[0] else attach)

    changed = change_one_answer(resident, definition, answers)
    assert changed in resident.page.locator("main").inner_text()
    with resident.leaving():
        resident.page.locator('button[value="deposer"]').click()
    assert resident.here.endswith("/confirmation")
    assert changed in resident.page.locator("main").inner_text()
    assert "+33" not in resident.page.locator("main").inner_text()
    reference = resident.page.locator(".plate .ref").inner_text()
    code = resident.page.locator(".plate.second strong").inner_text()

    resident.follow("Suivre", inside="header")
    resident.follow(reference)
    assert reference in resident.page.locator("main").inner_text()

    elsewhere = person(browser, (served.origin,), *SIZES[city])
    elsewhere.go(f"{served.city(city)}/suivi/{reference}")
    open_file(elsewhere, reference, "0000-0000")
    follow_errors(elsewhere)
    open_file(elsewhere, reference, code)
    assert elsewhere.here.endswith(f"/suivi/{reference}")
    assert changed in elsewhere.read().text_content()

    assert [*resident.complaints, *elsewhere.complaints] == []
    assert proof.faults([*resident.met, *elsewhere.met], SEEN[city]) == []


@pytest.mark.parametrize("city", CODES)
def test_the_pages_around_the_forms_are_sound(
    browser: Browser, served: Site, proof: Proof, city: str
) -> None:
    visitor = person(browser, (served.origin,), *SIZES[city])
    for path in ("", "?q=acte", "?q=introuvable", "accessibilite", "donnees-personnelles", "conditions"):
        visitor.go(f"{served.city(city)}/{path}")
    visitor.go(f"{served.city(city)}/demarches/{CATALOGUE.slugs()[0]}/")
    visitor.press("Commencer sans compte")
    visitor.press("Enregistrer et finir plus tard")
    visitor.follow("Reprendre", inside="header")
    visitor.follow("Quitter", inside="header")
    visitor.press("Quitter et effacer")
    assert visitor.complaints == []
    visitor.go(f"{served.city(city)}/rien-ici")
    visitor.go(f"{served.origin}/v/nulle-part/")
    assert [one.status for one in visitor.met[-2:]] == [404, 404]
    assert proof.faults(visitor.met, SEEN[city]) == []


def test_answers_certified_by_the_identity_provider_are_shown_as_text_and_can_be_written_again(
    browser: Browser, served: Site, proof: Proof
) -> None:
    slug = "acte-etat-civil"
    resident = person(browser, (served.origin, served.provider), 320, 640)
    resident.go(f"{served.city('tilleray')}/demarches/{slug}/")
    resident.follow("S’identifier")
    with resident.leaving():
        resident.page.locator("main button").first.click()
    header = resident.page.locator("header.top")
    assert "Claire" in header.inner_text()
    assert header.evaluate("one => one.offsetHeight") < _THREE_LINES, "a telephone is for the form"
    definition = CATALOGUE.get(slug)
    answers = told(slug, "v1").answers(served.towns.cities.get("tilleray"))
    for _page in range(10):
        if resident.page.locator(".sealed").count():
            break
        resident.fill(definition, answers)
        resident.press("Continuer")
    sealed = resident.page.locator(".sealed").first.inner_text()
    assert "FranceConnect" in sealed
    assert "BESSON" in sealed
    assert "17 mai 1984" in resident.page.locator("main").inner_text()
    assert proof.faults(resident.met[-1:], VIEWS) == []
    resident.page.locator("summary").first.click()
    resident.press("Écrire moi-même ces informations")
    assert resident.page.locator("#IDE-002").input_value() == "BESSON"
    assert resident.complaints == []


def test_the_proof_sees_a_page_that_is_wrong(browser: Browser, served: Site, proof: Proof) -> None:
    visitor = person(browser, (served.origin,), 320, 640)
    visitor.go(f"{served.city('tilleray')}/")
    (good,) = visitor.met
    wrong = good.source.replace("<h1>", '<h1 tabindex="5"><img src="/x.png"><a id="recherche"></a>', 1)
    pale = (
        '<p style="color:#ddd;background:#fff">Pâle</p><svg width="900" height="9" aria-hidden="true"></svg>'
    )
    wrong = wrong.replace('<p class="lead">', f'{pale}<p class="lead">', 1)
    assert proof.faults([good], VIEWS[2:]) == []
    found = " ".join(proof.faults([type(good)(good.url, 200, wrong)], VIEWS[2:]))
    for expected in (
        "no-dup-id",
        "image-alt",
        "tabindex",
        "the focus jumps",
        "px wide",
        "light: color-contrast",
    ):
        assert expected in found


def test_the_proof_sees_what_is_pale_in_the_dark_alone_and_wide_on_the_telephone_alone(
    browser: Browser, served: Site, proof: Proof
) -> None:
    visitor = person(browser, (served.origin,), 320, 640)
    visitor.go(f"{served.city('tilleray')}/")
    (good,) = visitor.met
    dim = "<style>@media (prefers-color-scheme: dark) { .dim { color: #777; background: #888 } }</style>"
    bad = f'{dim}<p class="dim">Sombre</p><svg width="400" height="9" aria-hidden="true"></svg>'
    wrong = type(good)(good.url, 200, good.source.replace('<p class="lead">', f'{bad}<p class="lead">', 1))
    seen = proof.faults([wrong, good, type(good)(f"{good.url}?q=acte", 200, f"{wrong.source}\n")], VIEWS)
    pale = [fault.partition(" at ")[2].partition(": ")[0] for fault in seen if "color-contrast" in fault]
    wide = [fault.partition(" at ")[2].partition(": ")[0] for fault in seen if "px wide" in fault]
    assert sorted(pale) == ["1280 px, dark", "1280 px, dark", "320 px, dark", "320 px, dark"]
    assert sorted(wide) == ["320 px, dark", "320 px, dark", "320 px, light", "320 px, light"]


def change_one_answer(resident: Person, definition: Definition, answers: dict[str, Any]) -> str:
    """From the summary, change one text by its « Modifier » link and come back; give the new text."""
    for question in definition.questions.values():
        value = get(answers, question.path) if question.group is None else None
        link = resident.page.locator(f'main a[href$="#{question.code}"]')
        if question.widget not in {"text", "textarea"} or not isinstance(value, str) or not link.count():
            continue
        fresh = f"{value} Zoé"
        if Draft202012Validator(question.schema).is_valid(fresh):
            with resident.leaving():
                link.first.click()
            resident.page.locator(f"#{question.code}").fill(fresh)
            resident.press("Continuer")
            assert resident.here.endswith("/recapitulatif")
            return fresh
    raise AssertionError(definition.slug)


def open_file(who: Person, reference: str, code: str) -> None:
    """Open a file from another device, by its reference and code."""
    who.page.locator("#reference").fill(reference)
    who.page.locator("#code").fill(code)
    who.press("Voir ma demande")
