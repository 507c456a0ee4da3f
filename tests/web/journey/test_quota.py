"""A device that sends more in a day than the town takes keeps its draft, and is told when and whom (CRPA L112-11)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.catalogue.source import load_form
from engine.cities.reader import check_city
from engine.resources import forms_root
from engine.store import drafts
from tests.towns import CATALOGUE, Towns, towns
from tests.walking import Walker
from tests.web.journey.test_walks import at_home

SLUG = "signalement"
FORM = CATALOGUE.get(SLUG)
ANSWERS = at_home(dict(load_form(SLUG, forms_root()).examples["v1"]["answers"]), {"06088": "Nice"})


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Towns]:
    with towns(tmp_path) as made:
        file = tmp_path / "cities" / "tilleray.toml"
        text = file.read_text(encoding="utf-8")
        lines = text.replace(
            f"[demarches.{SLUG}.routing]\n", f"[demarches.{SLUG}]\nquota = 1\n[demarches.{SLUG}.routing]\n", 1
        )
        assert lines != text
        file.write_text(lines, encoding="utf-8")
        assert check_city(file, [FORM]) == []
        yield made


def test_the_second_of_the_day_waits_for_tomorrow_and_nothing_is_lost(town: Towns) -> None:
    walker = Walker(town.client())
    walker.deposit(walker.fill(FORM, ANSWERS))
    summary = walker.fill(FORM, ANSWERS)
    refused = walker.send(summary, {}, action="deposer")
    assert refused.status_code == 429
    page = refused.get_data(as_text=True)
    assert "envoyez-le demain" in page
    assert "02 61" in page.replace("\xa0", " "), "the page gives the telephone"
    with town.store.read() as conn:
        kept = drafts.load(conn, "tilleray", summary.split("/d/")[1].split("/")[0])
    assert kept is not None
    assert kept.reference is None
    town.clock.advance(timedelta(hours=16))
    walker.deposit(summary)


def test_another_device_is_not_counted(town: Towns) -> None:
    for _ in range(2):
        walker = Walker(town.client())
        walker.deposit(walker.fill(FORM, ANSWERS))


def test_without_a_quota_nothing_is_counted(tmp_path: Path) -> None:
    with towns(tmp_path) as made:
        walker = Walker(made.client())
        for _ in range(2):
            walker.deposit(walker.fill(FORM, ANSWERS))
