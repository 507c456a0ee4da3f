"""What a reader sees as the same is kept the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journey.normalise import normalise, normalise_document


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Le   Goff\t", "Le Goff"),
        ("N’Diaye", "N'Diaye"),
        ("e\u0301tat", "état"),
        ("a\u00a0b\u202fc", "a b c"),
        ("a\x00b", "a b"),
        ("a\u200bb", "a b"),
        ("\u202eabc\u202c", "abc"),
        ("\ufeffnom", "nom"),
        ("a\nb\r\nc", "a b c"),
        ("\u200e\u200f", ""),
        ("😀 ok", "😀 ok"),
        ("\x7f\x85", ""),
    ],
)
def test_a_line_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


def test_lines_stay_where_they_are_wanted_and_only_there() -> None:
    assert normalise(" a  b \r\n\r\n c\rd\x00 \n\n", lines=True) == "a b\n\nc\nd"
    document = {"lignes": "a\nb", "autre": "a\nb", "liste": [{"lignes": "c\nd"}], "n": 3, "ok": True}
    kept = normalise_document(document, frozenset({"/lignes", "/liste/*/lignes"}))
    assert kept == {"lignes": "a\nb", "autre": "a b", "liste": [{"lignes": "c\nd"}], "n": 3, "ok": True}


@given(st.text(), st.booleans())
def test_normalising_twice_changes_nothing_more(text: str, lines: bool) -> None:  # noqa: FBT001 -- Hypothesis
    once = normalise(text, lines=lines)
    assert normalise(once, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert not any(unicodedata.category(one) == "Cc" and one != "\n" for one in once)
    assert lines or "\n" not in once
