"""Names of inputs and ids of elements are public: FORMAT points 5 and 6."""

import pytest

from engine.journey.bind import place_on
from engine.journey.names import element_id, input_name, page_key
from engine.journey.pointers import Place, drop_empty, get, places, put, remove
from tests.journey.small import question


def test_inputs_count_items_from_zero() -> None:
    assert input_name(Place(("parents", 0, "nomNaissance"))) == "parents.0.nomNaissance"
    assert input_name(Place(("demandeur", "dateNaissance")), "jour") == "demandeur.dateNaissance.jour"


def test_elements_say_ranks_from_one() -> None:
    assert element_id("ENF-004") == "ENF-004"
    assert element_id("ENF-004", (1,)) == "ENF-004-r2"
    assert element_id("ENF-004", (0,), "jour") == "ENF-004-r1-jour"
    assert element_id("ENF-004", option="non") == "ENF-004-o-non"


def test_a_page_of_an_item_is_named_from_one() -> None:
    assert page_key("parents") == "parents"
    assert page_key("parents", (1,)) == "parents/2"


def test_a_place_is_found_for_each_item() -> None:
    document = {"parents": [{"nom": "A"}, {}]}
    found = list(places(document, ("parents", "*", "nom")))
    assert [(one.path, one.ranks) for one in found] == [
        (("parents", 0, "nom"), (0,)),
        (("parents", 1, "nom"), (1,)),
    ]
    assert [get(document, one.path) for one in found] == ["A", None]
    assert found[1].pointer == "/parents/1/nom"
    assert list(places({"parents": "texte"}, ("parents", "*", "nom"))) == []


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, ("a", "b")),
        ({"a": "texte"}, ("a", "b")),
        ({"a": []}, ("a", 0)),
        ({"a": [1]}, ("a", -1)),
        ({"a": {"b": 1}}, ("a", 0)),
        ({"a": None}, ("a", "b")),
        ([], ("a",)),
    ],
)
def test_what_is_not_there_is_absent(document: object, path: tuple[str | int, ...]) -> None:
    assert get(document, path) is None


def test_answers_are_put_and_taken_away() -> None:
    document = {"a": "écrasé", "items": [{}]}
    put(document, ("a", "b", "c"), 1)
    put(document, ("items", 0, "nom"), "X")
    assert document == {"a": {"b": {"c": 1}}, "items": [{"nom": "X"}]}
    remove(document, ("a", "b", "c"))
    remove(document, ("a", "rien"))
    remove(document, ("nulle", "part"))
    assert document == {"a": {"b": {}}, "items": [{"nom": "X"}]}


def test_empty_values_go_but_an_empty_item_keeps_its_rank() -> None:
    assert drop_empty({"a": "", "b": {}, "c": {"d": [""]}, "e": False, "f": 0}) == {"e": False, "f": 0}
    assert drop_empty({"items": [{}, {"nom": "B"}]}) == {"items": [{}, {"nom": "B"}]}
    assert drop_empty({"a": ""}) is None


def test_a_question_outside_the_group_has_no_rank_on_an_item_s_page() -> None:
    assert place_on(question("text"), (1,)) == Place(("reponse",))
