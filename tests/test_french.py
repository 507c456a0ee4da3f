"""Dates, hours and sizes are written one way, on pages, in mails and on papers."""

from datetime import date, datetime

import pytest

from engine import english, french
from engine.french import NBSP, clock, day_month, hour, long_date, partial_date, size, weekday


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
    assert partial_date(text) == said
    assert long_date(date(2026, 11, 24)) == "24 novembre 2026"


def test_an_hour_is_never_cut_at_a_line_s_end() -> None:
    at = datetime(2026, 11, 23, 9, 7)  # noqa: DTZ001 -- an hour as a clock on a wall shows it
    assert hour(at) == f"9{NBSP}h{NBSP}07"
    assert weekday(at) == "lundi"
    assert [clock(text) for text in ("08:30", "14:00", "08:3", "8 h", "-1:00")] == [
        f"8{NBSP}h{NBSP}30",
        f"14{NBSP}h",
        "08:3",
        "8 h",
        "-1:00",
    ]


def test_a_day_of_every_year_is_said_in_french() -> None:
    assert [day_month(text) for text in ("06-01", "12-25", "13-01", "00-01", "juin")] == [
        "1er juin",
        "25 décembre",
        "13-01",
        "00-01",
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
    assert size(octets) == said.replace(" ", NBSP)


def test_a_period_is_written_from_its_two_days() -> None:
    assert french.span("2027-05-03", "2027-05-07") == "du 3 mai 2027 au 7 mai 2027"
    assert french.span("2027-05-03", "2027-05-03") == "le 3 mai 2027"
    assert english.span("2027-05-03", "2027-05-07") == "3 May 2027 to 7 May 2027"
    assert english.span("2027-05-03", "2027-05-03") == "3 May 2027"
