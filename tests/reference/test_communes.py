"""What people type finds the commune they mean, and never another."""

import pytest

from engine.reference import cog, communes
from engine.reference.communes import Commune
from engine.reference.fold import fold
from engine.resources import schemas_root


def _codes(text: str, *, former: bool = False) -> list[str]:
    return [one.code for one in communes.resolve(text, former=former)]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Nice", ["06088"]),
        ("nice 06300", ["06088"]),
        ("06300", ["06088"]),
        ("06 300 NICE", ["06088"]),
        ("Nice (06)", ["06088"]),
        ("Nice cedex 4 06364", ["06088"]),
        ("Saint-Étienne", ["42218"]),
        ("ST ETIENNE", ["42218"]),
        ("L’Haÿ-les-Roses", ["94038"]),
        ("hay les roses", ["94038"]),
        ("Le Havre", ["76351"]),
        ("HAVRE", ["76351"]),
        ("Œuf-en-Ternois", ["62633"]),
        ("oeuf en ternois", ["62633"]),
        ("Chalon s/ Saône", ["71076"]),
        ("ST DENIS 97400", ["97411"]),
        ("ST DENIS 93200", ["93066"]),
        ("Saint-Denis (974)", ["97411"]),
        ("Saint-Denis", ["11339", "30247", "93066", "97411"]),
        ("Cannes la Bocca 06150", ["06029"]),
        ("Y", ["80829"]),
    ],
)
def test_a_typed_name_gives_its_commune(typed: str, codes: list[str]) -> None:
    assert _codes(typed) == codes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Paris", "75056"),
        ("Paris 13e", "75113"),
        ("paris 13", "75113"),
        ("Paris 1er arrondissement", "75101"),
        ("Paris 75016", "75116"),
        ("75013", "75113"),
        ("Lyon 3", "69383"),
        ("Lyon 3ème", "69383"),
        ("Lyon 69003", "69383"),
        ("Marseille 16", "13216"),
    ],
)
def test_an_arrondissement_is_a_commune_of_its_own(typed: str, code: str) -> None:
    assert _codes(typed) == [code]


def test_a_number_that_may_be_an_arrondissement_or_a_departement_is_asked() -> None:
    assert _codes("Marseille 13") == ["13055", "13213"]
    assert _codes("Marseille 13e") == ["13213"]
    assert _codes("Lyon 69") == ["69123"]


@pytest.mark.parametrize(
    "typed", ["", "  ", "Lyon 12", "Paris 0", "Xyzville", "00000", "Xyzville 06300", "?"]
)
def test_what_names_no_commune_gives_none(typed: str) -> None:
    assert communes.resolve(typed) == ()


def test_a_postal_code_alone_gives_all_its_communes_without_guessing() -> None:
    found = communes.resolve("51300")

    assert len(found) == 46
    assert all("51300" in one.codes_postaux for one in found)


def test_a_name_and_a_postal_code_that_disagree_give_both_readings() -> None:
    assert _codes("Nice 75013") == ["06088", "75113"]
    assert "75056" in _codes("Paris 20167"), "Corsican codes are no numbers"


def test_the_beginning_of_a_name_gives_a_list_that_fits_a_page() -> None:
    assert "06088" not in _codes("Sain")
    assert len(_codes("Sain")) == communes.MOST
    assert _codes("Villefranche-sur-M") == ["06159"]


def test_former_communes_answer_only_where_the_question_takes_them() -> None:
    assert _codes("Arbignieu") == []
    [arbignieu] = communes.resolve("Arbignieu", former=True)

    assert (arbignieu.code, arbignieu.former, arbignieu.parent) == ("01015", True, "01015")
    assert arbignieu.codes_postaux, "it takes those of the commune that it belongs to"


def test_a_former_commune_that_a_commune_of_today_continues_is_said_once() -> None:
    assert [(one.code, one.former) for one in communes.resolve("Annecy", former=True)] == [("74010", False)]


def test_a_commune_of_the_city_alone_is_found_with_the_national_ones() -> None:
    own = Commune("03990", "Tilleray", ("03990",))

    assert communes.resolve("tilleray 03990", extra=[own]) == (own,)
    assert communes.resolve("03990", extra=[own]) == (own,)
    assert own in communes.resolve("Tiller", extra=[own])
    assert communes.resolve("tilleray") == ()  # it is nowhere else
    assert communes.by_code("03990", extra=[own]) == own
    assert communes.by_code("03990") is None
    assert communes.matches("03990", "03990", extra=[own]) is True


def test_a_code_gives_the_commune_of_today_first() -> None:
    today = communes.by_code("01015")

    assert today is not None
    assert (today.nom, today.former) == ("Arboys en Bugey", False)
    assert communes.by_code("99999") is None
    assert communes.by_code("01120", former=False) is None


def test_a_postal_code_matches_or_not_or_cannot_be_judged() -> None:
    assert communes.matches("06300", "06088") is True
    assert communes.matches("75013", "06088") is False
    assert communes.matches("06364", "06088") is None, "a CEDEX code is in no table"
    assert communes.matches("06300", "99999") is None


def test_each_commune_has_its_departement_and_first_postal_code() -> None:
    assert communes.departement("06088") == ("06", "Alpes-Maritimes")
    assert communes.departement("2A004") == ("2A", "Corse-du-Sud")
    assert communes.departement("97411") == ("974", "La Réunion")
    assert communes.departement("00000") is None
    assert communes.first_postal_code("75056") == "75001"
    assert communes.first_postal_code("99999") == ""


def test_the_table_is_sorted_and_folded_as_the_search_expects() -> None:
    text = (schemas_root() / "reference" / "communes.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]

    assert len(rows) == 37_590
    assert [row[0] for row in rows] == [fold(row[2]) for row in rows]
    assert text.splitlines() == sorted(text.splitlines())


def test_no_commune_has_a_code_kept_for_imaginary_ones() -> None:
    every = (commune for commune in cog.beginning_with(""))

    assert not [one.code for one in every if one.code[2:4] == "99"]
