"""What this form promises beyond the rules that hold for every form."""

from pathlib import Path
from typing import Any

import pytest

from engine.store import drafts
from tests.forms.telling import at_tilleray, told
from tests.towns import CATALOGUE, towns
from tests.walking import Walker, typed_values

SLUG = "debit-boissons-temporaire"
CLOSING = "/debit/ouvertures/0/heureFermeture"


@pytest.mark.parametrize(
    ("page", "base", "changes", "way_out"),
    [
        ("boissons", "v1", {"/debit/boissons": "sansAlcool"}, "BUV-E1"),
        ("boissons", "v1", {"/debit/boissons": "alcoolsForts"}, "BUV-E2"),
        ("public", "v1", {"/manifestation/ouverteAuPublic": False}, "BUV-E3"),
        ("occasion", "v3", {"/manifestation/cadre": "expositionOfficielle"}, "BUV-E4"),
        ("annee", "v1", {"/quota/autorisationsAnnee": 5}, "BUV-E5"),
        ("sport", "v1", {"/manifestation/enceinteSportive": True}, "BUV-E6"),
        ("lieu", "v1", {"/lieu/adresse/commune": {"code": "75104", "nom": "Paris 4e"}}, "BUV-E7"),
        ("lieu", "v1", {"/lieu/adresse/commune": {"code": "06004", "nom": "Antibes"}}, "BUV-E8"),
    ],
)
def test_what_is_not_for_this_form_leads_out(
    page: str, base: str, changes: dict[str, Any], way_out: str
) -> None:
    assert told(SLUG, base).way_out(page) is None
    assert told(SLUG, base, changes).way_out(page) == way_out


def test_a_late_request_is_confirmed_never_refused() -> None:
    late = told(SLUG, "v6", {"/debit/ouvertures/0/date": "2026-12-08"})
    assert late.found() == [("BUV-020", "delaiDepot", "confirm")]
    assert told(SLUG, "v6", {"/debit/ouvertures/0/date": "2026-12-09"}).found() == []
    longer = told(SLUG, "v6", parameters={"delaiDepotJours": 30})
    assert longer.found() == [("BUV-020", "delaiDepot", "confirm")]


@pytest.mark.parametrize(
    ("closing", "latest"), [("23:30", "23:00"), ("01:00", "23:00"), ("02:30", "02:00"), ("17:00", "02:00")]
)
def test_a_closing_after_midnight_is_later_than_one_before(closing: str, latest: str) -> None:
    found = told(SLUG, "v1", {CLOSING: closing}, parameters={"heureFermetureMax": latest}).found()
    assert ("BUV-022", "heureFermeture", "confirm") in found


@pytest.mark.parametrize(("closing", "latest"), [("23:00", "23:00"), ("22:00", "23:00"), ("01:00", "02:00")])
def test_a_closing_up_to_the_prefects_hour_says_nothing(closing: str, latest: str) -> None:
    assert told(SLUG, "v1", {CLOSING: closing}, parameters={"heureFermetureMax": latest}).found() == []
    assert told(SLUG, "v1", {CLOSING: closing}).found() == []


def test_more_than_eighteen_hours_is_confirmed() -> None:
    assert told(SLUG, "v1", {CLOSING: "12:00"}).found() == []
    assert told(SLUG, "v1", {CLOSING: "12:01"}).found() == [("BUV-022", "dureeOuverture", "confirm")]


def test_the_receipt_gives_the_date_of_a_tacit_permit_only_when_it_comes_before_the_event() -> None:
    early, late = told(SLUG, "v1").receipt(), told(SLUG, "v6").receipt()
    assert any("24 janvier 2027" in one and "en cours de vérification" in one for one in early)
    assert not any("vous ne pouvez pas ouvrir" in one for one in early)
    assert any("vous ne pouvez pas ouvrir" in one for one in late)
    assert not any("acceptée" in one for one in late)


def test_the_day_before_the_event_is_the_last_that_counts() -> None:
    day = "/debit/ouvertures/0/date"
    assert told(SLUG, "v1", {day: "2027-01-25"}).document["reponseAvantEvenement"] is True
    assert told(SLUG, "v1", {day: "2027-01-24"}).document["reponseAvantEvenement"] is False


def test_the_receipt_says_the_rank_of_the_year_when_it_was_asked() -> None:
    assert any("numéro 3 de l’année" in one for one in told(SLUG, "v1").receipt())
    assert not any("de l’année" in one for one in told(SLUG, "v3").receipt())


def test_the_owners_consent_is_asked_only_where_the_town_names_its_text() -> None:
    assert told(SLUG, "v5").document["accordLieuDemande"] is True
    assert told(SLUG, "v5", parameters={}).document["accordLieuDemande"] is False
    assert "pieces" not in told(SLUG, "v5", parameters={}).document


def test_an_rna_number_is_typed_as_people_write_it(tmp_path: Path) -> None:
    definition, answers = CATALOGUE.get(SLUG), at_tilleray(told(SLUG, "v7").document)
    with towns(tmp_path, now=told(SLUG, "v7").facts.now) as made:
        walker = Walker(made.client())
        walker.fill(definition, answers)
        page = next(one for one in walker.met if one.endswith("/association"))
        typed = typed_values(definition, answers, walker.page(page))
        walker.send(page, {**typed, "association.numeroRna": "w062 001234"})
        with made.store.read() as conn:
            draft = drafts.load(conn, "tilleray", page.split("/d/")[1].split("/", maxsplit=1)[0])
        assert draft is not None
        assert draft.body.document["association"]["numeroRna"] == "W062001234"
