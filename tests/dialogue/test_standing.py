"""The clock of a submission, from what was said about it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.dialogue import answer, ask, decide, standing_of
from engine.procedure.parts import common_silence, parts_of
from engine.resources import forms_root
from tests.dialogue.conftest import PDF, Counter, put_in
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from engine.dialogue.standing import Standing

FORM = "subvention-association"


def standing(counter: Counter) -> tuple[Standing, ...]:
    definition = CATALOGUE.get(FORM)
    return standing_of(definition, counter.desk.city, counter.submission, counter.said(), counter.desk.now)


def test_the_clock_follows_the_request_the_answer_and_the_decision(counter: Counter) -> None:
    (first,) = standing(counter)
    assert (first.clock.state, first.clock.on) == ("running", date(2027, 1, 24))
    with counter.desk.store.begin() as conn:
        request = ask(counter.desk, conn, counter.submission, "Bail", "", date(2026, 12, 24))
    (stopped,) = standing(counter)
    assert (stopped.clock.state, stopped.clock.on) == ("suspended", date(2027, 2, 23))
    counter.towns.clock.advance(timedelta(days=10))
    with counter.desk.store.begin() as conn:
        answer(counter.desk, conn, counter.submission, request, [PDF])
    (again,) = standing(counter)
    assert (again.clock.state, again.clock.on) == ("restarted", date(2027, 2, 3))
    with counter.desk.store.begin() as conn:
        decide(counter.desk, conn, counter.submission, "accepted", "Oui.")
    (decided,) = standing(counter)
    assert decided.clock.state == "decided"


def test_a_day_is_the_city_s_not_that_of_greenwich(counter: Counter) -> None:
    counter.towns.clock.advance(timedelta(hours=14, minutes=30))
    late = put_in(counter.towns)
    (found,) = standing_of(CATALOGUE.get(FORM), counter.desk.city, late, (), counter.desk.now)
    assert found.clock.on == date(2027, 1, 25), "23:30 in Greenwich is the next day in Paris"


def test_each_part_has_its_clock_unless_all_agree(counter: Counter) -> None:
    definition = CATALOGUE.get("inscription-scolaire-periscolaire")
    seen = set()
    for path in sorted((forms_root() / definition.slug / "examples").glob("v*.json")):
        answers = json.loads(path.read_text(encoding="utf-8"))["answers"]
        sent = put_in(counter.towns, answers, definition.slug)
        parts = list(parts_of(definition, answers, counter.desk.today))
        found = standing_of(definition, counter.desk.city, sent, (), counter.desk.now)
        if common_silence(parts):
            assert [one.part for one in found] == [""]
        else:
            assert [one.part for one in found] == [one.id for one in parts if one.silence]
        days = [one.clock.on for one in found]
        assert set(days) == {one.silence.on for one in parts if one.silence}
        seen.add(len(found))
    assert 1 in seen
    assert max(seen) > 1, "no example holds two clocks"
