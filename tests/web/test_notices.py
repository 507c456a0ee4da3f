"""What a form says before it is filled."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.cities.city import City, Profile
from engine.web import faces, notices
from tests.web.macros import samples
from tests.web.macros.samples import NBSP


@pytest.fixture
def here(tmp_path: Path) -> City:
    return samples.city(tmp_path)


def test_the_start_page_says_time_delay_price_and_who_answers(here: City) -> None:
    start = notices.start(samples.definition(), here)
    assert [fact.text for fact in start.facts] == [
        f"Environ 8{NBSP}minutes",
        "Quelques jours",
        "Gratuit",
        "Mairie de Tilleray",
    ]
    assert start.needs == ("Le nom de la personne", "Sa date de naissance")
    assert start.anonymous
    assert start.draft_days == 30


def test_a_price_is_written_in_euros(here: City) -> None:
    start = notices.start(samples.definition(fee={"centimes": 1250}), here)
    assert f"12,50{NBSP}€" in [fact.text for fact in start.facts]


def test_a_form_says_its_price_in_its_own_words(here: City) -> None:
    definition = samples.definition(fee={"centimes": 0})
    words = {**definition.texts["fr"], "form.fee": "Demande gratuite, place payante."}
    start = notices.start(replace(definition, texts={"fr": words}), here)
    assert "Demande gratuite, place payante." in [fact.text for fact in start.facts]
    assert "Gratuit" not in [fact.text for fact in start.facts]


def test_a_rule_that_was_not_read_in_its_text_is_never_certain() -> None:
    rule = {"outcome": "rejection", "delay": "P2M", "verified": False}
    said = notices.silence(rule, "mairie@tilleray.example") or ""
    assert "en principe considérée comme refusée" in said
    assert "en cours de vérification" in said
    assert said.endswith("mairie@tilleray.example.")
    sure = notices.silence({**rule, "outcome": "acceptance", "verified": True}, "") or ""
    assert "considérée comme acceptée" in sure
    assert "vérification" not in sure


def test_a_delay_that_begins_with_a_visit_promises_no_date() -> None:
    rule = {"outcome": "rejection", "delay": "P1M", "startsAt": "visit", "verified": True}
    said = notices.silence(rule, "") or ""
    assert "du jour où vous venez à la mairie" in said
    assert "date exacte" not in said


def test_a_report_has_no_silence_rule() -> None:
    assert notices.silence({"outcome": "none", "verified": True}, "") is None
    assert notices.silence({}, "") is None


def test_the_city_narrows_periods_and_adds_its_notice(here: City) -> None:
    profile = Profile("acte", notice="Fermé le 24 décembre.", retention={"draft": "P7D"})
    start = notices.start(samples.definition(), replace(here, demarches={"acte": profile}))
    assert start.draft_days == 7
    assert start.notes[0].lines == ("Fermé le 24 décembre.",)
    assert start.closed is None


def test_a_closed_form_says_so_instead_of_beginning(here: City) -> None:
    closed = replace(here, demarches={"acte": Profile("acte", statut="ferme")})
    assert notices.start(samples.definition(), closed).closed is not None
    assert notices.start(samples.definition(), replace(here, demarches={})).closed is not None


def test_a_form_that_takes_no_login_shows_no_provider(here: City) -> None:
    provider = faces.Provider("/connexion/demo", "Demo")
    assert notices.start(samples.definition(), here, (provider,)).providers == (provider,)
    assert notices.start(samples.definition(franceconnect=False), here, (provider,)).providers == ()


def test_a_form_whose_law_demands_a_login_has_no_other_way(here: City) -> None:
    assert not notices.start(samples.definition(identification="eidas1"), here).anonymous
