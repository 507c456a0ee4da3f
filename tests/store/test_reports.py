"""Reports: a problem is recalled for some days, in its own city and form, once a day."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.store import reports
from engine.store.tables import report as table

if TYPE_CHECKING:
    from engine.store import Store

DAY = date(2026, 3, 2)


def test_a_report_is_recalled_in_its_city_and_form_only(store: Store) -> None:
    with store.begin() as conn:
        reports.add(conn, "tilleray", "signalement", "a" * 64, DAY)
    with store.read() as conn:
        assert reports.recent(conn, "tilleray", "signalement", DAY) == (("a" * 64, DAY),)
        assert reports.recent(conn, "grandval", "signalement", DAY) == ()
        assert reports.recent(conn, "tilleray", "recensement-citoyen", DAY) == ()


def test_the_same_report_of_one_day_is_noted_once(store: Store) -> None:
    with store.begin() as conn:
        for day in (DAY, DAY, DAY + timedelta(days=1)):
            reports.add(conn, "tilleray", "signalement", "a" * 64, day)
        assert len(reports.recent(conn, "tilleray", "signalement", DAY)) == 2


def test_two_deposits_at_once_may_note_the_same_problem(store: Store) -> None:
    noted: list[bool] = []
    start = threading.Barrier(4)

    def note() -> None:
        start.wait()
        with store.begin() as conn:
            reports.add(conn, "tilleray", "signalement", "a" * 64, DAY)
        noted.append(True)

    threads = [threading.Thread(target=note) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert noted == [True] * 4


def test_an_old_report_is_no_longer_recalled_then_forgotten(store: Store) -> None:
    later = DAY + reports.KEPT + timedelta(days=1)
    with store.begin() as conn:
        reports.add(conn, "tilleray", "signalement", "a" * 64, DAY)
        assert reports.recent(conn, "tilleray", "signalement", DAY + reports.KEPT) != ()
        assert reports.recent(conn, "tilleray", "signalement", later) == ()
        reports.add(conn, "tilleray", "signalement", "b" * 64, later)
        assert conn.execute(select(func.count()).select_from(table)).scalar_one() == 1
