"""Every word of an expression gives what the reference says, and nothing when what it needs is absent."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journey.expressions import KINDS, UnknownExpression, compile_expression
from engine.journey.facts import Facts, ListRow
from engine.model import Json
from tests.journey.small import FACTS, form

DOCUMENT: dict[str, Any] = {
    "n": 3,
    "m": 4,
    "x": 1.5,
    "mot": "terrasse",
    "vrai": True,
    "debut": "2026-12-01",
    "fin": "2026-12-31",
    "an": "2027",
    "ouvre": "22:30",
    "ferme": "01:00",
    "ne": "2008-11-25",
    "jours": ["lundi", "mardi"],
    "projets": [{"montant": 10, "lots": [{"prix": 1}, {"prix": 2}]}, {"montant": 5, "sur": True}, {}],
}
ROWS = (
    ListRow("partout", "Partout", None, None, {"nature": "terrasse", "prix": 100}),
    ListRow("centre", "Centre", None, None, {"nature": "terrasse", "zone": "centre", "prix": 250}),
    ListRow("hier", "Hier", None, date(2026, 11, 23), {"nature": "terrasse", "zone": "centre", "prix": 999}),
    ListRow("plus-tard", "Plus tard", date(2027, 1, 1), None, {"nature": "benne", "prix": 7}),
)
BRACKETS = (
    ListRow("a", "A", None, None, {"plafond": 400, "usages": ["cantine"]}),
    ListRow("b", "B", None, None, {"plafond": 800, "usages": ["cantine", "soir"]}),
    ListRow("c", "C"),
)
HOLIDAYS = (ListRow("noel", "Noël", date(2026, 12, 19), date(2027, 1, 3)),)
CITY = replace(FACTS.city, lists={"tarifs": ROWS, "tranches": BRACKETS, "vacances": HOLIDAYS})
TOWN = replace(FACTS, city=CITY)


def copy(key: str) -> dict[str, str]:
    return {"copy": f"/{key}"}


def value(
    expression: Any,  # noqa: ANN401 -- an expression
    document: dict[str, Any] | None = None,
    facts: Facts = TOWN,
    parameters: dict[str, Json] | None = None,
    item: Json = None,
) -> Json:
    definition = replace(form({}).definition, parameters=parameters or {})
    return compile_expression(expression)(DOCUMENT if document is None else document, item, facts, definition)


N, M, WORD, ABSENT = copy("n"), copy("m"), copy("mot"), copy("absent")
START, END, YEAR = copy("debut"), copy("fin"), copy("an")
#: expression → what it gives.
GIVES: list[tuple[Any, Json]] = [
    ({"const": ["a"]}, ["a"]),
    (N, 3),
    ({"copy": "/projets/*/montant"}, [10, 5]),
    ({"copy": "/projets/*/lots/*/prix"}, [1, 2]),
    ({"copy": "/projets/*/absent"}, None),
    ({"tree": {"field": "/n", "ge": 3}}, True),
    ({"case": [{"if": {"field": "/n", "is": 4}, "value": {"const": "a"}}, {"value": {"const": "b"}}]}, "b"),
    ({"case": [{"if": {"field": "/n", "is": 4}, "value": {"const": "a"}}]}, None),
    ({"first": [ABSENT, N, M]}, 3),
    ({"first": [ABSENT]}, None),
    ({"sum": [N, ABSENT, M]}, 7),
    ({"sum": [ABSENT]}, None),
    ({"sum": [{"copy": "/projets/*/montant"}, {"const": 1}]}, 16),
    ({"sum": [copy("x"), {"const": 0.1}, {"const": 0.2}]}, 1.8),
    ({"sum": [copy("vrai"), N]}, 3),
    ({"product": [N, M]}, 12),
    ({"product": [N, ABSENT]}, None),
    ({"minus": [N, M]}, -1),
    ({"minus": [N, ABSENT]}, None),
    ({"divide": [N, {"const": 2}]}, 2),
    ({"divide": [{"const": -3}, {"const": 2}]}, -2),
    ({"divide": [N, M], "round": "up"}, 1),
    ({"divide": [N, M], "round": "down"}, 0),
    ({"divide": [{"const": 1}, {"const": 3}], "decimals": 2}, 0.33),
    ({"divide": [{"const": 0.07}, {"const": 0.01}], "round": "up"}, 7),
    ({"divide": [N, {"const": 0}]}, None),
    ({"divide": [N, ABSENT]}, None),
    ({"most": [N, M, ABSENT]}, 4),
    ({"least": [START, END]}, "2026-12-01"),
    ({"most": [ABSENT]}, None),
    ({"number": "/projets"}, 3),
    ({"number": "/absent"}, 0),
    ({"number": "/jours"}, 2),
    ({"number": "/projets/*/lots"}, 2),
    ({"number": "/projets", "where": {"field": "./montant", "ge": 6}}, 1),
    ({"number": "list:tarifs"}, 2),
    ({"number": "list:tarifs", "match": {"zone": {"const": "port"}}}, 1),
    ({"number": "list:absente"}, 0),
    ({"total": "/projets", "value": {"product": [{"copy": "./montant"}, N]}}, 45),
    ({"total": "/projets", "value": {"total": "./lots", "value": {"copy": "./prix"}}}, 3),
    ({"total": "/absent", "value": {"copy": "./montant"}}, None),
    ({"days": [START, END]}, 30),
    ({"days": [START, START]}, 0),
    ({"days": [YEAR, END]}, None),
    ({"minutes": [copy("ouvre"), copy("ferme")], "overnight": True}, 150),
    ({"minutes": [copy("ferme"), copy("ouvre")]}, 1290),
    ({"minutes": [copy("mot"), copy("ouvre")]}, None),
    ({"weekdays": [START, END], "among": ["mardi"]}, 5),
    ({"weekdays": [START, END], "among": "/jours"}, 9),
    ({"weekdays": [START, END], "among": ["mardi"], "except": ["2026-12-08"]}, 4),
    ({"weekdays": [START, END], "among": ["mardi"], "except": "list:vacances"}, 3),
    ({"weekdays": [START, YEAR], "among": ["mardi"]}, None),
    ({"weekdays": [{"const": "0001-01-01"}, END], "among": ["mardi"]}, None),
    ({"weekday": START}, "mardi"),
    ({"weekday": YEAR}, None),
    ({"shift": START, "days": 8}, "2026-12-09"),
    ({"shift": END, "months": 2}, "2027-02-28"),
    ({"shift": START, "years": N}, "2029-12-01"),
    ({"shift": START, "days": ABSENT}, None),
    ({"shift": START, "days": 10**9}, None),
    ({"shift": {"shift": END, "months": 2}, "days": {"minus": [{"const": 0}, {"const": 1}]}}, "2027-02-27"),
    ({"today": True}, "2026-11-24"),
    ({"year": YEAR}, 2027),
    ({"year": WORD}, None),
    ({"age": copy("ne")}, 17),
    ({"age": copy("ne"), "on": START}, 18),
    ({"age": {"const": "2008"}}, 18),
    ({"age": START}, None),
    ({"compare": [N, "lt", M]}, True),
    ({"compare": [N, "ge", M]}, False),
    ({"compare": [N, "is", {"const": 3.0}]}, True),
    ({"compare": [copy("vrai"), "is", {"const": 1}]}, False),
    ({"compare": [copy("vrai"), "isNot", {"const": 1}]}, True),
    ({"compare": [START, "le", END]}, True),
    ({"compare": [END, "le", START]}, False),
    ({"compare": [{"const": "2026-12"}, "ge", END]}, True),
    ({"compare": [{"const": "2026"}, "lt", {"const": "2026-01-01"}]}, False),
    ({"compare": [copy("ouvre"), "gt", copy("ferme")]}, True),
    ({"compare": [ABSENT, "isNot", N]}, False),
    ({"compare": [WORD, "lt", N]}, False),
    ({"text": [WORD, ABSENT, N], "between": ", "}, "terrasse, 3"),
    ({"text": [ABSENT]}, None),
    ({"row": "tarifs", "match": {"nature": WORD, "zone": {"const": "centre"}}, "give": "prix"}, 250),
    ({"row": "tarifs", "match": {"nature": WORD, "zone": {"const": "port"}}, "give": "prix"}, 100),
    ({"row": "tarifs", "match": {"nature": WORD, "zone": ABSENT}, "give": "label"}, "Partout"),
    ({"row": "tarifs", "match": {"nature": {"const": "benne"}}, "give": "prix"}, None),
    (
        {
            "row": "tarifs",
            "match": {"nature": {"const": "benne"}},
            "on": {"const": "2027-05-01"},
            "give": "code",
        },
        "plus-tard",
    ),
    (
        {
            "row": "tarifs",
            "match": {"code": {"const": "plus-tard"}},
            "on": {"const": "2027-05-01"},
            "give": "from",
        },
        "2027-01-01",
    ),
    ({"row": "tarifs", "on": ABSENT, "give": "code"}, None),
    ({"row": "tranches", "match": {"plafond": {"ge": {"const": 500}}}, "give": "code"}, "b"),
    ({"row": "tranches", "match": {"plafond": {"ge": {"const": 900}}}, "give": "code"}, "c"),
    ({"row": "tranches", "match": {"usages": {"const": "soir"}}, "give": "code"}, "b"),
    ({"in": [{"const": "lundi"}, "/jours"]}, True),
    ({"in": [{"const": "jeudi"}, "/jours"]}, False),
    ({"in": [{"const": "centre"}, "list:tarifs"]}, True),
    ({"in": [{"const": "hier"}, "list:tarifs"]}, False),
    ({"in": [copy("jours"), {"const": ["mardi", "jeudi"]}]}, True),
    ({"in": [ABSENT, "/jours"]}, False),
    ({"parameter": "absent"}, None),
    ({"fn": "aujourdhui"}, "2026-11-24"),
    ({"case": [{"when": {"compare": [N, "gt", M]}, "value": N}, {"when": {"const": True}, "value": M}]}, 4),
    ({"case": [{"when": ABSENT, "value": N}]}, None),
    ({"case": [{"if": {"field": "/n", "is": 3}, "when": {"const": False}, "value": N}]}, None),
    ({"digits": {"const": "2027-2028"}, "at": 1, "count": 4}, 2027),
    ({"digits": {"const": "2027-2028"}, "at": 6, "count": 4}, 2028),
    ({"digits": {"const": "2027-2028"}, "at": 7, "count": 4}, None),
    ({"digits": {"const": "abcd"}, "at": 1, "count": 2}, None),
    ({"position": {"const": "ms"}, "among": ["ps", "ms", "gs"]}, 1),
    ({"position": ABSENT, "among": ["ps", "ms", "gs"]}, None),
    ({"column": "tarifs", "give": "prix"}, [100, 250]),
    ({"most": [{"column": "tarifs", "give": "prix"}]}, 250),
    ({"column": "absente", "give": "prix"}, None),
    (
        {
            "each": "/projets",
            "give": [
                {"item": {"rang": {"rank": True}, "prix": {"copy": "./montant"}}},
                {"if": {"field": "./sur", "is": True}, "item": {"rang": {"const": 9}, "prix": N}},
            ],
        },
        [{"rang": 1, "prix": 10}, {"rang": 2, "prix": 5}, {"rang": 9, "prix": 3}],
    ),
    ({"each": "/absent", "give": [{"item": {"rang": {"rank": True}}}]}, None),
    ({"rank": True}, None),
    ({"object": {"code": {"const": "a"}, "prix": N}}, {"code": "a", "prix": 3}),
    ({"object": {"code": {"const": "a"}, "prix": ABSENT}}, None),
    (
        {
            "lines": [
                {"object": {"rang": {"const": 0}}},
                {"object": {"rang": ABSENT}},
                {"each": "/projets", "give": [{"item": {"rang": {"rank": True}}}]},
            ]
        },
        [{"rang": 0}, {"rang": 1}, {"rang": 2}, {"rang": 3}],
    ),
    ({"lines": [ABSENT]}, None),
]


@pytest.mark.parametrize(("expression", "expected"), GIVES, ids=lambda one: str(one)[:70])
def test_an_expression_gives_its_value(expression: Any, expected: Json) -> None:  # noqa: ANN401 -- an expression
    found = value(expression)
    assert found == expected
    assert isinstance(found, bool) is isinstance(expected, bool)


def test_every_word_is_tried_here() -> None:
    assert {kind for kind in KINDS for expression, _ in GIVES if kind in expression} == set(KINDS)


def test_a_parameter_may_differ_by_answer() -> None:
    read = {"parameter": "delai", "for": WORD}
    assert value(read, parameters={"delai": 15}) == 15
    assert value(read, parameters={"delai": {"terrasse": 30, "defaut": 15}}) == 30
    assert value(read, parameters={"delai": {"benne": 5, "defaut": 15}}) == 15
    assert value(read, parameters={"delai": {"benne": 5}}) is None
    assert value({"parameter": "delai"}, parameters={"delai": {"terrasse": 30, "defaut": 15}}) == 15


def test_an_item_is_read_beside_the_document() -> None:
    inside = {"sum": [{"copy": "./montant"}, N]}
    assert value(inside, item={"montant": 4}) == 7
    assert value({"number": "./lots"}, item={"lots": [{}, {}]}) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"inconnu": 1},
        {"minus": [N]},
        {"divide": [N, M], "round": "loin"},
        {"compare": [N, "about", M]},
        {"fn": "rien"},
    ],
)
def test_what_the_engine_does_not_know_is_refused_when_it_is_compiled(wrong: Any) -> None:  # noqa: ANN401
    with pytest.raises(UnknownExpression):
        compile_expression(wrong)


@given(cents=st.integers(0, 10**9), parts=st.integers(1, 10**6))
def test_a_division_is_exact_before_it_is_rounded(cents: int, parts: int) -> None:
    whole = value({"divide": [{"const": cents}, {"const": parts}]})
    assert abs(2 * (whole * parts - cents)) <= parts
    down, up = (
        value({"divide": [{"const": cents}, {"const": parts}], "round": way}) for way in ("down", "up")
    )
    assert down == cents // parts
    assert up == -(-cents // parts)


def test_the_price_of_a_scaffold_is_that_of_the_dossier() -> None:
    """The worked example of the dossier: 8.5 m by 1.2 m for 45 days at 60 cents, rounded up to the square metre."""
    surface = {"divide": [{"product": [{"const": 85}, {"const": 12}]}, {"const": 100}], "round": "up"}
    price = {"most": [{"const": 3000}, {"product": [{"const": 60}, surface, {"const": 45}]}]}
    assert value(price) == 29700
