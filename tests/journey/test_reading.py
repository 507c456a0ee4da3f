"""What people type, honest, odd or hostile, becomes a value or stays the text that its schema refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journey.facts import CityFacts, Town
from engine.journey.reading import PARTS, read
from engine.model import Json
from tests.journey.small import NICE, question

WIDGETS: tuple[str, ...] = (
    "text",
    "textarea",
    "email",
    "tel",
    "number",
    "decimal",
    "date",
    "partial-date",
    "period",
    "yesno",
)
WIDGETS += (
    "time",
    "day-month",
    "amount",
    "checkbox",
    "radios",
    "select",
    "checkboxes",
    "country",
    "countries",
    "commune",
    "map",
)


def typed(widget: str, *values: str, **parts: str) -> Json:
    whole = {"": list(values)} if values else {}
    return read(question(widget), {**whole, **{name: [one] for name, one in parts.items()}}, NICE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 000", 1000),
        ("1\u202f000", 1000),
        ("1\u00a0000", 1000),
        ("007", 7),
        ("-3", -3),
        ("12,5", "12,5"),
        ("1e3", "1e3"),
        ("１２", "１２"),
        ("٣", "٣"),
        ("deux", "deux"),
        ("9" * 16, "9" * 16),
        ("", None),
        (" ", None),
        ("3\x00", 3),
    ],
)
def test_a_whole_number_is_read_as_people_write_it(text: str, value: object) -> None:
    assert typed("number", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8:00", "08:00"),
        ("8h", "08:00"),
        ("8 h 30", "08:30"),
        ("08:30", "08:30"),
        ("23H59", "23:59"),
        ("14.15", "14:15"),
        ("9", "09:00"),
        ("24:00", "24:00"),
        ("8h60", "8h60"),
        ("midi", "midi"),
        ("", None),
    ],
)
def test_an_hour_is_read_as_people_write_it(text: str, value: object) -> None:
    assert typed("time", text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50", 123450),
        ("1\u202f234.5 €", 123450),
        ("12", 1200),
        ("-3,05", -305),
        ("0,07", 7),
        ("-0,5", -50),
        ("12,345", "12,345"),
        ("12,", "12,"),
        ("dix", "dix"),
        ("", None),
    ],
)
def test_an_amount_becomes_hundredths(text: str, value: object) -> None:
    assert read(question("amount", unit="eurosCentimes"), {"": [text]}, NICE) == value


def test_a_length_and_a_unit_of_the_form_s_own_may_be_typed_too() -> None:
    assert read(question("amount", unit="metresCm"), {"": ["8,5 m"]}, NICE) == 850
    assert read(question("number", suffix="€"), {"": ["742 €"]}, NICE) == 742
    assert read(question("decimal", suffix="m²"), {"": ["12,5 m²"]}, NICE) == 12.5


def test_a_day_of_every_year_is_read_from_its_two_inputs() -> None:
    assert typed("day-month", jour="15", mois="6") == "06-15"
    assert typed("day-month", jour="1", mois="") == "1/?"
    assert typed("day-month", jour="", mois="") is None
    assert typed("day-month", jour="un", mois="6") == "un/6"


def test_a_number_that_people_copy_loses_its_spaces_and_dots() -> None:
    compact = question("text", compact=True)
    assert read(compact, {"": [" fr76 3000\u00a06000.0112-3456 "]}, NICE) == "FR763000600001123456"
    assert read(compact, {"": [" . "]}, NICE) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1 000,25", 1000.25),
        ("43,70313512345", 43.703135),
        ("nan", "nan"),
        ("inf", "inf"),
        ("1,2,3", "1,2,3"),
        (",5", ",5"),
        ("", None),
    ],
)
def test_a_decimal_takes_a_comma_or_a_point_and_six_places(text: str, value: object) -> None:
    assert typed("decimal", text) == value


@pytest.mark.parametrize(
    ("day", "month", "year", "value"),
    [
        ("24", "8", "1962", "1962-08-24"),
        (" 2 4", "08", "1962", "1962-08-24"),
        ("", "8", "1962", "1962-08"),
        ("", "", "1962", "1962"),
        ("24", "", "1962", "24/?/1962"),
        ("24", "8", "", "24/8/?"),
        ("24", "août", "1962", "24/août/1962"),
        ("24", "8", "19622", "24/8/19622"),
        ("٢٤", "8", "1962", "٢٤/8/1962"),
        ("24", "8", "62", "0062-08-24"),
        ("\u202e24", "8", "1962", "1962-08-24"),
        ("😀", "😀", "😀", "😀/😀/😀"),
        ("\x00", "", "", None),
        ("", "", "", None),
    ],
)
def test_a_date_in_three_parts(day: str, month: str, year: str, value: object) -> None:
    assert typed("date", jour=day, mois=month, annee=year) == value
    assert typed("partial-date", jour=day, mois=month, annee=year) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+32 2 513 89 40", "+3225138940"),
        ("zéro six", "zéro six"),
        ("", None),
    ],
)
def test_a_telephone_is_read_in_any_writing(text: str, value: object) -> None:
    assert typed("tel", text) == value


def test_a_decimal_keeps_the_places_that_the_form_says() -> None:
    assert read(question("decimal", decimals=1), {"": ["54,56"]}, NICE) == 54.6
    assert read(question("decimal"), {"": ["54,56"]}, NICE) == 54.56


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RdC", "0"),
        ("rez-de-chaussée", "0"),
        (" Rez de chaussee. ", "0"),
        ("6", "6"),
        ("rdc haut", "rdc haut"),
        ("", None),
    ],
)
def test_what_people_often_type_is_written_as_the_form_says(text: str, value: object) -> None:
    floor = question("text", replace={"rdc": "0", "rez de chaussee": "0"})
    assert read(floor, {"": [text]}, NICE) == value


def test_words_of_yes_and_no_are_exact() -> None:
    assert typed("yesno", "oui") is True
    assert typed("yesno", "non") is False
    assert typed("yesno", "OUI") == "OUI"
    assert typed("yesno") is None
    assert typed("checkbox", "oui") is True
    assert typed("checkbox", "on") is None
    assert typed("checkbox") is None


def test_several_choices_are_kept_once_in_order() -> None:
    assert typed("checkboxes", "b", "a", "b", " ") == ["b", "a"]
    assert typed("countries", "FR", "") == ["FR"]
    assert typed("checkboxes", "") is None


def test_the_first_of_repeated_inputs_counts() -> None:
    assert typed("text", "un", "deux") == "un"


def test_a_commune_is_found_by_name_by_choice_or_not_at_all() -> None:
    assert typed("commune", "nice") == {"code": "06088", "nom": "Nice"}
    assert typed("commune", "Saint-Denis") == "Saint-Denis"
    assert typed("commune", "Saint-Denis", code="93066") == {"code": "93066", "nom": "Saint-Denis"}
    assert typed("commune", "Nulle-Part-sur-Rien") == "Nulle-Part-sur-Rien"
    assert typed("commune", "Nice", code="93066") == {"code": "06088", "nom": "Nice"}
    assert typed("commune", "", code="93066") is None


def test_a_code_that_the_name_does_not_mean_is_not_believed() -> None:
    assert typed("commune", "Saint-Denis", code="75056") == "Saint-Denis"


def test_a_city_s_own_commune_is_known() -> None:
    city = CityFacts("Tilleray", (Town("03990", "Tilleray"),))
    assert read(question("commune"), {"": ["tilleray"]}, city) == {"code": "03990", "nom": "Tilleray"}
    assert read(question("commune"), {"": ["tilleray"]}, NICE) == "tilleray"


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "\x00",
            "\u202eab",
            "\ud800",
            "'; DROP TABLE",
            "<script>",
            "9" * 400,
            "1" + " " * 300,
            "-",
            "٣٤",
            "😀",
        ]
    ),
)


@pytest.mark.parametrize("widget", WIDGETS)
@given(data=st.data())
def test_whatever_is_typed_is_read_without_an_error(widget: str, data: st.DataObject) -> None:
    parts = {part: data.draw(st.lists(HOSTILE, max_size=3)) for part in PARTS.get(widget, ("",))}
    value = read(question(widget), parts, NICE)
    assert value is None or isinstance(value, str | int | float | bool | list | dict)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,50", 123450),
        ("1 234,50\u202f€", 123450),
        ("€ 12", 1200),
        ("12 euros", 1200),
        ("12 EUR", 1200),
        ("-5", -500),
        ("1.234", "1.234"),
        ("12 dollars", "12dollars"),
        ("euros", None),
    ],
)
def test_an_amount_is_read_as_it_was_copied(text: str, cents: object) -> None:
    assert read(question("amount", unit="eurosCentimes"), {"": [text]}, NICE) == cents


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IBAN : FR76 3000", "FR763000"),
        ("iban fr76", "FR76"),
        ("Siret: 732 829", "732829"),
        ("SIRET732829", "732829"),
        ("IBANEZ", "IBANEZ"),
        ("W062", "W062"),
    ],
)
def test_the_name_copied_with_a_number_is_taken_off(text: str, value: str) -> None:
    assert read(question("text", compact=True), {"": [text]}, NICE) == value
