"""Items of a group against one another: twins, overlaps, order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations, pairwise

from engine.journey.checks.answers import folded
from engine.journey.checks.situation import FINE, Check, Fault, Situation
from engine.journey.dates import minutes, whole
from engine.journey.pointers import ABSENT, fixed, get
from engine.model import Json

#: The ends of a year, for periods that come back every year.
_NEW_YEAR, _LAST_DAY = "01-01", "12-31"


def _distinct(here: Situation) -> Fault | None:
    seen: set[tuple[str, ...]] = set()
    for one in _compared(here):
        if one in seen:
            return {}
        seen.add(one)
    return FINE


def _compared(here: Situation) -> Iterator[tuple[str, ...]]:
    """Give what must differ: the answers named by `of`, or of each item those named by `by`."""
    if "of" in here.use.arguments:
        answers = (here.of(code) for code in here.codes("of"))
        yield from ((folded(one),) for one in answers if one is not ABSENT)
        return
    for item in _items(here):
        values = [_in_item(here, item, code) for code in here.codes("by")]
        if any(one is not ABSENT for one in values):
            yield tuple("" if one is ABSENT else folded(one) for one in values)


def _no_overlap(here: Situation) -> Fault | None:
    spans = [span for item in _items(here) for span in _spans(here, item)]
    apart = all(_apart(one, other) for one, other in combinations(spans, 2) if one[0] is not other[0])
    return FINE if apart else {}


#: An item, its start and its end, both included: comparable among themselves.
_Span = tuple[Json, Json, Json]


def _spans(here: Situation, item: Json) -> Iterator[_Span]:
    start, end = (_in_item(here, item, str(here.use.arguments[name])) for name in ("from", "to"))
    end = start if end is ABSENT else end
    if here.use.arguments.get("yearly"):
        yield from _yearly(item, start, end)
        return
    first, last = whole(start), whole(end)
    if first is None or last is None:
        return
    opens, closes = (_time(here, item, name) for name in ("fromTime", "toTime"))
    if opens is None or closes is None:
        yield item, datetime.combine(first, time.min), datetime.combine(last, time.max)
    else:
        yield _slot(item, first, last, opens, closes)


def _slot(item: Json, first: date, last: date, opens: int, closes: int) -> _Span:
    """Give a span with hours: on one day, a closing that is not later is the next day's; the last minute is free."""
    beginning = datetime.combine(first, time.min) + timedelta(minutes=opens)
    ending = datetime.combine(last, time.min) + timedelta(minutes=closes)
    if ending <= beginning:
        ending += timedelta(days=1)
    return item, beginning, ending - timedelta.resolution


def _yearly(item: Json, start: Json, end: Json) -> Iterator[_Span]:
    if not isinstance(start, str) or not isinstance(end, str):
        return
    if start <= end:
        yield item, start, end
    else:
        yield item, start, _LAST_DAY
        yield item, _NEW_YEAR, end


def _apart(one: _Span, other: _Span) -> bool:
    return bool(one[2] < other[1] or other[2] < one[1])


def _in_order(here: Situation) -> Fault | None:
    days = [whole(_in_item(here, item, code)) for code in here.codes("by") for item in _items(here)]
    known = [day for day in days if day is not None]
    if any(later <= earlier for earlier, later in pairwise(known)):
        return {}
    within = here.compute("within")
    if known and isinstance(within, int) and (known[-1] - known[0]).days > within:
        return {"n": within}
    return FINE


def _items(here: Situation) -> Sequence[Json]:
    """Give the items of the group that is named, or of the group under check."""
    code = here.use.arguments.get("group", here.use.on)
    items = get(here.document, fixed(here.program.by_code[str(code)].question.path, here.ranks))
    return items if isinstance(items, list) else ()


def _in_item(here: Situation, item: Json, code: str) -> Json:
    path = here.program.by_code[code].question.path
    return get(item, path[len(path) - path[::-1].index("*") :])


def _time(here: Situation, item: Json, name: str) -> int | None:
    code = here.use.arguments.get(name)
    return None if code is None else minutes(_in_item(here, item, str(code)))


KINDS: Mapping[str, Check] = {
    "distincts": _distinct,
    "sansChevauchement": _no_overlap,
    "ordre": _in_order,
}
