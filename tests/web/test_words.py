"""How dates, sizes and numbers are written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from engine.web import words
from tests.web.macros.samples import NBSP

SUMMER = datetime(2026, 7, 31, 22, 5, tzinfo=UTC)


def test_an_instant_is_read_in_paris_whatever_the_machine_says() -> None:
    assert words.moment(SUMMER) == f"samedi 1er{NBSP}août 2026 à 0{NBSP}h{NBSP}05"
    assert words.iso(SUMMER) == "2026-08-01T00:05+02:00"
    assert words.day(SUMMER, "Indian/Reunion") == f"1er{NBSP}août 2026"
    assert words.hour(SUMMER, "America/Martinique") == f"18{NBSP}h{NBSP}05"


def test_a_day_has_no_hour() -> None:
    assert words.day(date(2026, 2, 2)) == f"2{NBSP}février 2026"
    assert words.iso(date(2026, 2, 2)) == "2026-02-02"


def test_numbers_and_lists() -> None:
    assert words.number(18402) == "18\u202f402"
    assert words.said_rank(()) == ""
    assert words.said_rank((1, 0)) == f", numéro{NBSP}2.1"


@dataclass(frozen=True)
class _Field:
    code: str
    certified: bool


def test_runs_keep_the_order_of_the_questions() -> None:
    fields = [_Field("a", certified=True), _Field("b", certified=False), _Field("c", certified=True)]
    assert [(certified, [one.code for one in some]) for certified, some in words.runs(fields)] == [
        (True, ["a"]),
        (False, ["b"]),
        (True, ["c"]),
    ]
