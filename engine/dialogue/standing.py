"""Where a submission stands in law today: its requests for pieces, and the clock of each request it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engine.cities.city import City
from engine.journey.compiled import condition
from engine.model import Definition, Document
from engine.procedure.clocks import Asked, Clock, clock_of
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """A clock, and the part of the form it is about: empty when the form is one request."""

    clock: Clock
    part: str = ""


def standing_of(
    definition: Definition, city: City, submission: Submission, said: Sequence[Exchange], now: datetime
) -> tuple[Standing, ...]:
    """Give the clocks of a submission; one for all its parts when they agree, none where silence decides nothing."""
    document = dict(submission.payload.get("answers", {}))
    asked, ended = _asked(said, city), _ended(said, city)
    deposited, today = _day(submission.deposited_at, city), _day(now, city)
    parts = [
        (str(one["id"]), one)
        for one in definition.procedure.get("parts", ())
        if condition(one.get("if"))(document, None)
    ]
    rules = parts or [("", definition.procedure)]
    found = [
        Standing(clock, part)
        for part, rule in rules
        if (clock := clock_of(rule, deposited, asked, today, ended)) is not None
        and (parts or _speaks(definition, document))
    ]
    alike = len({one.clock for one in found}) == 1 and len(found) == len(rules)
    return (Standing(found[0].clock),) if alike else tuple(found)


def clocks_of(
    definition: Definition, city: City, submission: Submission, said: Sequence[Exchange], now: datetime
) -> tuple[Clock, ...]:
    """Give the clocks alone, without the parts that they are about."""
    return tuple(one.clock for one in standing_of(definition, city, submission, said, now))


def _speaks(definition: Definition, document: Document) -> bool:
    """Say whether the form speaks of silence for these answers: some have answers for which none decides."""
    for one in definition.procedure.get("mentions", ()):
        if isinstance(one, str):
            if one.startswith("silence"):
                return True
        elif one["mention"].startswith("silence") and condition(one["if"])(document, None):
            return True
    return False


def _asked(said: Sequence[Exchange], city: City) -> list[Asked]:
    answers = {one.answers_id: one for one in said if one.kind == "answer"}
    return [
        Asked(
            _day(one.at, city),
            one.until,
            _day(answers[one.id].at, city) if one.id in answers else None,
        )
        for one in said
        if one.kind == "request" and one.until is not None
    ]


def _ended(said: Sequence[Exchange], city: City) -> date | None:
    ends = [_day(one.at, city) for one in said if one.kind in {"decision", "withdrawal"}]
    return min(ends, default=None)


def _day(at: datetime, city: City) -> date:
    return at.astimezone(city.zone).date()
