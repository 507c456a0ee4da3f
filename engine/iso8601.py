"""Texts of ISO 8601 that no type of Python holds: partial dates, hours, days of every year, periods of one unit.

Each function gives the parts, or None when the text is none: who writes them chooses the words.
"""

import re
from datetime import date
from typing import Final

_PERIOD: Final = re.compile(r"P([0-9]{1,3})([DWMY])")
_MONTH_DAY: Final = re.compile(r"(0?[1-9]|1[0-2])-([0-9]{1,2})")
_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_PARTIAL: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
#: Every day of a year exists in it.
_LEAP_YEAR: Final = 2024
_DAYS: Final = {"D": 1, "W": 7, "M": 30, "Y": 365}


def partial_date(text: str) -> tuple[int, ...] | None:
    """Read a date as far as it is known, `1962`, `1962-08`, `1962-08-01`: its year, month and day."""
    if not _PARTIAL.fullmatch(text):
        return None
    read = tuple(int(part) for part in text.split("-"))
    try:
        date(*(*read, 1, 1)[:3])
    except ValueError:
        return None
    return read


def clock(text: str) -> tuple[int, int] | None:
    """Read an hour `HH:MM`."""
    read = _CLOCK.fullmatch(text)
    return None if read is None else (int(read[1]), int(read[2]))


def month_day(text: str) -> tuple[int, int] | None:
    """Read a day of every year `MM-JJ`, 29 February among them."""
    read = _MONTH_DAY.fullmatch(text)
    if read is None:
        return None
    month, day = int(read[1]), int(read[2])
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        return None
    return month, day


def period(text: str) -> tuple[int, str] | None:
    """Read a period of one unit, `P2M`: the count, and the unit among D, W, M and Y."""
    read = _PERIOD.fullmatch(text)
    return None if read is None else (int(read[1]), read[2])


def about_days(text: str) -> int:
    """Give a period in days, a month counted 30 and a year 365: enough to compare; raise ValueError for no period."""
    read = period(text)
    if read is None:
        raise ValueError(text)
    return read[0] * _DAYS[read[1]]
