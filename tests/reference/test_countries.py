"""Countries by their codes and names."""

import pytest

from engine.reference import countries


def test_france_stands_first_then_the_alphabet() -> None:
    listed = countries.every()

    assert [one.fr for one in listed[:3]] == ["France", "Afghanistan", "Afrique du Sud"]
    assert len(listed) == 238, "249 of ISO 3166-1, and Kosovo, without 12 parts of France"
    assert len({one.iso2 for one in listed}) == len({one.iso3 for one in listed}) == 238


@pytest.mark.parametrize(
    ("insee", "iso2"),
    [("99100", "FR"), ("99139", "PT"), ("99352", "DZ"), ("99160", "AX"), ("99157", "XK"), ("99208", "TR")],
)
def test_an_insee_code_gives_its_country(insee: str, iso2: str) -> None:
    found = countries.by_insee(insee)

    assert found is not None
    assert found.iso2 == iso2


@pytest.mark.parametrize("insee", ["99115", "99141", "99425", "99161", "", "00000"])
def test_a_vanished_or_shared_insee_code_names_no_country(insee: str) -> None:
    assert countries.by_insee(insee) is None


def test_every_country_has_an_insee_code() -> None:
    assert not [one.iso2 for one in countries.every() if not one.insee.startswith("99")]


@pytest.mark.parametrize(
    "code", ["RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF", "re"]
)
def test_the_overseas_parts_of_france_lead_to_france(code: str) -> None:
    found = countries.by_iso2(code)

    assert found is not None
    assert found.iso2 == "FR"
    assert code not in {one.iso2 for one in countries.every()}


@pytest.mark.parametrize(
    ("typed", "iso2"),
    [
        ("Réunion", ["FR"]),
        ("guadeloupe", ["FR"]),
        ("Birmanie", ["MM"]),
        ("viet nam", ["VN"]),
        ("ROYAUME-UNI", ["GB"]),
        ("Angleterre", ["GB"]),
        ("Guinée", ["GN"]),
        ("port", ["PR", "PT"]),
        ("", []),
        ("Atlantide", []),
    ],
)
def test_a_name_finds_countries(typed: str, iso2: list[str]) -> None:
    assert sorted(one.iso2 for one in countries.search(typed)) == iso2


def test_names_come_in_both_languages() -> None:
    assert (countries.name("DE"), countries.name("DE", "en"), countries.name("??")) == (
        "Allemagne",
        "Germany",
        "??",
    )
    assert countries.by_iso3("prt") == countries.by_iso2("PT")
