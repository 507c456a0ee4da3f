"""The rows of a list: escaped, one selected, in French where a translation is missing."""

from engine.journey.view import OptionView
from engine.journey.words import InFrench
from engine.web.options import lines

ROWS = (
    OptionView("a", 'x"y', "<b>Un & deux</b>"),
    OptionView("b", "b", InFrench("Trois"), checked=True),
)


def test_what_a_town_writes_in_a_list_is_escaped() -> None:
    assert lines(ROWS[:1]) == '<option value="x&#34;y">&lt;b&gt;Un &amp; deux&lt;/b&gt;</option>'


def test_the_row_that_was_chosen_is_selected_and_french_is_marked() -> None:
    assert lines(ROWS[1:]) == '<option value="b" selected lang="fr">Trois</option>'


def test_another_row_may_be_said_to_be_chosen() -> None:
    assert [one.count(" selected") for one in lines(ROWS, chosen='x"y').split("</option>")] == [1, 0, 0]
    assert " selected" not in lines(ROWS, chosen="")


def test_a_long_list_is_written_once_for_each_row_that_is_chosen_and_never_for_another_list() -> None:
    first = tuple(OptionView(str(n), str(n), f"Rangée {n}") for n in range(200))
    second = tuple(OptionView(str(n), str(n), f"Autre {n}") for n in range(200))
    assert lines(first) is lines(first)
    assert '<option value="7" selected>Rangée 7</option>' in lines(first, chosen="7")
    assert " selected" not in lines(first)
    assert ">Autre 7<" in lines(second, chosen="7")
