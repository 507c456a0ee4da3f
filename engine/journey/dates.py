"""Civil dates as answers carry them: whole or partial, ISO, with the benefit of the doubt for what is unknown."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date

_HOUR = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_SHAPE = re.compile(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")


def parts(text: object) -> tuple[int, int | None, int | None] | None:
    """Read `AAAA`, `AAAA-MM` or `AAAA-MM-JJ` as numbers, or None when it is none of them."""
    found = _SHAPE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def exists(text: object) -> bool:
    """Say whether the date is in the calendar, as far as it is given."""
    read = parts(text)
    if read is None:
        return False
    year, month, day = read
    return day is None or month is None or day <= monthrange(year, month)[1]


def whole(text: object) -> date | None:
    """Give the day that a whole date names; None when it is partial, is none, or is not in the calendar."""
    read = parts(text)
    if read is None or read[1] is None or read[2] is None or not exists(text):
        return None
    return date(read[0], read[1], read[2])


def minutes(text: object) -> int | None:
    """Give the minutes since midnight of `HH:MM`, or None when it is no hour."""
    found = _HOUR.fullmatch(text) if isinstance(text, str) else None
    return int(found[1]) * 60 + int(found[2]) if found else None


def earliest(text: object) -> date | None:
    """Give the first day that the date, or a period, may mean; a day past the end of its month is read as the last."""
    read = parts(text.get("debut") if isinstance(text, Mapping) else text)
    if read is None:
        return None
    year, month, day = read
    return date(year, month or 1, min(day or 1, monthrange(year, month or 1)[1]))


def latest(text: object) -> date | None:
    """Give the last day that the date, or a period, may mean."""
    read = parts(text.get("fin") if isinstance(text, Mapping) else text)
    if read is None:
        return None
    year, month, day = read
    last = monthrange(year, month or 12)[1]
    return date(year, month or 12, min(day or last, last))


def birthday(born: date, years: int) -> date:
    """Give the day a person reaches that age; one born on 29 February reaches it on 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Give the whole years that a person has on a day."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def add_months(day: date, months: int) -> date:
    """Give the same day some months later, or the last of that month (code de procédure civile, 641)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date, months: int) -> date:
    """Give the last day of the month that comes `months` after the month of `day`."""
    start = add_months(day.replace(day=1), months)
    return start.replace(day=monthrange(start.year, start.month)[1])
