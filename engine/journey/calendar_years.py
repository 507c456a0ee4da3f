"""How many days of some periods fall in each calendar year: what a yearly limit is counted on."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

#: A period longer than that is a mistake that a check says: it is not counted day by day.
LONGEST = timedelta(days=4392)


def days_by_year(periods: Iterable[tuple[date, date]]) -> dict[int, int]:
    """Give the number of days of each year, both ends of each period included, years in order."""
    counted: Counter[int] = Counter()
    for first, last in periods:
        if not timedelta(0) <= last - first <= LONGEST:
            continue
        for year in range(first.year, last.year + 1):
            start, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
            counted[year] += (end - start).days + 1
    return dict(sorted(counted.items()))
