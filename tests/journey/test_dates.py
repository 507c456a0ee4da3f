"""Dates are civil and Gregorian; what is not known gets the benefit of the doubt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journey.dates import add_months, birthday, earliest, end_of_month, exists, latest, parts

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024", (2024, None, None)),
        ("2024-02", (2024, 2, None)),
        ("2024-02-29", (2024, 2, 29)),
        ("2024-2-29", None),
        ("2024-13", None),
        ("2024-00-10", None),
        ("24-02-29", None),
        ("20240", None),
        ("0999", None),
        ("3024", None),
        ("2024-02-29\n", None),
        ("٢٠٢٤", None),
        ("", None),
        (None, None),
        (2024, None),
    ],
)
def test_a_date_is_read_whole_or_partial_and_nothing_else_is(
    text: object, wanted: tuple[int, int | None, int | None] | None
) -> None:
    assert parts(text) == wanted


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("1900-02-29", False),
        ("2000-02-29", True),
        ("2023-04-31", False),
        ("2023-02", True),
        ("2023", True),
        ("hier", False),
    ],
)
def test_the_29th_of_february_exists_in_leap_years_only(text: str, *, there: bool) -> None:
    assert exists(text) is there


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1962", date(1962, 1, 1), date(1962, 12, 31)),
        ("1964-02", date(1964, 2, 1), date(1964, 2, 29)),
        ("1962-08-24", date(1962, 8, 24), date(1962, 8, 24)),
        ("2023-02-31", date(2023, 2, 28), date(2023, 2, 28)),
    ],
)
def test_a_partial_date_spans_all_the_days_that_it_may_mean(text: str, first: date, last: date) -> None:
    assert (earliest(text), latest(text)) == (first, last)
    assert earliest("hier") is latest("hier") is None


@given(DAYS)
def test_a_whole_date_means_one_day(day: date) -> None:
    assert exists(day.isoformat())
    assert earliest(day.isoformat()) == latest(day.isoformat()) == day


def test_someone_born_on_29_february_grows_older_on_1_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)
    assert birthday(date(2008, 2, 28), 18) == date(2026, 2, 28)


def test_a_delay_in_months_ends_on_the_same_day_or_the_last_of_the_month() -> None:
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert add_months(date(2026, 11, 24), 2) == date(2027, 1, 24)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


@given(DAYS, st.integers(0, 40))
def test_the_end_of_a_month_is_followed_by_a_first(day: date, months: int) -> None:
    end = end_of_month(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert date.fromordinal(end.toordinal() + 1).day == 1
