"""Names are compared as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reference.fold import fold


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("ST ETIENNE", "saint etienne"),
        ("Stes-Maries", "saintes maries"),
        ("Sainte-Marie", "sainte marie"),
        ("Stenay", "stenay"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Œuf", "oeuf"),
        ("Chalon s/Saône", "chalon sur saone"),
        ("  ", ""),
    ],
)
def test_accents_case_and_hyphens_do_not_matter(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
