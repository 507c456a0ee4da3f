"""A town's list too long to be scrolled is searched by a button of the page, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.browser.told import longest
from tests.towns import CATALOGUE, Towns, settle_in
from tests.walking import Walker, errors_of

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

SLUG = "occupation-domaine-public"
FIELD = "lieu.zone"
NAMES = (
    *("de l’Église", "du Port", "de la Gare", "des Écoles", "du Château", "du Moulin", "du Lavoir"),
    *("des Prés", "Saint-Martin", "Pasteur", "Voltaire", "des Tilleuls", "du Faubourg", "du Four"),
    *("du Puits", "des Acacias", "de l’Allier", "du Marché", "Nord", "Sud"),
)
ZONES = [{"code": f"zone-{n}", "label": f"Quartier {name}"} for n, name in enumerate(NAMES)]


@pytest.fixture
def page(both: Towns, walker: Walker, tmp_path: Path) -> str:
    """Give the page that asks the zone, in a draft whose town has twenty of them."""
    told = longest(SLUG)
    city = both.cities.get("tilleray")
    facts = told.facts(city)
    facts["lists"]["zones"] = ZONES
    settle_in(both.cities, tmp_path / "cities" / "tilleray.toml", SLUG, facts)
    answers = told.answers(city)
    answers["lieu"]["zone"] = "non-connu"
    walker.fill(CATALOGUE.get(SLUG), answers)
    return next(one for one in walker.met if "/place" in one)


def found(walker: Walker, path: str) -> list[str]:
    return [str(one) for one in walker.page(path).xpath(f'//input[@type="radio"][@name="{FIELD}"]/@value')]


def typed(walker: Walker, path: str) -> dict[str, list[str]]:
    shown = walker.page(path)
    boxes = shown.xpath('//main//input[@type="checkbox"][@checked]')
    return {str(box.get("name")): [*boxes_of(shown, str(box.get("name")))] for box in boxes}


def boxes_of(shown: html.HtmlElement, name: str) -> list[str]:
    return [str(one) for one in shown.xpath(f'//input[@name="{name}"][@checked]/@value')]


def sent(walker: Walker, path: str, action: str = "continuer", **values: str) -> TestResponse:
    names = {"words": f"{FIELD}.cherche", "chosen": FIELD}
    return walker.send(
        path, {**typed(walker, path), **{names[key]: one for key, one in values.items()}}, action
    )


def test_before_any_search_the_page_holds_what_is_chosen_and_no_long_list(walker: Walker, page: str) -> None:
    assert found(walker, page) == ["non-connu"]
    assert walker.page(page).xpath(f'//select[@name="{FIELD}"]') == []


def test_the_button_saves_the_words_and_leads_back_to_the_question(walker: Walker, page: str) -> None:
    reply = sent(walker, page, "chercher:ODP-013", words="ecole")
    assert reply.status_code == 303
    assert str(reply.location).endswith("#ODP-013")
    assert found(walker, page) == ["zone-3", "non-connu"]
    words = walker.page(page).xpath(f'string(//input[@name="{FIELD}.cherche"]/@value)')
    assert words == "ecole"


def test_a_choice_among_those_found_goes_on(walker: Walker, page: str) -> None:
    assert sent(walker, page, words="port", chosen="zone-1").status_code == 303


def test_the_whole_name_goes_on_without_a_choice(walker: Walker, page: str) -> None:
    assert sent(walker, page, words="quartier du port").status_code == 303
    assert found(walker, page)[0] == "zone-1"


def test_words_that_chose_nothing_are_asked_again_with_what_they_find(walker: Walker, page: str) -> None:
    reply = sent(walker, page, words="du p")
    assert reply.status_code == 422
    assert errors_of(reply) == ["ODP-013 Choisissez une réponse parmi celles qui sont proposées."]
    shown = html.document_fromstring(reply.get_data())
    assert shown.xpath(f'//input[@name="{FIELD}"]/@value') == ["zone-1", "zone-14", "non-connu"]


def test_a_choice_ticked_under_other_words_is_not_taken(walker: Walker, page: str) -> None:
    assert sent(walker, page, words="gare", chosen="zone-1").status_code == 422


def test_what_the_form_itself_offers_is_never_hidden_by_a_search(walker: Walker, page: str) -> None:
    assert sent(walker, page, words="gare", chosen="non-connu").status_code == 303


@pytest.mark.parametrize("words", ["\x00", "<script>", "…", "x" * 5000, "\u202eport", "🙂", "?"])
def test_hostile_words_are_answered_by_the_page(walker: Walker, page: str, words: str) -> None:
    reply = sent(walker, page, words=words)
    assert reply.status_code in {303, 422}
    assert b"<script>" not in reply.get_data()


def test_an_unknown_code_in_the_button_changes_nothing(walker: Walker, page: str) -> None:
    reply = sent(walker, page, "chercher:ZZZ-999<>", words="port")
    assert reply.status_code == 303
    assert "<" not in str(reply.location)
