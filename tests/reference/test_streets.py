"""A street line is cut without losing a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reference.streets import Street, decompose


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("25 bis allée des Tilleuls", Street("25", "bis", "allée", "des Tilleuls")),
        ("12 ALLEE DES LILAS", Street("12", "", "ALLEE", "DES LILAS")),
        ("3 B rue du Port", Street("3", "B", "rue", "du Port")),
        ("rond-point de la Paix", Street("", "", "rond-point", "de la Paix")),
        ("Grande Rue", Street("", "", "", "Grande Rue")),
        ("8 Grande Rue", Street("8", "", "", "Grande Rue")),
        ("12bis rue Haute", Street("", "", "", "12bis rue Haute")),
        ("123456 rue Haute", Street("", "", "", "123456 rue Haute")),
        ("5 l'Orée du bois", Street("5", "", "", "l'Orée du bois")),
        ("7", Street("7")),
        ("rue", Street("", "", "rue", "")),
        ("", Street()),
        ("25 ", Street("", "", "", "25 ")),
    ],
)
def test_a_line_is_cut_into_its_parts(line: str, parts: Street) -> None:
    assert decompose(line) == parts


_WORDS = st.sampled_from(
    ["1", "25", "123456", "bis", "TER", "b", "rue", "Allée", "Rond-Point", "du", "l'Île", "ſ"]
)


@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=8).map(" ".join)))
def test_the_parts_joined_by_spaces_give_back_the_line(line: str) -> None:
    assert decompose(line).text == line
