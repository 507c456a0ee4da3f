"""How dates, hours and sizes are written in French: one way, for pages, mails and papers.

Small tables rather than a locale library: a page of twenty questions has one millisecond.
"""

from datetime import date, datetime
from typing import Final

from engine import iso8601

#: A no-break space, before a unit and inside an hour.
NBSP: Final = "\N{NO-BREAK SPACE}"
#: The narrow no-break space between thousands.
THIN: Final = "\N{NARROW NO-BREAK SPACE}"
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
_UNITS: Final = {
    "D": ("jour", "jours"),
    "W": ("semaine", "semaines"),
    "M": ("mois", "mois"),
    "Y": ("an", "ans"),
}
_THOUSAND: Final = 1000
#: From here a size rounds to one megabyte.
_MEGABYTE: Final = 999_500


def long_date(day: date) -> str:
    """Write « 1er août 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def partial_date(text: str) -> str:
    """Write an ISO date, whole or partial: « août 1962 »; the text itself when it is none."""
    match iso8601.partial_date(text):
        case (year, month, day):
            return long_date(date(year, month, day))
        case (year, month):
            return f"{_MONTHS[month - 1]} {year}"
    return text


def span(first: str, last: str) -> str:
    """Write a period from its two ISO dates: « du 3 mai 2027 au 7 mai 2027 », « le 3 mai 2027 »."""
    if first == last:
        return f"le {partial_date(first)}"
    return f"du {partial_date(first)} au {partial_date(last)}"


def hour(local: datetime) -> str:
    """Write « 14 h 07 », with no-break spaces."""
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def clock(text: str) -> str:
    """Write an hour `HH:MM`: « 8 h 30 », « 14 h »; the text itself when it is none."""
    read = iso8601.clock(text)
    if read is None:
        return text
    hours, minutes = read
    return f"{hours}{NBSP}h" + (f"{NBSP}{minutes:02d}" if minutes else "")


def day_month(text: str) -> str:
    """Write a day of every year `MM-JJ`: « 15 juin »; the text itself when it is none."""
    read = iso8601.month_day(text)
    if read is None:
        return text
    month, day = read
    return f"{'1er' if day == 1 else day} {_MONTHS[month - 1]}"


def period(text: str) -> str:
    """Write a period of one unit, `P2M`: « 2 mois »; the text itself when it is none."""
    read = iso8601.period(text)
    if read is None:
        return text
    count, unit = read
    return f"{count}{NBSP}{_UNITS[unit][count > 1]}"


def number(value: float) -> str:
    """Write a number: « 1 234 », and with two decimals what is not whole: « 1 234,50 »."""
    written = f"{value:,}" if float(value).is_integer() and isinstance(value, int) else f"{value:,.2f}"
    return written.removesuffix(".00").replace(",", THIN).replace(".", ",")


def hundredths(value: int) -> str:
    """Write a number of hundredths, always with two decimals: « 1 234,50 »."""
    return f"{value / 100:,.2f}".replace(",", THIN).replace(".", ",")


def euros(centimes: int) -> str:
    """Write an amount: « 12,50 € »."""
    return f"{hundredths(centimes)}{NBSP}€"


def with_unit(number: str, unit: str) -> str:
    """Write « 3 000 € », « 12 m² »."""
    return f"{number}{NBSP}{unit}"


def weekday(day: date) -> str:
    """Write « lundi »."""
    return _DAYS[day.weekday()]


def size(octets: int) -> str:
    """Write a file's size in decimal units: « 118 octets », « 118 ko », « 2,4 Mo », « 10 Mo »."""
    if octets < _THOUSAND:
        return f"{octets}{NBSP}octet{'s' if octets > 1 else ''}"
    if octets < _MEGABYTE:
        return f"{round(octets / _THOUSAND)}{NBSP}ko"
    return f"{octets / _THOUSAND**2:.1f}".replace(".", ",").removesuffix(",0") + f"{NBSP}Mo"
