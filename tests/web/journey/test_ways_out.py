"""The ways out of the school's and the sales' forms: each is reached, says where to go, and sends nothing."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.resources import forms_root
from tests.towns import CATALOGUE, settle_in, towns
from tests.walking import Walker, typed_values
from tests.web.journey.answering import parsed, text
from tests.web.journey.test_walks import at_home

SCHOOL, SALE = "inscription-scolaire-periscolaire", "vente-au-deballage"
#: The cases that the law exempts, or that are not the organiser's, in the order of the exits.
CASES = (
    "tournee",
    "enchere",
    "parcExposition",
    "feteForaineAgricole",
    "emplacementAutorise",
    "adherentsSeuls",
    "vendeurSeulement",
)
Change = Callable[[dict[str, Any]], object]


def outcome(folder: Path, slug: str, name: str, change: Change) -> tuple[str, str]:
    """Walk an example, changed, until a page leads out; give that page's address and words."""
    example = json.loads((forms_root() / slug / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    communes = {one["code"]: one["nom"] for one in example["facts"]["communes"]}
    answers, facts = at_home(example["answers"], communes), at_home(example["facts"], communes)
    change(answers)
    definition = CATALOGUE.get(slug)
    with towns(folder, now=datetime.fromisoformat(example["now"])) as made:
        settle_in(made.cities, folder / "cities" / "tilleray.toml", slug, facts | answers.pop("facts", {}))
        walker = Walker(made.client())
        here = walker.begin(slug)
        for _step in range(30):
            if "/sortie/" in here:
                return here, text(parsed(walker.client.get(here)))
            page = walker.page(here)
            buttons = page.xpath('//button[starts-with(@value, "ajouter:")]/@value')
            listed = page.xpath('//button[starts-with(@value, "retirer:")]')
            action = str(buttons[0]) if buttons and not listed else "continuer"
            reply = walker.send(here, typed_values(definition, answers, page), action=action)
            assert reply.status_code == 303, here
            here = str(reply.location)
    raise AssertionError(here)


@pytest.mark.parametrize(("rank", "case"), list(enumerate(CASES, 1)), ids=CASES)
def test_each_case_without_a_declaration_leads_out(tmp_path: Path, rank: int, case: str) -> None:
    where, said = outcome(tmp_path, SALE, "v4", lambda one: one["vente"].update(cas=case))
    assert where.endswith(f"/sortie/VAD-E{rank}")
    assert "Vous n’avez pas de déclaration à faire ici." in said
    assert "Rien n’a été envoyé." in said


def test_a_place_in_another_town_leads_to_its_town_hall(tmp_path: Path) -> None:
    elsewhere = {"codePostal": "06600", "commune": {"code": "06004", "nom": "Antibes"}}
    where, said = outcome(tmp_path, SALE, "v4", lambda one: one["lieu"]["adresse"].update(elsewhere))
    assert where.endswith("/sortie/VAD-E8")
    assert "Ce lieu est à Antibes" in said


def test_a_child_under_two_is_sent_to_the_nursery(tmp_path: Path) -> None:
    def younger(answers: dict[str, Any]) -> None:
        answers["enfants"][0].update(niveau="tps", dateNaissance="2025-12-20")

    where, said = outcome(tmp_path, SCHOOL, "v1", younger)
    assert where.endswith("/sortie/INS-E2")
    assert "crèche" in said


def test_registration_outside_its_dates_says_whom_to_write_to(tmp_path: Path) -> None:
    closed = {"code": "2029-2030", "label": "2029-2030", "from": "2029-02-01", "debut": "2029-09-01"}
    rows = {"lists": {"annees-scolaires": [{**closed, "fin": "2030-07-05"}]}}
    where, said = outcome(tmp_path, SCHOOL, "v1", lambda one: one.update(facts=rows))
    assert where.endswith("/sortie/INS-E6")
    assert "fermées" in said
    assert "tilleray.example" in said


@pytest.mark.parametrize("name", ["INS-E3", "INS-E4", "INS-E5"])
def test_what_the_town_does_not_run_is_a_link_on_the_first_page(tmp_path: Path, name: str) -> None:
    with towns(tmp_path) as made:
        walker = Walker(made.client())
        first = walker.page(walker.begin(SCHOOL))
        links = [str(one) for one in first.xpath("//main//a/@href") if str(one).endswith(f"/sortie/{name}")]
        assert len(links) == 1
        assert "Rien n’a été envoyé." in text(walker.page(links[0]))
