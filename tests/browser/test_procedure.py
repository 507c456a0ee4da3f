"""Every form of the catalogue, done whole in a browser without JavaScript, in both cities; every page examined."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from engine.demo.cities import CODES
from engine.journey.pointers import get
from engine.resources import forms_root
from tests.browser.person import Person, person
from tests.browser.proof import VIEWS, Proof
from tests.towns import CATALOGUE
from tests.walking import sample_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from engine.model import Definition
    from tests.browser.site import Site

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

#: Each city is walked on one screen; between them, every page is examined on both screens in both colours.
#: Only the first is stumbled through: the colours of errors are the same in every city.
SIZES = {"tilleray": (320, 640), "port-lannec": (1280, 900)}
SEEN = {"tilleray": VIEWS[:2], "port-lannec": VIEWS[2:]}


@pytest.mark.parametrize("city", CODES)
@pytest.mark.parametrize("slug", CATALOGUE.slugs())
def test_a_resident_does_the_whole_procedure_without_javascript(
    browser: Browser, served: Site, proof: Proof, slug: str, city: str
) -> None:
    definition, answers = CATALOGUE.get(slug), example(served, slug, city)
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
    definition, answers = CATALOGUE.get(slug), example(served, slug, "tilleray")
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


def example(site: Site, slug: str, city: str) -> dict[str, Any]:
    """Give the answers of a form's first valid example, as a resident of this city gives them."""
    found = json.loads((forms_root() / slug / "examples" / "v1.json").read_text(encoding="utf-8"))
    here = site.towns.cities.get(city).communes[0]
    text = json.dumps(found["answers"], ensure_ascii=False)
    for one in found["facts"]["communes"]:
        text = text.replace(f'"{one["code"]}"', f'"{here.code}"').replace(
            f'"nom": "{one["nom"]}"', f'"nom": "{here.nom}"'
        )
    local: dict[str, Any] = json.loads(text)
    return local


def stumble(resident: Person) -> None:
    """On each page: go on without answering, see what the page says, send the documents that it takes."""
    before = resident.here
    resident.press("Continuer")
    if resident.here == before:
        follow_errors(resident)
    else:
        resident.back()
    attach(resident)


def attach(resident: Person) -> None:
    """Send a real photo, and a real PDF where one fits, to each question of documents."""
    for control in resident.page.locator("main input[type=file]").all():
        accepted = control.get_attribute("accept") or ""
        names = [name for kind, name in _DOCUMENTS if kind in accepted]
        several = control.get_attribute("multiple") is not None
        control.set_input_files([_document(name) for name in names[: None if several else 1]])
    if resident.page.locator("main input[type=file]").count():
        with resident.leaving():
            resident.page.locator('button[value^="ajouter:"]').first.click()
        assert resident.page.locator(".received li").count()


def follow_errors(who: Person) -> None:
    """Follow every link of the error summary: each leads to the field of the same message, which has the focus."""
    links = who.errors()
    assert links, who.here
    assert who.page.title().startswith("Erreur")
    for link in links:
        target, said = (link.get_attribute("href") or "").removeprefix("#"), link.inner_text()
        link.click()
        field = who.page.locator(f'[id="{target}"]:focus')
        assert field.count() == 1, (who.here, target)
        assert said in who.page.locator(f'[id="{target}-e"]').inner_text(), (who.here, target)


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


_DOCUMENTS = (("image/jpeg", "photo.jpg"), ("application/pdf", "document.pdf"))


def _document(name: str) -> Any:  # noqa: ANN401 -- a TypedDict that Playwright does not export
    kind = next(kind for kind, known in _DOCUMENTS if known == name)
    return {"name": name, "mimeType": kind, "buffer": sample_file(kind, name)[0].read()}
