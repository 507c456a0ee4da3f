"""Dates, hours and sizes are written in the visitor's language; easy French writes them as French does."""

from datetime import date, datetime

import pytest

from engine import english, french
from engine.english import NBSP
from engine.language import LANGUAGES, is_french, manner, marked


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
