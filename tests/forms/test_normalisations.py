"""Each named normalisation makes equal what it says, and nothing else."""

import pytest

from engine.resources import forms_root, read_json
from tests.forms.normalisations import NORMALISATIONS, TRANSLATIONS

LIST = {"list": {"MADAME": "madame", "": "non"}}
LABELS = {"labels": {"masculin": "M"}}

EQUAL = [
    ("N-VIDE", " \n\t", "", {}),
    ("N-MAJ", "MAËLLE", "Maëlle", {}),
    ("N-ACCENT", "ALLÉE", "ALLEE", {}),
    ("N-TEL", "0678532596", "+33678532596", {}),
    ("N-DATEFR", "19/11/2002", "2002-11-19", {}),
    ("N-DATEFR", "11/2002", "2002-11", {}),
    ("N-UTC", "2021-08-04T09:42:48Z", "2021-08-04T11:42:48", {}),
    ("N-UTC", "2021-01-04T09:42:48+00:00", "2021-01-04T10:42:48", {}),
    ("N-MINUTE", "2021-08-04T11:42:48", "2021-08-04T11:42", {}),
    ("N-PAYS", "FRA", "FR", {}),
    ("N-PAYS", "99139", "PT", {}),
    ("N-LISTE", "MADAME", "madame", LIST),
    ("N-LISTE", "", "non", LIST),
    ("N-LISTE", "M", "masculin", LABELS),
    ("N-JOINT", "25  ALLEE \nDES PINS ", "25 ALLEE DES PINS", {}),
]

DIFFERENT = [
    ("N-VIDE", "", "0", {}),
    ("N-MAJ", "MAELLE", "Maëlle", {}),
    ("N-ACCENT", "ALLÉE", "allee", {}),
    ("N-TEL", "0678532596", "+33678532597", {}),
    ("N-TEL", "0678532596X", "+33678532596", {}),
    ("N-DATEFR", "11/19/2002", "2002-11-19", {}),
    ("N-UTC", "2021-08-04T09:42:48Z", "2021-08-04T09:42:48", {}),
    ("N-MINUTE", "2021-08-04T11:42:48", "2021-08-04T11:43", {}),
    ("N-PAYS", "PRT", "FR", {}),
    ("N-LISTE", "MONSIEUR", "madame", LIST),
    ("N-JOINT", "25 ALLEE", "25ALLEE", {}),
]


@pytest.mark.parametrize(("name", "theirs", "ours", "row"), EQUAL)
def test_both_ways_of_writing_become_one(name: str, theirs: str, ours: str, row: dict[str, object]) -> None:
    one = NORMALISATIONS[name]
    assert one(theirs, row) == one(ours, row)


@pytest.mark.parametrize(("name", "theirs", "ours", "row"), DIFFERENT)
def test_what_differs_otherwise_stays_different(
    name: str, theirs: str, ours: str, row: dict[str, object]
) -> None:
    one = NORMALISATIONS[name]
    assert one(theirs, row) != one(ours, row)


@pytest.mark.parametrize("name", sorted(TRANSLATIONS))
def test_a_translation_gives_our_own_way_and_leaves_it_alone(name: str) -> None:
    for kind, theirs, ours, row in EQUAL:
        if kind == name:
            assert NORMALISATIONS[name](theirs, row) == ours
            assert NORMALISATIONS[name](ours, row) == ours


def test_every_normalisation_is_proved_and_no_table_names_another() -> None:
    named = {
        name
        for path in forms_root().glob("*/flux-*.json")
        for table in (read_json(path),)
        for name in (
            *table["always"],
            *(n for row in table["elements"] for n in row.get("normalisation", ())),
        )
    }
    assert named <= NORMALISATIONS.keys()
    assert {case[0] for case in EQUAL} == {case[0] for case in DIFFERENT} == NORMALISATIONS.keys()
