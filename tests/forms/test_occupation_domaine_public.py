"""What this form promises beyond the rules that hold for every form."""

from pathlib import Path
from typing import Any

import pytest

from tests.forms.telling import at_tilleray, told
from tests.towns import CATALOGUE, towns
from tests.walking import Walker

SLUG = "occupation-domaine-public"
#: A town's row for every kind, without anything that is not needed.
ROW = {"code": "tarif", "label": "Tarif", "unite": "m2Jour", "prixCentimes": 60}


def fee(name: str, changes: dict[str, Any] | None = None, **facts: object) -> int | None:
    found: int | None = told(SLUG, name, changes, **facts).document.get("tarif", {}).get("estimationCentimes")
    return found


def rows(**columns: object) -> dict[str, Any]:
    return {"tarifs-voirie": [{**ROW, **columns}]}


def test_the_examples_of_the_dossier_come_to_the_cent() -> None:
    assert fee("v2") == 29_700
    assert fee("v1") == 2_500
    assert fee("v7") == 27_540


@pytest.mark.parametrize(
    ("columns", "cents"),
    [
        ({"unite": "m2Jour"}, 27_540),
        ({"unite": "m2Jour", "arrondi": "m2Superieur"}, 29_700),
        ({"unite": "m2Mois"}, 1_224),
        ({"unite": "m2An"}, 612),
        ({"unite": "mlJour"}, 24_300),
        ({"unite": "forfait"}, 60),
        ({"unite": "placeJour"}, None),
        ({"unite": "elementJour"}, None),
        ({"minimumCentimes": 30_000}, 30_000),
        ({"franchiseJours": 40}, 3_060),
        ({"franchiseJours": 45, "minimumCentimes": 30_000}, 0),
        ({"franchiseJours": 60}, 0),
        ({"to": "2027-02-28"}, None),
        ({"from": "2027-03-01"}, 27_540),
        ({"zone": "centre"}, 27_540),
        ({"zone": "faubourgs"}, None),
        ({"nature": "benne"}, None),
    ],
)
def test_each_unit_minimum_and_free_day_counts(columns: dict[str, Any], cents: int | None) -> None:
    assert fee("v2", lists=rows(**{"nature": "echafaudage"} | columns) | {"zones": _ZONES}) == cents


def test_the_row_of_the_area_wins_over_the_towns() -> None:
    assert fee("v3") == 63_000
    assert fee("v3", {"/lieu/zone": "faubourgs"}) == 37_500


def test_the_file_fee_is_added_even_when_the_occupation_is_free() -> None:
    lists = rows(nature="echafaudage", franchiseJours=60) | {"zones": _ZONES}
    assert fee("v2", lists=lists, parameters={"fraisDossierCentimes": 700}) == 700


def test_no_estimate_is_better_than_a_false_one() -> None:
    assert fee("v2", {"/lieu/zone": "non-connu"}) is None
    assert fee("v10", {"/tarif/demandeGratuite": True, "/tarif/motifGratuite": "collecte"}) is None
    assert fee("v11") is None


def test_the_receipt_says_the_estimate_or_that_the_town_will_work_it_out() -> None:
    assert any("297,00\u00a0€" in one for one in told(SLUG, "v2").receipt())
    assert any("La mairie calculera" in one for one in told(SLUG, "v11").receipt())
    free = told(SLUG, "v5").receipt()
    assert not any("edevance" in one for one in free)
    assert any("un événement, du 28 mai 2027 au 29 mai 2027" in one for one in free)


def test_works_in_the_ground_or_an_anchor_need_the_other_title() -> None:
    assert told(SLUG, "v4").document["regime"] == "permissionDeVoirie"
    assert told(SLUG, "v2").document["regime"] == "permisDeStationnement"
    assert told(SLUG, "v2", {"/emprise/ancrage": True}).document["regime"] == "permissionDeVoirie"


def test_only_the_chosen_days_of_the_week_count() -> None:
    assert told(SLUG, "v10").document["periode"]["nombreJours"] == 4
    assert told(SLUG, "v10", {"/periode/jours": None}).document["periode"]["nombreJours"] == 22


def test_a_place_in_another_town_leads_out_and_a_county_road_does_not() -> None:
    away = {"/lieu/adresse/commune": {"code": "06004", "nom": "Antibes"}}
    assert told(SLUG, "v1", away).way_out("lieu") == "ODP-E1"
    assert told(SLUG, "v4").way_out("place") is None


def test_the_delay_follows_the_kind_and_is_only_confirmed() -> None:
    town = {"delaiDepotJours": {"terrasse": 60, "demenagement": 5, "defaut": 15}}
    day = {"/periode/debut": "2026-12-04", "/periode/fin": "2026-12-04"}
    assert told(SLUG, "v1", day, parameters=town).found() == []
    assert told(SLUG, "v1", day).found() == [("ODP-020", "delaiDepot", "confirm")]


def test_the_longest_stay_follows_the_kind() -> None:
    town = {"dureeMaxJours": {"echafaudage": 44}}
    assert told(SLUG, "v2", parameters=town).found() == [("ODP-021", "dureeMax", "error")]
    assert told(SLUG, "v2", parameters={"dureeMaxJours": {"echafaudage": 45}}).found() == []


def test_a_narrow_passage_is_confirmed_unless_the_pavement_is_closed() -> None:
    narrow = {"/emprise/passagePietonsCm": 139}
    assert told(SLUG, "v2", narrow).found() == [("ODP-036", "passagePietons", "confirm")]
    closed = {
        "/circulation": {
            "gene": True,
            "mesures": ["trottoirFerme"],
            "deviation": "en face",
            "signalisation": "demandeur",
        }
    }
    assert told(SLUG, "v2", narrow | closed).found() == []


def test_a_first_terrace_is_told_of_the_notice() -> None:
    assert told(SLUG, "v3").found() == [("ODP-001", "publicite", "notice")]
    assert told(SLUG, "v3", {"/occupation/typeDemande": "renouvellement"}).found() == []


def test_the_town_puts_up_signs_only_where_it_says_so() -> None:
    asked = {"/circulation/signalisation": "commune"}
    assert told(SLUG, "v1", asked).found() == [("ODP-073", "enum", "error")]
    assert told(SLUG, "v1", asked, parameters={"signalisationParCommune": True}).found() == []


def test_insurance_is_asked_where_the_town_names_its_text_and_for_some_kinds_only() -> None:
    town = {"texteAssurance": "Règlement de voirie, article 12"}
    assert told(SLUG, "v2", parameters=town).document["assuranceDemandee"] is True
    assert told(SLUG, "v4", parameters=town).document["assuranceDemandee"] is False
    assert told(SLUG, "v2").document["assuranceDemandee"] is False


@pytest.mark.parametrize("name", ["v1", "v10"])
def test_a_page_whose_answers_do_not_make_the_fee_offers_no_button_to_work_it_out(
    tmp_path: Path, name: str
) -> None:
    with towns(tmp_path, now=told(SLUG, name).facts.now) as made:
        walker = Walker(made.client())
        walker.fill(CATALOGUE.get(SLUG), at_tilleray(told(SLUG, name).document))
        page = walker.page(next(one for one in walker.met if one.endswith("/tarif")))
    assert not page.xpath('//button[@value="calculer"]')
    assert ("25,00" in page.text_content()) is (name == "v1")


_ZONES = [{"code": "centre", "label": "Centre"}, {"code": "faubourgs", "label": "Faubourgs"}]
