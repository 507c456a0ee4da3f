"""Items of a group against one another: twins, overlaps, order."""

from typing import Any

import pytest

from engine.journey.problems import problems
from tests.journey.small import FACTS, form

SLOT = {"group": "LOT-000", "from": "LOT-001", "to": "LOT-002"}
HOURS = {**SLOT, "fromTime": "LOT-003", "toTime": "LOT-004"}
YEARLY = {**SLOT, "yearly": True}
TWINS = {"group": "LOT-000", "by": ["LOT-001", "LOT-002"]}
ORDER = {"group": "LOT-000", "by": "LOT-001"}


def faults(kind: str, items: list[dict[str, Any]], **arguments: Any) -> list[str]:  # noqa: ANN401 -- JSON
    """Ask a check of a group whose items have two texts and two hours."""
    questions: dict[str, Any] = {
        "LOT-000": {"field": "/lots", "widget": "group", "checks": [{"name": kind, **arguments}]},
        **{f"LOT-00{rank}": {"field": f"/lots/*/{key}"} for rank, key in enumerate("abcd", start=1)},
    }
    page = {"slug": "page", "section": "section", "questions": [], "group": "LOT-000", "item": ["LOT-001"]}
    return [one.code for one in problems(form(questions, [page]), {"lots": items}, FACTS)]


def days(*pairs: str) -> list[dict[str, Any]]:
    """Write items from « first last [from to] »."""
    return [dict(zip("abcd", pair.split(), strict=False)) for pair in pairs]


@pytest.mark.parametrize(
    ("kind", "arguments", "good", "bad"),
    [
        (
            "sansChevauchement",
            SLOT,
            days("2026-12-01 2026-12-02", "2026-12-03 2026-12-04"),
            days("2026-12-01 2026-12-02", "2026-12-02 2026-12-04"),
        ),
        ("sansChevauchement", SLOT, days("2026-12-01", "2026-12-02"), days("2026-12-01", "2026-12-01")),
        (
            "sansChevauchement",
            HOURS,
            days("2026-12-01 2026-12-01 14:00 18:00", "2026-12-01 2026-12-01 18:00 19:00"),
            days("2026-12-01 2026-12-01 14:00 18:00", "2026-12-01 2026-12-01 17:59 19:00"),
        ),
        (
            "sansChevauchement",
            HOURS,
            days("2026-12-01 2026-12-01 22:00 01:00", "2026-12-02 2026-12-02 01:00 02:00"),
            days("2026-12-01 2026-12-01 22:00 01:00", "2026-12-02 2026-12-02 00:30 02:00"),
        ),
        ("sansChevauchement", YEARLY, days("06-01 06-30", "07-01 08-31"), days("06-01 07-01", "07-01 08-31")),
        ("sansChevauchement", YEARLY, days("12-15 01-15", "01-16 02-29"), days("12-15 01-15", "01-10 02-29")),
        ("distincts", TWINS, days("Ana Roche", "Ana Rocher"), days("Ana Roche", "ANA roché")),
        ("ordre", ORDER, days("2026-12-01", "2026-12-31"), days("2026-12-02", "2026-12-01")),
        ("ordre", ORDER, days("2026-12-01", "2026-12-02"), days("2026-12-01", "2026-12-01")),
        (
            "ordre",
            {**ORDER, "within": 30},
            days("2026-12-01", "2026-12-31"),
            days("2026-12-01", "2027-01-01"),
        ),
        ("ordre", {**ORDER, "within": {"const": 30}}, days("2026-12-01"), days("2026-12-01", "2027-01-01")),
    ],
)
def test_a_check_of_a_group_gives_both_verdicts(
    kind: str, arguments: dict[str, Any], good: list[dict[str, Any]], bad: list[dict[str, Any]]
) -> None:
    assert faults(kind, good, **arguments) == []
    assert faults(kind, bad, **arguments) == ["LOT-000"]


def test_a_group_inside_an_item_is_judged_by_itself() -> None:
    check = {"name": "distincts", "group": "LOT-000", "by": ["LOT-001"]}
    questions: dict[str, Any] = {
        "PRO-000": {"field": "/projets", "widget": "group"},
        "LOT-000": {"field": "/projets/*/lots", "widget": "group", "checks": [check]},
        "LOT-001": {"field": "/projets/*/lots/*/a"},
    }
    page = {"slug": "page", "section": "section", "questions": [], "group": "PRO-000", "item": ["LOT-000"]}
    document = {"projets": [{"lots": [{"a": "x"}, {"a": "y"}]}, {"lots": [{"a": "x"}, {"a": "X"}]}]}
    assert [one.ranks for one in problems(form(questions, [page]), document, FACTS)] == [(1,)]


def test_items_not_written_yet_are_never_twins_and_never_overlap() -> None:
    assert faults("distincts", [{}, {}], **TWINS) == []
    assert faults("sansChevauchement", [{}, {}, {"a": "2026-12"}], **SLOT) == []
    assert faults("ordre", [{}, {"a": "2026-12-01"}, {}], **ORDER) == []
