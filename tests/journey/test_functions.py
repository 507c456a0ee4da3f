"""The engine's own functions of tourist lets and rooms: numbers of a town, weekends."""

from dataclasses import replace

import pytest

from engine.journey.expressions import compile_expression
from engine.model import Json
from tests.journey.small import FACTS, form

SATURDAY, SUNDAY, NEXT_SATURDAY, FRIDAY = "2027-03-06", "2027-03-07", "2027-03-13", "2027-03-12"


def call(name: str, answer: Json, **given: Json) -> Json:
    expression = {"fn": name, "of": "/x", "code": "MEU-901"}
    facts = replace(FACTS, given=given)
    return compile_expression(expression)({"x": answer}, None, facts, form({}).definition)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([SATURDAY], 1),
        ([SATURDAY, SUNDAY], 1),
        ([SUNDAY, NEXT_SATURDAY], 2),
        ([SATURDAY, FRIDAY], None),
        ([], None),
        (None, None),
        (["pas une date"], None),
    ],
)
def test_weekends_are_counted_by_pairs_and_only_when_every_day_is_one(dates: Json, expected: Json) -> None:
    assert call("finsDeSemaine", dates) == expected


def test_a_number_of_the_town_is_judged_and_that_of_another_system_is_not() -> None:
    own = FACTS.city.communes[0].code
    assert own == "06088"
    assert call("cleDuNumero", "0608800012340") is True
    assert call("cleDuNumero", "0608800012341") is False
    assert call("cleDuNumero", "060880001234A") is None
    assert call("cleDuNumero", "2A00400000100") is None
    assert call("cleDuNumero", None) is None


def test_the_town_of_a_number_is_its_first_five_signs() -> None:
    assert call("numeroDeLaCommune", "0608800012340") is True
    assert call("numeroDeLaCommune", "2A00400000179") is False
    assert call("numeroDeLaCommune", None) is None


def test_a_number_is_there_once_the_deposit_gave_it() -> None:
    assert call("numeroMeuble", None) is None
    assert call("numeroMeuble", None, **{"MEU-901": "0608800012340"}) == "0608800012340"
