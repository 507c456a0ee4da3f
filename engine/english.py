"""How dates, hours and sizes are written in English: the same functions as `engine.french`, for the same values."""

from datetime import date, datetime
from typing import Final

from engine import iso8601

#: A no-break space, before a unit.
NBSP: Final = "\N{NO-BREAK SPACE}"
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_UNITS: Final = {
    "D": ("day", "days"),
    "W": ("week", "weeks"),
    "M": ("month", "months"),
    "Y": ("year", "years"),
}
_THOUSAND: Final = 1000
#: From here a size rounds to one megabyte.
_MEGABYTE: Final = 999_500


def long_date(day: date) -> str:
    """Write “1 August 2026”."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def partial_date(text: str) -> str:
    """Write an ISO date, whole or partial: “August 1962”; the text itself when it is none."""
    match iso8601.partial_date(text):
        case (year, month, day):
            return long_date(date(year, month, day))
        case (year, month):
            return f"{_MONTHS[month - 1]} {year}"
    return text


def span(first: str, last: str) -> str:
    """Write a period from its two ISO dates: “3 May 2027 to 7 May 2027”, “3 May 2027”."""
    return partial_date(first) if first == last else f"{partial_date(first)} to {partial_date(last)}"


def hour(local: datetime) -> str:
    """Write “14:07”."""
    return f"{local.hour}:{local.minute:02d}"


def clock(text: str) -> str:
    """Write an hour `HH:MM`: “8:30”, “14:00”; the text itself when it is none."""
    read = iso8601.clock(text)
    if read is None:
        return text
    hours, minutes = read
    return f"{hours}:{minutes:02d}"


def day_month(text: str) -> str:
    """Write a day of every year `MM-JJ`: “15 June”; the text itself when it is none."""
    read = iso8601.month_day(text)
    if read is None:
        return text
    month, day = read
    return f"{day} {_MONTHS[month - 1]}"


def period(text: str) -> str:
    """Write a period of one unit, `P2M`: “2 months”; the text itself when it is none."""
    read = iso8601.period(text)
    if read is None:
        return text
    count, unit = read
    return f"{count}{NBSP}{_UNITS[unit][count != 1]}"


def number(value: float) -> str:
    """Write a number: “1,234”, and with two decimals what is not whole: “1,234.50”."""
    written = f"{value:,}" if float(value).is_integer() and isinstance(value, int) else f"{value:,.2f}"
    return written.removesuffix(".00")


def hundredths(value: int) -> str:
    """Write a number of hundredths, always with two decimals: “1,234.50”."""
    return f"{value / 100:,.2f}"


def euros(centimes: int) -> str:
    """Write an amount: “€12.50”."""
    return f"€{hundredths(centimes)}"


def with_unit(number: str, unit: str) -> str:
    """Write “€3,000”, “12 m²”: a currency stands first."""
    return f"{unit}{number}" if unit == "€" else f"{number}{NBSP}{unit}"


def weekday(day: date) -> str:
    """Write “Monday”."""
    return _DAYS[day.weekday()]


def size(octets: int) -> str:
    """Write a file's size in decimal units: “118 bytes”, “118 kB”, “2.4 MB”, “10 MB”."""
    if octets < _THOUSAND:
        return f"{octets}{NBSP}byte{'' if octets == 1 else 's'}"
    if octets < _MEGABYTE:
        return f"{round(octets / _THOUSAND)}{NBSP}kB"
    return f"{octets / _THOUSAND**2:.1f}".removesuffix(".0") + f"{NBSP}MB"
