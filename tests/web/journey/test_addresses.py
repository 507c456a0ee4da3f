"""An address given before is taken again by a button: nothing is typed twice, and nothing else on the page is lost."""

from typing import Any, Final

import pytest
from lxml import html

from tests.browser.told import told
from tests.towns import CATALOGUE, Towns
from tests.walking import Walker, errors_of, typed_values
from tests.web.journey.answering import draft_of, parsed, text

SLUG: Final = "vente-au-deballage"
FORM: Final = CATALOGUE.get(SLUG)
PAGE: Final = next(one.slug for one in FORM.pages if "ADX-002" in one.questions)
TAKE: Final = "reprendre:ADX-002.ADE-002"
SEAT: Final = {
    "pays": "FR",
    "voie": "14 rue du Moulin",
    "codePostal": "03990",
    "commune": {"code": "03990", "nom": "Tilleray"},
}


def seated(both: Towns) -> dict[str, Any]:
    """Give the answers of an undertaking whose seat is in Tilleray."""
    answers: dict[str, Any] = told(SLUG, "v2").answers(both.cities.get("tilleray"))
    return {**answers, "siege": SEAT}


def at_the_place(walker: Walker, answers: dict[str, Any], slug: str = SLUG, page: str = PAGE) -> str:
    """Fill a form up to the page of its second address."""
    here, form = walker.begin(slug), CATALOGUE.get(slug)
    for _step in range(40):
        if here.split("?")[0].endswith(f"/{page}"):
            return here
        reply = walker.send(here, typed_values(form, answers, walker.page(here)))
        assert reply.status_code == 303, (here, errors_of(reply))
        here = str(reply.location)
    raise AssertionError(here)


def buttons(page: html.HtmlElement) -> dict[str, str]:
    """Give the buttons that take an address again: value → words."""
    found = page.xpath('//button[starts-with(@value, "reprendre:")]')
    return {str(one.get("value")): " ".join(one.text_content().split()) for one in found}


@pytest.fixture
def here(walker: Walker, both: Towns) -> str:
    return at_the_place(walker, seated(both))


def test_the_address_given_before_is_on_a_button(walker: Walker, here: str) -> None:
    assert buttons(walker.page(here)) == {TAKE: "Reprendre : 14 rue du Moulin, 03990 Tilleray"}


def test_it_is_copied_open_to_change_and_the_rest_of_the_page_stays(
    walker: Walker, both: Towns, here: str
) -> None:
    others = {
        name: value
        for name, value in typed_values(FORM, seated(both), walker.page(here)).items()
        if not name.startswith("lieu.adresse.")
    }
    reply = walker.send(here, {**others, "lieu.adresse.voie": "autre chose", "action": TAKE})
    assert reply.status_code == 303
    assert str(reply.location).endswith("#ADX-002-reprise")
    page = walker.page(str(reply.location))
    assert page.xpath('string(//input[@id="ADX-002"]/@value)') == "14 rue du Moulin"
    assert page.xpath('string(//input[@id="ADX-006"]/@value)') == "03990"
    assert page.xpath('string(//input[@id="ADX-007"]/@value)') == "Tilleray"
    assert buttons(page) == {}
    assert "C’est une adresse que vous avez déjà donnée" in text(page.xpath('//*[@id="ADX-002-reprise"]')[0])
    stored = draft_of(both, here).body.document["lieu"]["adresse"]
    assert {key: stored[key] for key in ("voie", "codePostal", "commune")} == {
        key: SEAT[key] for key in ("voie", "codePostal", "commune")
    }
    assert stored["voieDecomposee"] == {"numero": "14", "type": "rue", "nom": "du Moulin"}
    for name, value in others.items():
        if isinstance(value, str):
            shown = page.xpath(f'//*[@name="{name}"]')
            assert not shown or value in html.tostring(page).decode(), name


@pytest.mark.parametrize(
    "action",
    [
        "reprendre:",
        "reprendre:ADX-002",
        "reprendre:ADX-002.ADX-002",
        "reprendre:ADX-002.ADR-002",
        "reprendre:ADE-002.ADX-002",
        "reprendre:ADX-002.XXX-999",
        "reprendre:\x00.\u202e",
    ],
)
def test_a_button_that_the_page_does_not_offer_changes_nothing(
    walker: Walker, both: Towns, here: str, action: str
) -> None:
    reply = walker.send(here, {"lieu.adresse.voie": "3 rue du Port", "action": action})
    assert reply.status_code == 303
    assert draft_of(both, here).body.document["lieu"]["adresse"]["voie"] == "3 rue du Port"
    assert buttons(walker.page(here)) == {TAKE: "Reprendre : 14 rue du Moulin, 03990 Tilleray"}


def test_what_a_form_asked_as_another_address_is_not_proposed_again(walker: Walker, both: Towns) -> None:
    slug = "subvention-association"
    page = next(one.slug for one in CATALOGUE.get(slug).pages if "ADL-002" in one.questions)
    answers = next(
        found
        for name in ("v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9")
        if (found := told(slug, name).answers(both.cities.get("tilleray")))["association"].get(
            "memeAdresseCourrier"
        )
        is False
    )
    shown = walker.page(at_the_place(walker, answers, slug, page))
    assert shown.xpath('//*[@id="ADL-002"]')
    assert buttons(shown) == {}


def test_a_town_chosen_among_several_is_not_asked_again(walker: Walker, both: Towns) -> None:
    page = next(one.slug for one in FORM.pages if "ADE-002" in one.questions)
    here = at_the_place(walker, seated(both), page=page)
    several = {f"siege.{key}": value for key, value in SEAT.items() if isinstance(value, str)}
    several |= {"siege.codePostal": "93200", "siege.commune": "Saint-Denis"}
    assert parsed(walker.send(here, several)).xpath('//input[@name="siege.commune.code"]')
    chosen = {**several, "siege.commune.code": "93066"}
    assert walker.send(here, chosen).status_code == 303
    [kept] = walker.page(here).xpath('//input[@name="siege.commune.code"]')
    assert (kept.get("type"), kept.get("value")) == ("hidden", "93066")
    assert walker.send(here, {**several, "siege.commune.code": kept.get("value")}).status_code == 303
