"""A page is examined again only when it holds a kind of element that no page before had."""

from tests.browser.kinds import Kinds
from tests.browser.person import Met


def page(body: str) -> Met:
    return Met("http://127.0.0.1/v/a/page", 200, f"<html><body><main>{body}</main></body></html>")


def test_the_same_widgets_under_other_words_are_one_kind_of_page() -> None:
    first = page('<p class="hint">Votre nom</p><input type="text" name="nom">')
    again = page('<input type="text" name="rue"><p class="hint">La rue</p>')
    assert list(Kinds().fresh([first, again])) == [first]


def test_a_widget_a_state_or_a_place_not_met_before_is_a_new_kind_of_page() -> None:
    kinds = Kinds()
    plain = page('<input type="text" name="nom">')
    others = [
        page('<input type="date" name="jour">'),
        page('<input type="text" name="nom" aria-invalid="true">'),
        page('<p class="hint">Votre nom</p>'),
        page('<div class="hint"><input type="text" name="nom"></div>'),
    ]
    assert list(kinds.fresh([plain, *others])) == [plain, *others]
    assert list(kinds.fresh([plain, *others])) == []
