"""A question offers the rows of the town's list that are open, the form's own values around them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from engine.journey.facts import CityFacts, ListRow
from engine.journey.fields import Sheet, fields_of_page
from engine.journey.listed import admits, compile_list, passed
from engine.journey.listed import offered as rows_offered
from engine.journey.problems import problems
from engine.journey.words import Words
from engine.model import Json
from tests.journey.small import FACTS, form, question

ROWS = (
    ListRow("ferry", "École Jules-Ferry", None, None, {"niveaux": ["cp", "ce1"]}),
    ListRow("curie", "école Marie-Curie", None, None, {"niveaux": ["ps"]}),
    ListRow("zola", "École Zola", None, date(2026, 6, 30)),
    ListRow("demain", "École de demain", date(2027, 9, 1)),
)
TOWN = replace(FACTS, city=replace(FACTS.city, lists={"ecoles": ROWS}))
SECTOR = {"value": "secteur", "if": {"field": "/niveau", "present": True}}
WORDS = {"ESS-002.option.secteur": "l’école de mon secteur", "ESS-002.option.ailleurs": "ailleurs"}


def asking(widget: str = "radios", **more: Json) -> dict[str, Any]:
    return {"field": "/ecole", "widget": widget, "list": "ecoles", **more}


def offered(document: dict[str, Any], **more: Json) -> list[tuple[str, str]]:
    compiled = form({"ESS-001": {"field": "/niveau"}, "ESS-002": asking(**more)}, texts=WORDS)
    page = compiled.definition.pages[0]
    words = Words(compiled.definition, lists=TOWN.city.lists)
    sheet = Sheet(compiled, page, (), document, words, TOWN.city, today=TOWN.today)
    return [(one.value, one.label) for one in fields_of_page(sheet)[1].options]


def test_rows_open_today_are_offered_with_their_labels() -> None:
    open_ones = [("ferry", "École Jules-Ferry"), ("curie", "école Marie-Curie")]
    assert offered({}) == open_ones
    assert offered({}, widget="select") == open_ones


def test_a_row_withdrawn_since_is_still_offered_to_who_chose_it() -> None:
    assert [code for code, _ in offered({"ecole": "zola"})] == ["ferry", "curie", "zola"]


def test_national_values_stand_around_the_rows_while_their_condition_holds() -> None:
    more: dict[str, Any] = {"listFirst": [SECTOR], "listLast": ["ailleurs"]}
    assert [code for code, _ in offered({}, **more)] == ["ferry", "curie", "ailleurs"]
    with_level = offered({"niveau": "cp"}, **more)
    assert [with_level[0], with_level[-1]] == [
        ("secteur", "L’école de mon secteur"),
        ("ailleurs", "Ailleurs"),
    ]


def test_a_column_narrows_the_rows_by_an_answer() -> None:
    where = {"listWhere": {"niveaux": "/niveau"}}
    assert [code for code, _ in offered({"niveau": "cp"}, **where)] == ["ferry"]
    assert [code for code, _ in offered({"niveau": "cm2", "ecole": "zola"}, **where)] == ["zola"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"niveau": "cp", "ecole": "ferry"}, []),
        ({"ecole": "zola"}, []),
        ({"niveau": "cp", "ecole": "secteur"}, []),
        ({"ecole": "secteur"}, ["dansListe"]),
        ({"ecole": "demain"}, ["dansListe"]),
        ({"ecole": "inconnue"}, ["dansListe"]),
        ({"niveau": "cp", "ecole": "curie"}, ["dansListe"]),
        ({"ecole": ["ferry", "zola", "ailleurs"]}, []),
        ({"ecole": ["ferry", "inconnue"]}, ["dansListe"]),
    ],
)
def test_an_answer_is_a_row_or_a_national_value(document: dict[str, Any], expected: list[str]) -> None:
    more: dict[str, Any] = {
        "listFirst": [SECTOR],
        "listLast": ["ailleurs"],
        "listWhere": {"niveaux": "/niveau"},
    }
    compiled = form({"ESS-001": {"field": "/niveau"}, "ESS-002": asking(**more)})
    assert [one.keyword for one in problems(compiled, document, TOWN)] == expected


def test_a_row_s_label_is_the_answer_s_words() -> None:
    compiled = form({"ESS-002": asking()}, texts=WORDS)
    words = Words(compiled.definition, lists=TOWN.city.lists)
    assert words.option("ESS-002", "curie") == "École Marie-Curie"
    assert words.option("ESS-002", "secteur") == "L’école de mon secteur"
    assert words.option("ESS-002", "inconnue") == "Inconnue"


def test_a_row_whose_day_is_gone_by_is_offered_to_nobody_not_even_to_who_chose_it() -> None:
    rows = tuple(
        ListRow(code, code, values={"jour": day})
        for code, day in (("b", "2026-11-26"), ("a", "2026-11-24"), ("gone", "2026-11-23"))
    )
    city = CityFacts("Nice", (), {"creneaux": rows})
    listed = compile_list(question("radios", list_name="creneaux", list_day="jour"))
    assert listed is not None
    today = date(2026, 11, 24)
    assert list(rows_offered(listed, {}, None, city, today, frozenset({"gone"}))) == ["a", "b"]
    assert not admits(listed, "gone", {}, None, city, today)
    assert passed(listed, "gone", city, today)
    assert not passed(listed, "a", city, today)
    assert not passed(listed, "unknown", city, today)
