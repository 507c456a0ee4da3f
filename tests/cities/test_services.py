"""Whom a resident reaches, as a page writes it."""

from engine.cities import shown_number
from engine.language import NBSP


def test_a_number_is_written_as_people_read_it_and_is_never_cut_at_a_line_s_end() -> None:
    assert shown_number("+33353010012") == f"03{NBSP}53{NBSP}01{NBSP}00{NBSP}12"
    assert shown_number("117") == "117"
