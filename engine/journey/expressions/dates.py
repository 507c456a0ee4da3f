"""Days and hours: spans, weekdays, a date moved, ages. A partial date is no day: what needs one is absent."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from engine.journey.dates import add_months, age_on, earliest, minutes, parts, whole
from engine.journey.expressions.answers import constant
from engine.journey.expressions.rows import CITY_LIST, covering
from engine.journey.expressions.values import Compile, Maker, Value, is_number, reader
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.language import FRENCH, manner
from engine.model import Definition, Document, Expression, Json

_DAY_MINUTES = 24 * 60
#: The longest span of which days are counted one by one.
_LONGEST = 366 * 10


def _today(_expression: Expression, _compile: Compile) -> Value:
    return lambda _document, _item, facts, _definition: facts.today.isoformat()


def _year(expression: Expression, compile_part: Compile) -> Value:
    part = compile_part(expression["year"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        read = parts(part(document, item, facts, definition))
        return read[0] if read else ABSENT

    return value


def _days(expression: Expression, compile_part: Compile) -> Value:
    span = _span(expression["days"], compile_part)

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        start, end = span(document, item, facts, definition)
        return (end - start).days if start and end else ABSENT

    return value


def _minutes(expression: Expression, compile_part: Compile) -> Value:
    start, end = (compile_part(part) for part in expression["minutes"])
    overnight = expression.get("overnight", False)

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        first, last = (minutes(part(document, item, facts, definition)) for part in (start, end))
        if first is None or last is None:
            return ABSENT
        return last - first + (_DAY_MINUTES if overnight and last < first else 0)

    return value


def _weekday(expression: Expression, compile_part: Compile) -> Value:
    part = compile_part(expression["weekday"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        day = whole(part(document, item, facts, definition))
        return manner(FRENCH).weekday(day) if day else ABSENT

    return value


def _weekdays(expression: Expression, compile_part: Compile) -> Value:
    span = _span(expression["weekdays"], compile_part)
    among = _literal_or_answer(expression["among"])
    closed = _closed(expression.get("except"))

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        start, end = span(document, item, facts, definition)
        names = among(document, item)
        if not start or not end or names is ABSENT or (end - start).days > _LONGEST:
            return ABSENT
        names = [names] if isinstance(names, str) else names
        days = (start + timedelta(days=rank) for rank in range((end - start).days + 1))
        shut = closed(document, item, facts)
        return sum(1 for day in days if manner(FRENCH).weekday(day) in names and not shut(day))

    return value


def _shift(expression: Expression, compile_part: Compile) -> Value:
    start = compile_part(expression["shift"])
    steps = {unit: _amount(expression[unit], compile_part) for unit in _UNITS if unit in expression}

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        day = whole(start(document, item, facts, definition))
        by = {unit: step(document, item, facts, definition) for unit, step in steps.items()}
        if day is None or not all(isinstance(one, int) and is_number(one) for one in by.values()):
            return ABSENT
        try:
            moved = add_months(day, by.get("years", 0) * 12 + by.get("months", 0))
            return (moved + timedelta(days=by.get("days", 0))).isoformat()
        except (ValueError, OverflowError):
            return ABSENT

    return value


def _age(expression: Expression, compile_part: Compile) -> Value:
    born = compile_part(expression["age"])
    at = compile_part(expression["on"]) if "on" in expression else None

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        first = earliest(born(document, item, facts, definition))
        day = whole(at(document, item, facts, definition)) if at else facts.today
        return ABSENT if first is None or day is None or day < first else age_on(first, day)

    return value


_UNITS = ("days", "months", "years")
_Span = Callable[[Document, Json, Facts, Definition], tuple[date | None, date | None]]


def _span(both: list[Expression], compile_part: Compile) -> _Span:
    start, end = (compile_part(part) for part in both)
    return lambda document, item, facts, definition: (
        whole(start(document, item, facts, definition)),
        whole(end(document, item, facts, definition)),
    )


def _amount(written: Expression | int, compile_part: Compile) -> Value:
    return constant(written) if isinstance(written, int) else compile_part(written)


def _literal_or_answer(written: str | list[str]) -> Callable[[Document, Json], Json]:
    if isinstance(written, str):
        return reader(written)
    return lambda _document, _item: written


_Shut = Callable[[date], bool]


def _closed(written: str | list[str] | None) -> Callable[[Document, Json, Facts], _Shut]:
    """Give what says which days do not count: dates, an answer that holds dates, or the spans of a city's list."""
    if written is None:
        return lambda _document, _item, _facts: lambda _day: False
    if isinstance(written, str) and written.startswith(CITY_LIST):
        name = written.removeprefix(CITY_LIST)
        return lambda _document, _item, facts: lambda day: covering(facts.city.lists.get(name, ()), day)
    dates = _literal_or_answer(written)

    def closed(document: Document, item: Json, _facts: Facts) -> _Shut:
        named = frozenset(dates(document, item) or ())
        return lambda day: day.isoformat() in named

    return closed


KINDS: Mapping[str, Maker] = {
    "shift": _shift,
    "today": _today,
    "year": _year,
    "days": _days,
    "minutes": _minutes,
    "weekday": _weekday,
    "weekdays": _weekdays,
    "age": _age,
}
