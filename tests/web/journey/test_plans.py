"""A browser that can draw the town's plan says so in a post; only then is a position offered, and only where it may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.towns import towns
from tests.walking import Walker
from tests.web.journey.answering import draft_of, parsed, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.towns import Towns

SLUG = "signalement"
FIRST = {"famille": "voirie"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    with towns(tmp_path_factory.mktemp("plans")) as here:
        yield here


def _posted(made: Towns, slug: str = SLUG, **typed: str) -> tuple[Walker, str, int]:
    """Post the first page; give who walks, its address and the status."""
    walker = Walker(made.client())
    here = walker.begin(slug)
    body = {**FIRST, **typed, "_csrf": token(walker.page(here)), "action": "continuer"}
    return walker, here, walker.client.post(here, data=body).status_code


def _ways(walker: Walker, here: str) -> list[str]:
    """Answer up to the place; give the ways that are offered."""
    for page, typed in (("probleme", {"type": "nidDePoule"}), ("danger", {"dangerImmediat": "non"})):
        there = here.replace("/sujet", f"/{page}")
        walker.client.post(there, data={**typed, "_csrf": token(walker.page(there)), "action": "continuer"})
    shown = walker.page(here.replace("/sujet", "/lieu"))
    return [str(one) for one in shown.xpath('//input[@name="lieu.moyen"]/@value')]


def test_a_browser_that_says_it_can_is_offered_the_position(made: Towns) -> None:
    walker, here, status = _posted(made, _carte="oui")
    assert status == 303
    assert draft_of(made, here).body.facts["position"] is True
    assert _ways(walker, here) == ["adresse", "repere", "position"]
    assert not walker.page(here).xpath('//input[@name="_carte"]'), "it is asked once"


@pytest.mark.parametrize("said", ["", "non", "OUI", "true", "\x00", "x" * 5000])
def test_any_other_word_offers_nothing(made: Towns, said: str) -> None:
    walker, here, _status = _posted(made, _carte=said)
    assert "position" not in draft_of(made, here).body.facts
    assert walker.page(here).xpath('//input[@name="_carte"]')


def test_a_form_that_asks_no_position_notes_and_loads_nothing(made: Towns) -> None:
    walker, here, _status = _posted(made, "recensement-citoyen", _carte="oui")
    assert "position" not in draft_of(made, here).body.facts
    page = walker.page(here)
    assert not page.xpath('//input[@name="_carte"]')
    assert not page.xpath('//script[contains(@src, "map.js")]')


def test_a_town_without_a_plan_offers_none(tmp_path: Path) -> None:
    with towns(tmp_path) as made:
        file = tmp_path / "cities" / "tilleray.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"(?m)^\[map\]\n(?:.+\n)+", "", text), encoding="utf-8")
        made.cities.get("tilleray")
        assert list(made.cities.problems()) == []
        walker, here, status = _posted(made, _carte="oui")
        assert status == 303
        assert "position" not in draft_of(made, here).body.facts
        assert _ways(walker, here) == ["adresse", "repere"]
        assert not parsed(walker.client.get(here)).xpath('//script[contains(@src, "map.js")]')


def test_the_machine_that_draws_the_plan_is_told_to_residents(made: Towns) -> None:
    city = made.cities.get("tilleray")
    assert city.plan is not None
    host = str(urlsplit(city.plan.template).hostname)
    page = Walker(made.client()).page("/v/tilleray/donnees-personnelles")
    (said,) = page.xpath('//h2[normalize-space()="Le plan de la commune"]/following-sibling::p[1]')
    assert f"à {host}." in said.text_content()
