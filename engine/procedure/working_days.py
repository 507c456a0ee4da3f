"""French working days (jours ouvrés): Monday to Friday, public holidays apart, where the town stands.

The holidays of everywhere are those of code du travail L3133-1; Alsace-Moselle adds two (L3134-13, read on pages
only) and the overseas territories one each (L3422-2, read in its text). Good Friday is a holiday only in communes
with a Protestant church or one shared by two faiths: here it never is a working day in those three départements,
so that a delay in working days is never cut short.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

_SATURDAY: Final = 5
#: Month and day of the holidays that do not move (L3133-1).
_FIXED: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
#: Days after Easter: Easter Monday, Ascension, Whit Monday (L3133-1).
_MOVING: Final = (1, 39, 50)
_ALSACE_MOSELLE: Final = frozenset({"57", "67", "68"})
_GOOD_FRIDAY: Final = -2
_SAINT_STEPHEN: Final = (12, 26)
#: The day on which each territory remembers the end of slavery (L3422-2), by the start of its INSEE codes.
_OVERSEAS: Final = {
    "971": (5, 27),
    "972": (5, 22),
    "973": (6, 10),
    "974": (12, 20),
    "976": (4, 27),
    "977": (10, 9),
    "978": (5, 27),
}


def easter(year: int) -> date:
    """Give Easter Sunday of a Gregorian year (the computation of Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int, commune: str = "") -> frozenset[date]:
    """Give the public holidays of a year where a commune stands, by its INSEE code; empty for anywhere."""
    return frozenset(_holidays(year, commune))


def is_working_day(day: date, commune: str = "") -> bool:
    """Say whether offices work on a day: neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year, commune)


def after_working_days(start: date, count: int, commune: str = "") -> date:
    """Give the day that comes `count` working days after a day, which itself does not count; itself for zero."""
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day, commune):
            day += timedelta(days=1)
    return day


def _holidays(year: int, commune: str) -> Iterator[date]:
    sunday = easter(year)
    yield from (date(year, month, day) for month, day in _FIXED)
    yield from (sunday + timedelta(days=count) for count in _MOVING)
    if commune[:2] in _ALSACE_MOSELLE:
        yield sunday + timedelta(days=_GOOD_FRIDAY)
        yield date(year, *_SAINT_STEPHEN)
    if commune[:3] in _OVERSEAS:
        yield date(year, *_OVERSEAS[commune[:3]])
