"""Dates, hours and sizes are written one way in each language, on pages, in mails and on papers."""

from datetime import date, datetime

import pytest

from engine.language import ENGLISH, FRENCH, LANGUAGES, NBSP, is_french, manner, marked

french, english = manner(FRENCH), manner(ENGLISH)


def test_a_page_s_language_is_one_that_a_voice_knows() -> None:
    assert [marked(one) for one in LANGUAGES] == ["fr", "en", "fr"]
    assert [is_french(one) for one in LANGUAGES] == [True, False, True]
    assert [manner(one) for one in LANGUAGES] == [french, english, french]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1962-08-01", "1 August 1962"),
        ("1962-08", "August 1962"),
        ("1962", "1962"),
        ("1962-13", "1962-13"),
        ("24/?/1962", "24/?/1962"),
    ],
)
def test_a_date_is_said_in_english_as_far_as_it_is_known(text: str, said: str) -> None:
    assert english.partial_date(text) == said


def test_hours_days_and_amounts() -> None:
    at = datetime(2026, 11, 23, 9, 7)  # noqa: DTZ001 -- an hour as a clock on a wall shows it
    assert (english.weekday(at), english.hour(at), english.long_date(date(2026, 8, 1))) == (
        "Monday",
        "9:07",
        "1 August 2026",
    )
    assert (english.with_unit("3,000", "€"), english.with_unit("12", "m²")) == ("€3,000", f"12{NBSP}m²")
    assert french.with_unit("12", "m²") == f"12{NBSP}m²"
    assert (english.clock("08:30"), english.clock("soon")) == ("8:30", "soon")
    assert (english.day_month("06-15"), english.day_month("13-15")) == ("15 June", "13-15")
    assert (english.number(1234), english.number(1234.5), english.hundredths(123450)) == (
        "1,234",
        "1,234.50",
        "1,234.50",
    )
    assert (english.euros(1250), french.euros(1250)) == ("€12.50", f"12,50{NBSP}€")


@pytest.mark.parametrize(
    ("octets", "said"),
    [(0, "0 bytes"), (1, "1 byte"), (118_400, "118 kB"), (999_500, "1 MB"), (2_400_000, "2.4 MB")],
)
def test_a_size_is_said_in_english(octets: int, said: str) -> None:
    assert english.size(octets) == said.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("text", "in_french", "in_english"),
    [
        ("P1D", "1 jour", "1 day"),
        ("P30D", "30 jours", "30 days"),
        ("P2W", "2 semaines", "2 weeks"),
        ("P2M", "2 mois", "2 months"),
        ("P1Y", "1 an", "1 year"),
        ("P0D", "0 jour", "0 days"),
        ("toujours", "toujours", "toujours"),
    ],
)
def test_a_period_is_read_aloud(text: str, in_french: str, in_english: str) -> None:
    assert (french.period(text), english.period(text)) == tuple(
        said.replace(" ", NBSP) for said in (in_french, in_english)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1962-08-01", "1er août 1962"),
        ("1962-08", "août 1962"),
        ("1962", "1962"),
        ("1962-13", "1962-13"),
        ("2023-02-30", "2023-02-30"),
        ("24/?/1962", "24/?/1962"),
        ("", ""),
    ],
)
def test_a_date_is_said_in_french_as_far_as_it_is_known(text: str, said: str) -> None:
    assert french.partial_date(text) == said
    assert french.long_date(date(2026, 11, 24)) == "24 novembre 2026"


def test_an_hour_is_never_cut_at_a_line_s_end() -> None:
    at = datetime(2026, 11, 23, 9, 7)  # noqa: DTZ001 -- an hour as a clock on a wall shows it
    assert french.hour(at) == f"9{NBSP}h{NBSP}07"
    assert french.weekday(at) == "lundi"
    assert [french.clock(text) for text in ("08:30", "14:00", "08:3", "24:00", "-1:00")] == [
        f"8{NBSP}h{NBSP}30",
        f"14{NBSP}h",
        "08:3",
        "24:00",
        "-1:00",
    ]


def test_a_day_of_every_year_is_said_in_french() -> None:
    assert [french.day_month(text) for text in ("06-01", "12-25", "02-29", "02-30", "13-01", "juin")] == [
        "1er juin",
        "25 décembre",
        "29 février",
        "02-30",
        "13-01",
        "juin",
    ]


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (0, "0 octet"),
        (1, "1 octet"),
        (118, "118 octets"),
        (999, "999 octets"),
        (1000, "1 ko"),
        (118_400, "118 ko"),
        (999_499, "999 ko"),
        (999_500, "1 Mo"),
        (2_400_000, "2,4 Mo"),
        (10_000_000, "10 Mo"),
    ],
)
def test_a_size_is_said_as_people_say_it(octets: int, said: str) -> None:
    assert french.size(octets) == said.replace(" ", NBSP)


def test_a_period_is_written_from_its_two_days() -> None:
    assert french.span("2027-05-03", "2027-05-07") == "du 3 mai 2027 au 7 mai 2027"
    assert french.span("2027-05-03", "2027-05-03") == "le 3 mai 2027"
    assert english.span("2027-05-03", "2027-05-07") == "3 May 2027 to 7 May 2027"
    assert english.span("2027-05-03", "2027-05-03") == "3 May 2027"
