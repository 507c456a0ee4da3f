"""Which page comes next, before, or instead."""

from typing import Any

from engine.journey.compiled import program
from engine.journey.flow import Stop, exit_from, next_stop, previous_stop, stop_of, stops
from engine.journey.names import uncounted
from engine.journey.problems import Problem, problems
from engine.journey.settle import settle
from tests.journey.small import FACTS
from tests.journey.test_problems import example
from tests.towns import CATALOGUE

ACTE = program(CATALOGUE.get("acte-etat-civil"))


def keys(document: dict[str, Any]) -> list[str]:
    return [one.key for one in stops(ACTE, document)]


def stop(key: str) -> Stop:
    slug, _, rank = key.partition("/")
    page = ACTE.definition.page(slug)
    assert page is not None
    return Stop(page, uncounted(rank))


def after(document: dict[str, Any], current: str, visited: set[str]) -> str | None:
    found = next_stop(ACTE, document, stop(current), frozenset(visited), problems(ACTE, document, FACTS))
    return found.key if found else None


def test_only_pages_that_ask_something_are_stops_each_item_on_its_own() -> None:
    assert keys(settle(ACTE, example("v1"), FACTS)) == [
        "acte", "lieu", "qualite", "identite", "parents", "parents/1", "parents/2",
        "adresse", "contact", "envoi", "documents", "attestation",
    ]  # fmt: skip
    assert "profession" in keys(settle(ACTE, example("v5"), FACTS))
    assert "parents" not in keys(settle(ACTE, example("v3"), FACTS))


def test_the_next_page_is_the_first_not_visited() -> None:
    document = settle(ACTE, {"typeActe": "naissance", "natureActe": "copieIntegrale"}, FACTS)
    assert after(document, "acte", {"acte"}) == "lieu"
    assert after(document, "acte", {"acte", "lieu"}) == "lieu", "a page with an error is still to do"


def test_a_change_from_the_summary_returns_to_the_summary() -> None:
    document = settle(ACTE, example("v5"), FACTS)
    assert after(document, "identite", set(keys(document))) is None


def test_a_change_that_opens_a_page_goes_there_first() -> None:
    document = settle(ACTE, {**example("v1"), "qualiteDemandeur": "professionnel"}, FACTS)
    visited = set(keys(settle(ACTE, example("v1"), FACTS)))
    assert after(document, "qualite", visited) == "profession"


def test_a_page_before_that_is_open_is_asked_last() -> None:
    document = settle(ACTE, example("v6"), FACTS)
    visited = set(keys(document)) - {"acte"}
    assert after(document, keys(document)[-1], visited) == "acte"


def test_back_follows_the_order_of_the_stops() -> None:
    order = stops(ACTE, settle(ACTE, example("v1"), FACTS))
    assert previous_stop(order, order[0]) is None
    assert [previous_stop(order, one) for one in order[1:]] == order[:-1]
    assert previous_stop(order, stop("deces")) is None


def test_a_problem_is_mended_on_the_page_that_asks() -> None:
    order = stops(ACTE, settle(ACTE, example("v1"), FACTS))
    found = [
        stop_of(order, Problem("PAR-002", "required", "/parents/1/nomNaissance", (1,))),
        stop_of(order, Problem("PAR-000", "minItems", "/parents")),
        stop_of(order, Problem("IDE-002", "required", "/demandeur/nomNaissance")),
    ]
    assert [one.key for one in found if one] == ["parents/2", "parents", "identite"]
    assert stop_of(order, Problem("ACT-901", "required", "/acteAncien")) is None


def test_a_way_out_is_taken_on_leaving_its_pages_and_at_the_summary() -> None:
    abroad = settle(ACTE, {"typeActe": "naissance", "survenuEnFrance": False}, FACTS)
    lieu, acte = stop("lieu").page, stop("acte").page
    assert getattr(exit_from(ACTE, abroad, lieu), "id", None) == "S1"
    assert exit_from(ACTE, abroad, acte) is None
    assert getattr(exit_from(ACTE, abroad, None), "id", None) == "S1"
    assert exit_from(ACTE, settle(ACTE, example("v1"), FACTS), None) is None
