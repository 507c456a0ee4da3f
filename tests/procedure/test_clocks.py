"""The two clocks of L114-5: acceptance begins again when the file is complete, rejection is suspended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.procedure.clocks import Asked, Clock, clock_of
from engine.procedure.silence import after

if TYPE_CHECKING:
    from random import Random

REJECTION = {"silence": {"outcome": "rejection", "delay": "P2M", "startsAt": "deposit", "verified": True}}
ACCEPTANCE = {"silence": {"outcome": "acceptance", "delay": "P2M", "startsAt": "complete", "verified": True}}
LATER = date(2200, 1, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def asked(on: str, until: str, answered: str = "") -> Asked:
    return Asked(day(on), day(until), day(answered) if answered else None)


def clock(
    procedure: dict[str, dict[str, object]],
    deposited: str,
    requests: list[Asked],
    today: str,
    ended: str = "",
) -> Clock:
    found = clock_of(procedure, day(deposited), requests, day(today), day(ended) if ended else None)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("deposited", "requests", "today", "state", "on"),
    [
        ("2026-11-23", [], "2026-12-01", "running", "2027-01-23"),
        # The 23rd of January 2027 is a Saturday, the 1st of May a holiday: the delay ends there all the same.
        ("2027-03-01", [], "2027-03-02", "running", "2027-05-01"),
        ("2027-12-31", [], "2028-01-02", "running", "2028-02-29"),
        (
            "2026-11-23",
            [asked("2026-12-01", "2026-12-31", "2026-12-11")],
            "2026-12-11",
            "restarted",
            "2027-02-02",
        ),
        ("2026-11-23", [asked("2026-12-01", "2026-12-31")], "2026-12-11", "suspended", "2027-02-22"),
        # Nothing came in the time given: the clock runs again by itself.
        ("2026-11-23", [asked("2026-12-01", "2026-12-31")], "2026-12-31", "restarted", "2027-02-22"),
        # Sent after the limit: the suspension had ended before.
        (
            "2026-11-23",
            [asked("2026-12-01", "2026-12-31", "2027-01-09")],
            "2027-01-10",
            "restarted",
            "2027-02-22",
        ),
        # Two at once stop it once; the clock starts again when neither is awaited.
        (
            "2026-11-23",
            [asked("2026-12-01", "2026-12-31", "2026-12-11"), asked("2026-12-05", "2026-12-20")],
            "2026-12-15",
            "suspended",
            "2027-02-11",
        ),
        # Asked once the delay has run: silence had decided.
        ("2026-11-23", [asked("2027-01-24", "2027-02-24")], "2027-01-25", "over", "2027-01-23"),
        ("2026-11-23", [asked("2027-01-23", "2027-02-02")], "2027-01-25", "suspended", "2027-02-02"),
    ],
)
def test_a_clock_of_rejection_is_suspended_while_a_piece_is_awaited(
    deposited: str, requests: list[Asked], today: str, state: str, on: str
) -> None:
    found = clock(REJECTION, deposited, requests, today)
    assert (found.state, found.on, found.granted) == (state, day(on), False)


@pytest.mark.parametrize(
    ("requests", "today", "state", "on"),
    [
        ([], "2026-12-01", "running", "2027-01-23"),
        ([asked("2026-12-01", "2026-12-31")], "2026-12-11", "waiting", None),
        # The limit does not start a clock that waits for a complete file.
        ([asked("2026-12-01", "2026-12-31")], "2027-06-01", "waiting", None),
        ([asked("2026-12-01", "2026-12-31", "2026-12-31")], "2027-01-02", "restarted", "2027-02-28"),
        (
            [
                asked("2026-12-01", "2026-12-31", "2026-12-03"),
                asked("2026-12-10", "2026-12-31", "2026-12-20"),
            ],
            "2026-12-20",
            "restarted",
            "2027-02-20",
        ),
        ([asked("2027-01-24", "2027-02-24")], "2027-01-25", "over", "2027-01-23"),
    ],
)
def test_a_clock_of_acceptance_begins_when_the_file_is_complete(
    requests: list[Asked], today: str, state: str, on: str | None
) -> None:
    found = clock(ACCEPTANCE, "2026-11-23", requests, today)
    assert (found.state, found.on, found.granted) == (state, day(on) if on else None, True)


def test_an_answer_of_the_service_ends_the_clock_unless_silence_came_first() -> None:
    assert clock(REJECTION, "2026-11-23", [], "2026-12-05", "2026-12-04").state == "decided"
    assert clock(REJECTION, "2026-11-23", [], "2027-03-05", "2026-12-04").state == "decided"
    late = clock(REJECTION, "2026-11-23", [], "2027-02-05", "2027-02-04")
    assert (late.state, late.since) == ("over", day("2027-01-23"))


def test_silence_has_decided_only_once_its_day_has_passed() -> None:
    assert clock(REJECTION, "2026-11-23", [], "2027-01-23").state == "running"
    assert clock(REJECTION, "2026-11-23", [], "2027-01-24").state == "over"


@pytest.mark.parametrize(
    "rule", [{}, {"outcome": "none"}, {"outcome": "rejection", "delay": "P1M", "startsAt": "visit"}]
)
def test_there_is_no_clock_where_silence_decides_nothing_or_its_start_is_unknown(
    rule: dict[str, str],
) -> None:
    assert clock_of({"silence": rule}, day("2026-11-23"), [], day("2026-11-24")) is None


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, list[Asked]]:
    deposited = draw(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
    requests = []
    for start, length, sent in draw(
        st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60), st.integers(-1, 90)), max_size=5)
    ):
        on = deposited + timedelta(days=start)
        answer = on + timedelta(days=sent) if sent >= 0 else None
        requests.append(Asked(on, on + timedelta(days=length), answer))
    return deposited, requests


@given(histories())
def test_asking_never_brings_the_day_of_silence_nearer(history: tuple[date, list[Asked]]) -> None:
    deposited, requests = history
    for procedure in (REJECTION, ACCEPTANCE):
        found = clock_of(procedure, deposited, requests, deposited)
        assert found is not None
        assert found.on is None or found.on >= after(deposited, "P2M")


@given(histories())
def test_a_suspension_is_never_longer_than_the_days_on_which_a_piece_was_awaited(
    history: tuple[date, list[Asked]],
) -> None:
    deposited, requests = history
    found = clock_of(REJECTION, deposited, requests, LATER)
    assert found is not None
    assert found.on is not None
    awaited = {
        one.on + timedelta(days=n) for one in requests for n in range(max(0, (one.stop - one.on).days))
    }
    assert (found.on - after(deposited, "P2M")).days <= len(awaited)


@given(histories(), st.randoms())
def test_the_order_in_which_requests_are_given_changes_nothing(
    history: tuple[date, list[Asked]],
    random: Random,
) -> None:
    deposited, requests = history
    mixed = list(requests)
    random.shuffle(mixed)
    for procedure in (REJECTION, ACCEPTANCE):
        first = clock_of(procedure, deposited, requests, LATER)
        assert first == clock_of(procedure, deposited, mixed, LATER)
