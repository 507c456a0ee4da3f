"""Days are counted in the year in which they fall, both ends of a period included."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.journey.calendar_years import days_by_year

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def test_one_day_counts_as_one() -> None:
    assert days_by_year([(date(2027, 5, 9), date(2027, 5, 9))]) == {2027: 1}


def test_a_period_over_new_year_counts_in_both() -> None:
    assert days_by_year([(date(2027, 12, 30), date(2028, 1, 2))]) == {2027: 2, 2028: 2}


def test_a_period_that_ends_before_it_begins_counts_for_nothing() -> None:
    assert days_by_year([(date(2027, 5, 9), date(2027, 5, 8))]) == {}


@given(st.lists(st.tuples(DAYS, st.integers(0, 800)), max_size=6))
def test_the_years_together_hold_every_day(periods: list[tuple[date, int]]) -> None:
    spans = [(first, first + timedelta(days=more)) for first, more in periods]
    counted = days_by_year(spans)
    assert sum(counted.values()) == sum((last - first).days + 1 for first, last in spans)
    assert list(counted) == sorted(counted)
