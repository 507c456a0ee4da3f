"""A post is read whole, shown or not; a group takes the size that its answers give."""

from werkzeug.datastructures import MultiDict

from engine.journey.bind import Bound, asked, bind, size_groups, with_defaults
from engine.journey.compiled import program
from engine.journey.pointers import Ranks
from engine.journey.settle import settle
from engine.model import Page
from tests.journey.small import FACTS, NICE, form
from tests.journey.test_problems import example
from tests.towns import CATALOGUE

ACTE = program(CATALOGUE.get("acte-etat-civil"))


def page(slug: str) -> Page:
    found = ACTE.definition.page(slug)
    assert found is not None
    return found


def bound(slug: str, ranks: Ranks = (), **posted: str | list[str]) -> Bound:
    names = {name.replace("__", "."): value for name, value in posted.items()}
    return bind(ACTE, page(slug), ranks, MultiDict(names), NICE)


def test_every_question_of_the_page_is_read_and_the_text_is_kept_as_typed() -> None:
    read = bound("identite", demandeur__nomNaissance="  Le  Goff ", demandeur__dateNaissance__annee="1962")
    assert {place.pointer: value for place, value in read.values.items()} == {
        "/demandeur/civilite": None,
        "/demandeur/nomNaissance": "Le Goff",
        "/demandeur/nomUsage": None,
        "/demandeur/prenoms": None,
        "/demandeur/dateNaissance": "1962",
    }
    assert read.raw == {
        "demandeur.nomNaissance": ["  Le  Goff "],
        "demandeur.dateNaissance.annee": ["1962"],
    }


def test_an_emptied_input_takes_the_answer_away_and_leaves_the_others() -> None:
    document = {"demandeur": {"nomNaissance": "X", "nomUsage": "Y"}, "typeActe": "deces"}
    read = bound("identite", demandeur__nomNaissance="", demandeur__prenoms="Z")
    assert read.into(document) == {"demandeur": {"prenoms": "Z"}, "typeActe": "deces"}


def test_names_that_the_page_does_not_have_are_ignored() -> None:
    read = bound("acte", typeActe="deces", identiteVerifiee="oui", data="x", _csrf="y", action="deposer")
    assert read.raw == {"typeActe": ["deces"]}
    assert set(read.into({})) == {"typeActe"}


def test_a_question_called_like_a_part_of_wtforms_is_bound() -> None:
    odd = form({"A-1": {"field": "/data"}, "A-2": {"field": "/errors"}})
    read = bind(odd, odd.definition.pages[0], (), MultiDict({"data": "a", "errors": "b"}), NICE)
    assert read.into({}) == {"data": "a", "errors": "b"}


def test_an_item_s_page_binds_its_own_rank_only() -> None:
    read = bound("parents", (1,), parents__1__nomNaissance="B", parents__0__nomNaissance="A")
    assert read.into({"parents": [{}, {}]}) == {"parents": [{}, {"nomNaissance": "B"}]}


def test_two_posts_of_one_page_do_not_mix() -> None:
    assert bound("acte", typeActe="deces").raw == {"typeActe": ["deces"]}
    assert bound("acte", natureActe="copieIntegrale").raw == {"natureActe": ["copieIntegrale"]}


def test_a_group_takes_its_size_and_loses_it_when_it_is_hidden() -> None:
    document = settle(ACTE, {**example("v1"), "parents": []}, FACTS)
    sized = size_groups(ACTE, page("parents"), (), document)
    assert sized["parents"] == [{}, {}]
    one = size_groups(ACTE, page("parents"), (), settle(ACTE, {**sized, "filiation": "unParent"}, FACTS))
    assert one["parents"] == [{}]
    none = size_groups(ACTE, page("parents"), (), settle(ACTE, {**one, "filiation": "inconnue"}, FACTS))
    assert "parents" not in none
    assert size_groups(ACTE, page("acte"), (), {"a": 1}) == {"a": 1}


def test_defaults_are_shown_and_give_way_to_an_answer() -> None:
    assert with_defaults(ACTE, page("envoi"), (), {})["nombreExemplaires"] == 1
    assert with_defaults(ACTE, page("envoi"), (), {"nombreExemplaires": 3})["nombreExemplaires"] == 3


def test_a_page_whose_condition_fails_asks_nothing() -> None:
    assert asked(ACTE, page("profession"), (), {}) == []
    assert [one.code for one, _place in asked(ACTE, page("acte"), (), {})] == ["ACT-001", "ACT-002"]
