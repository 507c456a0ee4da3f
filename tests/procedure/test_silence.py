"""The day on which silence decides, by the texts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.procedure.silence import BadPeriod, after, silence_of

REJECTION = {"outcome": "rejection", "delay": "P2M", "startsAt": "deposit", "verified": True}


@pytest.mark.parametrize(
    ("deposited", "delay", "decided"),
    [
        ("2026-11-23", "P2M", "2027-01-23"),
        ("2026-08-31", "P2M", "2026-10-31"),
        ("2026-07-31", "P2M", "2026-09-30"),
        ("2026-12-31", "P2M", "2027-02-28"),
        ("2027-12-31", "P2M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2028-02-29", "P12M", "2029-02-28"),
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2026-12-15", "P15D", "2026-12-30"),
        ("2026-12-25", "P2W", "2027-01-08"),
        ("2026-12-01", "P4M", "2027-04-01"),
    ],
)
def test_a_delay_ends_on_the_same_number_or_on_the_last_of_the_month(
    deposited: str, delay: str, decided: str
) -> None:
    assert after(date.fromisoformat(deposited), delay) == date.fromisoformat(decided)


@pytest.mark.parametrize("delay", ["", "2M", "P2", "PT2H", "P1Y2M", "P2m", "P2M\n", "P-2M", "P²M"])
def test_a_delay_that_is_no_period_of_one_unit_is_refused(delay: str) -> None:
    with pytest.raises(BadPeriod):
        after(date(2026, 1, 1), delay)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_a_delay_in_months_never_leaves_its_month_nor_comes_early(start: date, months: int) -> None:
    end = after(start, f"P{months}M")
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


def test_silence_rejects_or_grants_as_the_rule_says() -> None:
    rejected = silence_of({"silence": REJECTION}, date(2026, 8, 31))
    granted = silence_of({"silence": {**REJECTION, "outcome": "acceptance"}}, date(2026, 8, 31))
    assert rejected is not None
    assert granted is not None
    assert (rejected.granted, granted.granted) == (False, True)
    assert rejected.on == granted.on == date(2026, 10, 31)
    assert rejected.verified


@pytest.mark.parametrize("silence", [None, {}, {"outcome": "none", "startsAt": "deposit", "verified": True}])
def test_silence_decides_nothing_without_a_rule(silence: object) -> None:
    assert silence_of({"silence": silence}, date(2026, 8, 31)) is None


def test_a_delay_that_starts_at_a_visit_has_no_day_yet() -> None:
    assert silence_of({"silence": {**REJECTION, "startsAt": "visit"}}, date(2026, 8, 31)) is None


def test_a_delay_that_starts_with_a_complete_file_says_so() -> None:
    found = silence_of({"silence": {**REJECTION, "startsAt": "complete"}}, date(2026, 8, 31))
    assert found is not None
    assert found.if_complete


@pytest.mark.parametrize("verified", [None, False, "yes", 1])
def test_only_a_plain_yes_makes_a_rule_certain(verified: object) -> None:
    found = silence_of({"silence": {**REJECTION, "verified": verified}}, date(2026, 8, 31))
    assert found is not None
    assert not found.verified
