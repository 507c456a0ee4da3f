"""What a city sets of a form's parameters and lists is closed and bounded; a refusal says the line and the mend."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.cities import check_city, effective, errors, read_city, refusals
from engine.model import Definition, Option, Question

LAW: dict[str, Any] = {
    "parameters": {
        "delai": {
            "type": "integer",
            "minimum": 0,
            "maximum": 60,
            "default": 15,
            "by": {"question": "ODP-001"},
        },
        "fermeture": {"type": "time"},
        "regime": {"type": "choice", "values": ["simple", "enregistrement"], "default": "simple"},
        "jours": {"type": "choices", "values": ["lundi", "mardi"]},
        "lien": {"type": "url"},
        "seuil": {"type": "number", "minimum": 0},
        "ouvert": {"type": "boolean", "default": False},
        "acte": {"type": "line"},
        "rentree": {"type": "date"},
        "zone": {"type": "code"},
        "zones": {"type": "codes"},
    },
    "lists": {
        "tarifs": {
            "columns": {
                "prix": {"type": "integer", "minimum": 0, "required": True},
                "zone": {"type": "code"},
            },
            "maxRows": 2,
        }
    },
}
FILE = """
[demarches.odp.parametres]
delai = { terrasse = 30, benne = 5 }
fermeture = 23:00:00
rentree = 2027-09-01

[[lists.tarifs]]
code = "a"
label = "A"
prix = 100
"""
Write = Callable[..., Path]


@pytest.fixture
def form() -> Definition:
    """Give a form that declares what a city may set."""
    options = (Option("terrasse"), Option("benne"))
    question = Question("ODP-001", "/nature", "radios", {}, options=options)
    return Definition(
        "odp", "1.0.0", "0" * 64, {}, {}, {"ODP-001": question}, (), (), (), LAW, {},
        parameters={"delai": 15, "regime": "simple", "ouvert": False},
    )  # fmt: skip


def written(city_file: Write, *exchanges: tuple[str, str]) -> Path:
    text = FILE
    for before, after in exchanges:
        assert before in text
        text = text.replace(before, after)
    path = city_file()
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return path


def test_the_city_s_values_stand_over_the_national_ones(form: Definition, city_file: Write) -> None:
    local = effective(form, read_city(written(city_file)))
    assert local.parameters == {
        "delai": {"terrasse": 30, "benne": 5, "defaut": 15},
        "fermeture": "23:00",
        "rentree": "2027-09-01",
        "regime": "simple",
        "ouvert": False,
    }
    assert local.profile_digest != effective(form, read_city(city_file())).profile_digest


def test_columns_are_kept_with_their_rows(city_file: Write) -> None:
    (row,) = read_city(written(city_file)).lists["tarifs"]
    assert (row.code, row.values) == ("a", {"prix": 100})


MORE_ROWS = "prix = 100\n" + 2 * '[[lists.tarifs]]\ncode = "b"\nlabel = "B"\nprix = 1\n'
REFUSED = {
    "unknown parameter": (("fermeture =", "fermture ="), "unknown-parameter", "fermture =", "fermeture"),
    "unknown answer": (("benne = 5", "bene = 5"), "unknown-parameter", "delai =", "benne"),
    "too much": (("terrasse = 30", "terrasse = 61"), "out-of-bounds", "delai =", "de 0 à 60"),
    "another type": (("rentree = 2027-09-01", 'rentree = "demain"'), "out-of-bounds", "rentree =", "un jour"),
    "unknown column": (("prix = 100", "prix = 100\ntarif = 3"), "unknown-column", "tarif =", "prix, zone"),
    "missing column": (("prix = 100", ""), "missing-column", "[[lists.tarifs]]", "prix"),
    "column out of bounds": (("prix = 100", "prix = -1"), "out-of-bounds", "prix =", "à partir de 0"),
    "too many rows": (("prix = 100", MORE_ROWS), "too-many-rows", "[[lists.tarifs]]", "2 lignes"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_declared_is_refused_with_its_line_and_what_to_write(
    form: Definition, city_file: Write, case: str
) -> None:
    exchange, rule, key, mend = REFUSED[case]
    path = written(city_file, exchange)
    city = read_city(path)
    profile = city.profile("odp")
    assert profile is not None
    assert [one.rule for one in refusals(form, city.code, profile, city.lists)] == [rule]
    with pytest.raises(errors.ProfileRefused):
        effective(form, city)
    (finding,) = check_city(path, [form])
    assert key in path.read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert mend in finding.mend


def test_a_file_within_its_bounds_has_nothing_to_mend(form: Definition, city_file: Write) -> None:
    assert check_city(written(city_file), [form]) == []


GOOD_AND_BAD: list[tuple[str, Any, Any]] = [
    ("delai", 0, True),
    ("fermeture", "08:30", "24:00"),
    ("regime", "enregistrement", "autre"),
    ("jours", ["lundi"], ["lundi", "dimanche"]),
    ("lien", "https://rdv.exemple.fr/a?b=1", "http://rdv.exemple.fr"),
    ("seuil", 1.5, -0.5),
    ("ouvert", True, 1),
    ("acte", "Délibération du 3 mai 2026", "deux\nlignes"),
    ("rentree", "2027-09-01", "2027-02-30"),
    ("zone", "centre", "pas un code"),
    ("zones", ["centre", "port"], "centre"),
]


@pytest.mark.parametrize(("name", "good", "bad"), GOOD_AND_BAD)
def test_each_type_takes_its_own_values_only(
    form: Definition,
    city_file: Write,
    name: str,
    good: Any,  # noqa: ANN401 -- same
    bad: Any,  # noqa: ANN401 -- any TOML value
) -> None:
    city = read_city(written(city_file))
    profile = city.profile("odp")
    assert profile is not None
    for value, expected in ((good, []), (bad, ["out-of-bounds"])):
        asked = replace(profile, parametres={name: value})
        assert [one.rule for one in refusals(form, city.code, asked)] == expected
        assert all(one.mend.startswith("Écrivez ") for one in refusals(form, city.code, asked))


def test_every_type_is_tried_here() -> None:
    assert {one[0] for one in GOOD_AND_BAD} == set(LAW["parameters"])
