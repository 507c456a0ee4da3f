"""Telephone numbers of mainland and overseas France, and of elsewhere."""

import pytest

from engine.reference import phones


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("06 78 53 25 96", "+33678532596"),
        ("0678532596", "+33678532596"),
        ("06.78.53.25.96", "+33678532596"),
        ("+33 6 78 53 25 96", "+33678532596"),
        ("00 33 6 78 53 25 96", "+33678532596"),
        ("0692 12 34 56", "+262692123456"),
        ("0690 00 12 34", "+590690001234"),
        ("0696 20 12 34", "+596696201234"),
        ("+687 25 12 34", "+687251234"),
        ("+32 2 555 12 12", "+3225551212"),
    ],
)
def test_a_number_is_read_where_it_is_from(typed: str, e164: str) -> None:
    assert phones.to_e164(typed) == e164


@pytest.mark.parametrize("typed", ["", "12", "non", "06 78 53 25", "+999 1234", "0678532596 poste 12"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert phones.to_e164(typed) is None


def test_a_number_is_shown_as_people_read_it() -> None:
    assert phones.display("+33678532596") == "06 78 53 25 96"
    assert phones.display("+3225551212") == "+32 2 555 12 12"
    assert phones.display("mairie") == "mairie"
