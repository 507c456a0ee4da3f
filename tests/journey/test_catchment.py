"""A list of streets finds the row of an address, by street, commune, number and side, and by nothing less."""

from datetime import date
from typing import Any

import pytest

from engine.journey.catchment import row_of
from engine.journey.facts import ListRow

DAY = date(2027, 3, 15)


def street(code: str, **values: Any) -> ListRow:  # noqa: ANN401 -- columns of a row
    """Give a row of the rue des Lilas in Nice."""
    return ListRow(
        code, code, values={"voie": "Rue des Lilas", "communeCode": "06088", "ecole": code, **values}
    )


def address(number: str | None = "18", name: str = "des Lilas", commune: str = "06088") -> dict[str, Any]:
    """Give an address as the block computes it."""
    parts = {"type": "rue", "nom": name} | ({"numero": number} if number else {})
    return {"commune": {"code": commune, "nom": "Nice"}, "voieDecomposee": parts}


@pytest.mark.parametrize(
    ("number", "found"),
    [("1", "impairs"), ("99", "impairs"), ("2", "pairs"), ("48", "pairs"), ("50", "fin"), ("51", "impairs")],
)
def test_a_side_and_a_span_of_numbers_choose_the_row(number: str, found: str) -> None:
    rows = [
        street("impairs", parite="impaire"),
        street("pairs", parite="paire", numeroMax=48),
        street("fin", parite="toutes", numeroMin=49),
    ]
    row = row_of(address(number), rows, DAY)
    assert row is not None
    assert row.code == found


def test_a_street_is_known_without_case_accents_or_punctuation() -> None:
    row = row_of(address(name="DES LILAS"), [street("ecole", parite="toutes")], DAY)
    assert row is not None


@pytest.mark.parametrize(
    "other", [address(name="des Roses"), address(commune="06004"), {}, {"commune": {"code": "06088"}}]
)
def test_another_street_or_commune_or_no_street_has_no_row(other: dict[str, Any]) -> None:
    assert row_of(other, [street("ecole")], DAY) is None


def test_an_address_without_a_number_fits_only_a_whole_street() -> None:
    assert row_of(address(None), [street("pairs", parite="paire")], DAY) is None
    assert row_of(address(None), [street("rue", parite="toutes")], DAY) is not None


def test_a_row_that_is_closed_holds_nobody() -> None:
    closed = ListRow("vieux", "vieux", last=date(2027, 3, 14), values=street("vieux").values)
    assert row_of(address(), [closed], DAY) is None
