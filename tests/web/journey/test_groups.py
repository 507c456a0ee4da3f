"""Items that a person adds and takes away, in a group and in a group inside an item."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine.model import Definition
from engine.resources import forms_root
from engine.store.drafts import DraftBody
from tests.towns import CATALOGUE, Towns
from tests.walking import Walker, addition, errors_of, typed_values
from tests.web.journey.answering import draft_of, parsed, text

SLUG = "subvention-association"
SUB: Definition = CATALOGUE.get(SLUG)


def answers(name: str) -> dict[str, Any]:
    path = forms_root() / SLUG / "examples" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").replace("06088", "03990"))["answers"]
    found["siege"]["commune"]["nom"] = "Tilleray"
    return found


@pytest.fixture
def at(walker: Walker) -> str:
    """Give the address of a draft whose pages before the budget are filled."""
    here = walker.begin(SLUG)
    wanted = answers("v2")
    for _step in range(20):
        if here.split("?")[0].endswith("/charges"):
            return here.removesuffix("/charges")
        reply = walker.send(here, typed_values(SUB, wanted, walker.page(here)))
        assert reply.status_code == 303, (here, errors_of(reply))
        here = str(reply.location)
    raise AssertionError(here)


def body(both: Towns, at: str) -> DraftBody:
    return draft_of(both, at).body


def tail(reply: TestResponse) -> str:
    assert reply.status_code == 303, errors_of(reply)
    return str(reply.location).split("/d/")[1].split("/", 1)[1]


def project(walker: Walker, at: str, rank: int, name: str) -> None:
    values = {"intitule": name, "objectifs": "Lire.", "description": "Des lectures."}
    typed = {f"projets.{rank - 1}.{key}": value for key, value in values.items()}
    assert tail(walker.send(f"{at}/projet/{rank}", typed)) == f"public/{rank}"


def test_adding_goes_to_the_item_s_own_page_and_filling_it_comes_back_to_the_list(
    walker: Walker, at: str
) -> None:
    assert tail(walker.send(f"{at}/produits", {}, "ajouter:SUB-229")) == "produits/1"
    line = {"financeur": "region", "montantEuros": "8000", "statut": "acquis"}
    typed = {f"budget.produits.subventions.0.{key}": value for key, value in line.items()}
    assert tail(walker.send(f"{at}/produits/1", typed)) == "produits"
    page = walker.page(f"{at}/produits")
    assert "Financeur 1 La région, 8 000 €" in text(page)
    assert page.xpath('//main//a[starts-with(text(), "Modifier")]/@href') == [f"{at}/produits/1"]


def test_a_total_that_does_not_fit_is_said_on_the_last_page_that_shows_it(walker: Walker, at: str) -> None:
    assert tail(walker.send(f"{at}/charges", {"budget.charges.achatsEuros": "500"})) == "produits"
    reply = walker.send(f"{at}/produits", {"budget.produits.ventesEuros": "300"})
    assert reply.status_code == 422
    assert errors_of(reply)[0].startswith("SUB-250 Les charges (500")
    assert parsed(reply).xpath('//*[@id="SUB-250"]')
    assert tail(walker.send(f"{at}/produits", {"budget.produits.ventesEuros": "500"})) == "aides-nature"


def test_totals_are_worked_out_on_the_page_without_leaving_it(walker: Walker, at: str) -> None:
    assert tail(walker.send(f"{at}/charges", {"budget.charges.achatsEuros": "1500"}, "calculer")) == "charges"
    assert "Total de ce qui sort 1 500 €" in text(walker.page(f"{at}/charges"))


def test_while_a_required_group_is_empty_its_main_button_is_the_one_that_adds(
    walker: Walker, at: str
) -> None:
    def quiet() -> list[str]:
        buttons = walker.page(f"{at}/projet").xpath(
            '//form[@id="reponses"]//button[contains(@class, "quiet")]'
        )
        return [one.get("value").partition(":")[0] for one in buttons]

    assert quiet() == ["continuer"]
    assert tail(walker.send(f"{at}/projet", {}, "ajouter:SUB-069")) == "projet/1"
    assert quiet() == ["retirer", "ajouter"]


def test_an_empty_required_group_asks_for_an_item(walker: Walker, at: str) -> None:
    reply = walker.send(f"{at}/projet", {})
    assert reply.status_code == 422
    assert errors_of(reply) == ["SUB-069 Ajoutez de 1 à 5 projets, par exemple : un projet."]


def test_what_was_typed_and_visited_moves_up_with_the_items(both: Towns, walker: Walker, at: str) -> None:
    for rank, name in ((1, "Fête"), (2, "Chorale")):
        assert tail(walker.send(f"{at}/projet", {}, "ajouter:SUB-069")) == f"projet/{rank}"
        project(walker, at, rank, name)
    assert tail(walker.send(f"{at}/projet-subventions/2", {}, "ajouter:SUB-329")) == "projet-subventions/2.1"
    walker.send(f"{at}/projet-subventions/2.1", {"projets.1.budget.produits.subventions.0.nom": "  Caf "})
    assert tail(walker.send(f"{at}/projet", {}, "retirer:SUB-069.0")) == "projet"
    kept = body(both, at)
    assert [one["intitule"] for one in kept.document["projets"]] == ["Chorale"]
    assert kept.raw["projet/1"]["projets.0.intitule"] == ["Chorale"]
    assert kept.raw["projet-subventions/1.1"]["projets.0.budget.produits.subventions.0.nom"] == ["  Caf "]
    assert not any("/2" in key for key in (*kept.raw, *kept.visited))
    assert "projet/1" in kept.visited
    assert text(walker.page(f"{at}/public/1")).count("Projet 1 · Pour qui, où, quand") >= 1
    assert "Chorale : ce qui sort" in text(walker.page(f"{at}/projet-charges/1"))


def test_a_full_group_offers_no_more_and_a_posted_one_changes_nothing(
    both: Towns, walker: Walker, at: str
) -> None:
    for _item in range(5):
        walker.send(f"{at}/projet", {}, "ajouter:SUB-069")
    page = walker.page(f"{at}/projet")
    assert not page.xpath('//button[starts-with(@value, "ajouter:")]')
    assert page.xpath('//*[@id="SUB-069"]'), "the error summary still leads somewhere"
    walker.send(f"{at}/projet", {}, "ajouter:SUB-069")
    assert len(body(both, at).document["projets"]) == 5


@pytest.mark.parametrize(
    "odd", ["retirer:SUB-069.9", "retirer:SUB-069.x", "ajouter:SUB-329", "retirer:SUB-001.0"]
)
def test_a_button_that_is_not_of_the_page_changes_nothing(
    both: Towns, walker: Walker, at: str, odd: str
) -> None:
    walker.send(f"{at}/projet", {}, "ajouter:SUB-069")
    before = body(both, at)
    walker.send(f"{at}/projet", {}, odd)
    after = body(both, at)
    assert (after.document, after.visited) == (before.document, before.visited)


@pytest.mark.parametrize(
    "odd", ["projet/0", "projet/01", "projet/1.0", "projet-subventions/1.1.1", "projet/-1"]
)
def test_an_address_that_no_item_can_have_is_no_page(walker: Walker, at: str, odd: str) -> None:
    assert walker.client.get(f"{at}/{odd}").status_code == 404


def test_an_item_that_is_not_there_leads_to_what_is_open(walker: Walker, at: str) -> None:
    assert walker.client.get(f"{at}/projet-subventions/4.2").status_code == 303


def test_a_page_that_a_later_answer_made_wrong_says_so_when_it_is_shown(walker: Walker) -> None:
    wanted = answers("v1")
    wanted["budget"]["produits"]["subventions"][0]["montantEuros"] = 700
    wanted["budget"]["produits"]["ventesEuros"] += 100
    here = walker.begin(SLUG)
    for _step in range(30):
        reply = walker.send(here, *_typed(walker, wanted, here))
        assert reply.status_code == 303, (here, errors_of(reply))
        here = str(reply.location)
        if here.endswith("/montant") and "/engagements" in walker.met[-1]:
            break
        walker.met.append(here)
    page = text(walker.page(here))
    assert "Le montant demandé doit être celui de la ligne « notre commune » du budget (700 €)." in page
    assert "est à corriger" in page
    assert "est à corriger" not in text(walker.page(here.replace("/montant", "/demande")))


def _typed(walker: Walker, wanted: dict[str, Any], here: str) -> tuple[dict[str, Any], str]:
    page = walker.page(here)
    return typed_values(SUB, wanted, page), addition(SUB, wanted, here, page)
