"""French working days: where Easter falls, what each territory adds, and counting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.procedure.working_days import after_working_days, easter, holidays, is_working_day

DAYS = st.dates(date(1990, 1, 1), date(2150, 1, 1))
COMMUNES = st.sampled_from(["", "03310", "57463", "67482", "97105", "97411", "97701", "98818"])


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1954, 4, 18),
        (1981, 4, 19),
        (2000, 4, 23),
        (2008, 3, 23),
        (2024, 3, 31),
        (2026, 4, 5),
        (2027, 3, 28),
        (2038, 4, 25),
    ],
)
def test_easter_falls_where_calendars_say(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


@given(st.integers(1700, 4000))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    found = easter(year)
    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


def test_the_eleven_holidays_of_2026() -> None:
    said = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"
    assert sorted(holidays(2026)) == [date.fromisoformat(f"2026-{one}") for one in said.split()]


@pytest.mark.parametrize(
    ("commune", "day"),
    [
        ("67482", "2026-04-03"),
        ("57463", "2026-12-26"),
        ("97105", "2027-05-27"),
        ("97209", "2026-05-22"),
        ("97302", "2026-06-10"),
        ("97411", "2027-12-20"),
        ("97608", "2026-04-27"),
        ("97701", "2026-10-09"),
        ("97801", "2027-05-27"),
    ],
)
def test_a_territory_has_its_own_day_and_lends_it_to_nobody(commune: str, day: str) -> None:
    own = date.fromisoformat(day)
    assert own in holidays(own.year, commune)
    assert own not in holidays(own.year, "03310")


@pytest.mark.parametrize(
    ("start", "count", "expected", "commune"),
    [
        ("2026-11-25", 0, "2026-11-25", ""),
        ("2026-11-25", 10, "2026-12-09", ""),
        ("2026-12-24", 1, "2026-12-28", ""),
        ("2029-12-24", 1, "2029-12-26", ""),
        ("2029-12-24", 1, "2029-12-27", "67482"),
        ("2026-04-30", 1, "2026-05-04", ""),
        ("2028-02-28", 1, "2028-02-29", ""),
        ("2026-11-28", 1, "2026-11-30", ""),
    ],
)
def test_working_days_are_counted_without_the_first(
    start: str, count: int, expected: str, commune: str
) -> None:
    found = after_working_days(date.fromisoformat(start), count, commune)
    assert found == date.fromisoformat(expected)


@given(DAYS, st.integers(1, 60), COMMUNES)
def test_between_two_days_stand_as_many_working_days_as_were_counted(
    start: date, count: int, commune: str
) -> None:
    end = after_working_days(start, count, commune)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day, commune) for day in between) == count
    assert is_working_day(end, commune)
