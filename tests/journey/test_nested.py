"""A group inside a group's item, from the address of its pages to the words of its errors."""

from typing import Any

from werkzeug.datastructures import MultiDict

from engine.journey.bind import bind, room_for_one, size_groups
from engine.journey.flow import Stop, next_stop, stop_of, stops
from engine.journey.names import element_id, input_name, uncounted
from engine.journey.pointers import Place, places
from engine.journey.problems import Problem, problems
from engine.journey.removal import files_within, without_item, without_typed, without_visited
from engine.journey.settle import settle
from engine.journey.summary import about, summary, title_of
from engine.journey.words import Words
from tests.catalogue.test_nested import AID, FORM
from tests.journey.small import FACTS, NICE, form

TWO: dict[str, Any] = FORM.examples["v2"]["answers"]
WORDS = Words(AID.definition)


def stop(key: str) -> Stop:
    slug, _, ranks = key.partition("/")
    page = AID.definition.page(slug)
    assert page is not None
    return Stop(page, uncounted(ranks))


def keys(document: dict[str, Any]) -> list[str]:
    return [one.key for one in stops(AID, settle(AID, document, FACTS))]


def after(document: dict[str, Any], current: str, visited: set[str]) -> str | None:
    settled = settle(AID, document, FACTS)
    found = next_stop(AID, settled, stop(current), frozenset(visited), problems(AID, settled, FACTS))
    return found.key if found else None


def test_the_pages_of_an_item_come_together_then_those_of_the_next() -> None:
    assert keys(TWO) == [
        "debut", "projet",
        "projet/1", "details/1", "aides/1", "aides/1.1", "aides/1.2",
        "projet/2", "details/2",
    ]  # fmt: skip


def test_inputs_and_elements_carry_both_ranks() -> None:
    place = Place(("projets", 1, "aides", 0, "nom"))
    assert (input_name(place), place.ranks) == ("projets.1.aides.0.nom", (1, 0))
    assert element_id("AID-022", (1, 0)) == "AID-022-r2-1"
    assert element_id("AID-022", (1, 0), option="autre") == "AID-022-r2-1-o-autre"
    paths = [one.pointer for one in places(TWO, ("projets", "*", "aides", "*", "type"))]
    assert paths == ["/projets/0/aides/0/type", "/projets/0/aides/1/type"]


def test_an_inner_item_s_page_binds_its_own_ranks_only() -> None:
    posted = MultiDict({"projets.0.aides.1.montant": "8", "projets.0.aides.0.montant": "9"})
    read = bind(AID, stop("aides/1.2").page, (0, 1), posted, NICE)
    assert read.into({"projets": [{"aides": [{}, {}]}]}) == {"projets": [{"aides": [{}, {"montant": 8}]}]}


def test_what_the_outer_item_hides_goes_with_its_inner_items() -> None:
    projects = [{**TWO["projets"][0], "aide": False}, TWO["projets"][1]]
    settled = settle(AID, {**TWO, "projets": projects}, FACTS)
    assert settled["projets"][0] == {"intitule": "Fête du livre", "aide": False}


def test_a_problem_says_both_ranks_and_is_mended_on_its_own_page() -> None:
    wrong = settle(AID, {**TWO, "projets": [{**TWO["projets"][0], "aides": [{}, {"type": "autre"}]}]}, FACTS)
    found = [(one.code, one.keyword, one.ranks) for one in problems(AID, wrong, FACTS)]
    assert found == [("AID-021", "required", (0, 0)), ("AID-022", "required", (0, 1))]
    order = stops(AID, wrong)
    at = [stop_of(order, one) for one in problems(AID, wrong, FACTS)]
    assert [one.key for one in at if one] == ["aides/1.1", "aides/1.2"]
    group = stop_of(order, Problem("AID-020", "maxItems", "/projets/0/aides", (0,)))
    assert group is not None and group.key == "aides/1"  # noqa: PT018 -- one fact


def test_a_filled_item_leads_back_to_its_open_list_and_from_there_onward() -> None:
    order = keys(TWO)
    assert after(TWO, "aides/1.1", set(order) - {"aides/1"}) == "aides/1"
    assert after(TWO, "aides/1.1", set(order) - {"aides/1", "aides/1.2", "projet"}) == "aides/1"
    assert after(TWO, "aides/1.1", set(order) - {"details/2"}) == "details/2"
    assert after(TWO, "details/2", set(order) - {"projet", "debut"}) == "projet"
    assert after(TWO, "projet/1", set(order) - {"projet", "details/1"}) == "details/1"
    assert after(TWO, "projet", set(order)) is None


def test_a_group_has_room_up_to_its_size_and_is_not_filled_by_itself() -> None:
    assert room_for_one(AID, "AID-020", (0,), TWO)
    assert not room_for_one(AID, "AID-010", (), TWO)
    assert size_groups(AID, stop("projet").page, (), {"objet": "projet"}) == {"objet": "projet"}
    many = {"projets": [{"aide": True, "aides": [{"type": "autre"}] * 5}]}
    assert len(size_groups(AID, stop("aides").page, (0,), many)["projets"][0]["aides"]) == 3


def test_an_item_taken_away_takes_its_typed_text_and_the_next_ones_move_up() -> None:
    raw = {
        "projet": {"objet": ["x"]},
        "projet/1": {"projets.0.intitule": ["A"]},
        "projet/2": {"projets.1.intitule": ["B"]},
        "aides/2.1": {"projets.1.aides.0.nom": ["b1"]},
        "aides/2.2": {"projets.1.aides.1.nom": ["b2"]},
    }
    assert without_typed(AID, raw, "AID-010", (0,)) == {
        "projet": {"objet": ["x"]},
        "projet/1": {"projets.0.intitule": ["B"]},
        "aides/1.1": {"projets.0.aides.0.nom": ["b1"]},
        "aides/1.2": {"projets.0.aides.1.nom": ["b2"]},
    }
    assert without_typed(AID, raw, "AID-020", (1, 0)) == {
        **{key: raw[key] for key in ("projet", "projet/1", "projet/2")},
        "aides/2.1": {"projets.1.aides.0.nom": ["b2"]},
    }
    assert without_visited(AID, list(raw), "AID-010", (0,)) == [
        "projet",
        "projet/1",
        "aides/1.1",
        "aides/1.2",
    ]
    assert without_visited(AID, list(raw), "AID-020", (0, 0)) == list(raw)
    document = {"projets": [{"intitule": "A"}, {"intitule": "B"}]}
    assert without_item(AID, document, "AID-010", Place(("projets", 0))) == {"projets": [{"intitule": "B"}]}
    assert without_item(AID, document, "AID-010", Place(("projets", 7))) == {"projets": [{"intitule": "B"}]}


def test_the_files_of_an_item_are_found_at_any_depth() -> None:
    small = form(
        {
            "E-1": {"field": "/enfants", "widget": "group"},
            "E-2": {"field": "/enfants/*/photo", "widget": "files"},
            "E-3": {"field": "/enfants/*/soins", "widget": "group"},
            "E-4": {"field": "/enfants/*/soins/*/papier", "widget": "files"},
        }
    )
    child = {"photo": [{"id": "a"}], "soins": [{"papier": [{"id": "b"}]}, {}]}
    document = {"enfants": [{"photo": [{"id": "z"}]}, child]}
    assert [one["id"] for one in files_within(small, document, "E-1", Place(("enfants", 1)))] == ["a", "b"]


def test_titles_say_the_items_and_names_stand_in_words() -> None:
    settled = settle(AID, TWO, FACTS)

    def title(key: str) -> str:
        here = stop(key)
        return title_of(here, about(here, AID, WORDS, settled), settled)

    assert [title(one) for one in ("projet", "projet/2", "details/2", "aides/1", "aides/1.2")] == [
        "Vos projets", "Projet 2", "Projet 2 · Le détail", "Fête du livre : les aides", "Projet 1 · Aide 2",
    ]  # fmt: skip
    unnamed = Words(AID.definition).get("page.aides.title")
    assert unnamed == "le projet : les aides"


def test_an_error_names_the_item_it_is_about() -> None:
    settled = settle(AID, {**TWO, "projets": [TWO["projets"][0], {"intitule": "Chorale"}]}, FACTS)
    found = problems(AID, settled, FACTS)
    assert [WORDS.message(one, settled) for one in found] == ["Répondez pour Chorale, par exemple : oui."]


def test_the_summary_shows_each_item_with_its_ranks_and_the_totals() -> None:
    sections = summary(AID, settle(AID, TWO, FACTS), WORDS)
    lines = {(line.code, line.ranks): line for section in sections for line in section.lines}
    assert lines["AID-022", (0, 0)].value == ("Région",)
    assert lines["AID-023", (0, 1)].value == ("5",)
    assert lines["AID-900", (0,)].value == ("7",)
    assert lines["AID-012", (0,)].label == "Y a-t-il une aide pour Fête ?"
    assert ("AID-900", (1,)) not in lines
    assert not any(code in {"AID-010", "AID-020"} for code, _ranks in lines)
