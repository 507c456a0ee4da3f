"""The pages of the home watch: door codes one by one, and a link where the town watches main homes only."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.resources import forms_root
from tests.towns import CATALOGUE, Towns, towns
from tests.walking import Walker, errors_of, typed_values
from tests.web.journey.answering import text

SLUG = "operation-tranquillite-vacances"
FORM = CATALOGUE.get(SLUG)
EXAMPLE = json.loads((forms_root() / SLUG / "examples" / "v1.json").read_text(encoding="utf-8"))


@pytest.fixture
def made(tmp_path: Path) -> Any:  # noqa: ANN401 -- a generator of Towns
    with towns(tmp_path, now=datetime.fromisoformat(EXAMPLE["now"])) as both:
        yield both


def walk_to(walker: Walker, page: str) -> str:
    """Fill the form up to a page, at home; give that page's address."""
    home = {"tilleray": ("03990", "Tilleray"), "port-lannec": ("29998", "Port-Lannec")}[walker.city]
    answers = json.loads(json.dumps(EXAMPLE["answers"]).replace("83137", home[0]).replace("Toulon", home[1]))
    here = walker.begin(SLUG)
    for _step in range(20):
        if here.partition("?")[0].endswith(f"/{page}"):
            return here
        reply = walker.send(here, typed_values(FORM, answers, walker.page(here)))
        assert reply.status_code == 303, (here, errors_of(reply))
        here = str(reply.location)
    raise AssertionError(walker.met, here)


def test_a_door_code_has_a_page_of_its_own_and_must_be_filled(made: Towns) -> None:
    walker = Walker(made.client())
    codes = walk_to(walker, "digicodes")
    added = str(walker.send(codes, {}, action="ajouter:OTV-022").location)
    assert added.partition("?")[0].endswith("/digicodes/1")
    refused = walker.send(added, {"logement.digicodes.0": ""})
    assert refused.status_code == 422
    assert "OTV-016" in errors_of(refused)[0]
    kept = walker.send(added, {"logement.digicodes.0": "24B12"})
    assert kept.status_code == 303
    assert "24B12" in text(walker.page(codes))
    taken = walker.send(codes, {}, action="retirer:OTV-022.0")
    assert taken.status_code == 303
    assert "24B12" not in text(walker.page(codes))


def test_codes_are_not_asked_for_before_going_on(made: Towns) -> None:
    walker = Walker(made.client())
    codes = walk_to(walker, "digicodes")
    assert str(walker.send(codes, {}).location).partition("?")[0].endswith("/alarme")


@pytest.mark.parametrize(("city", "told"), [("tilleray", False), ("port-lannec", True)])
def test_only_a_town_that_watches_main_homes_alone_says_so(made: Towns, city: str, *, told: bool) -> None:
    walker = Walker(made.client(), city)
    page = walker.page(walk_to(walker, "logement"))
    links = page.xpath('//a[contains(@href, "/sortie/S6")]')
    assert bool(links) is told
    assert bool(page.xpath('//input[@value="secondaire"]')) is not told


def test_a_page_that_was_right_says_what_to_mend_once_the_day_has_passed(tmp_path: Path) -> None:
    with towns(tmp_path, now=datetime.fromisoformat("2026-11-24T23:30:00+01:00")) as both:
        walker = Walker(both.client())
        dates = walk_to(walker, "dates")
        parts = {"jour": "26", "mois": "11", "annee": "2026"}
        leaving = {f"absence.dateDepart.{part}": value for part, value in parts.items()}
        back = {
            "absence.dateRetour.jour": "10",
            "absence.dateRetour.mois": "12",
            "absence.dateRetour.annee": "2026",
        }
        assert walker.send(dates, leaving | back).status_code == 303
        assert not walker.page(dates).xpath('//*[@id="erreurs"]')
        both.clock.advance(timedelta(hours=1))
        (said,) = walker.page(dates).xpath('//*[@id="erreurs"]//a/@href')
        assert said == "#OTV-030"
