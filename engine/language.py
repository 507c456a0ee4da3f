"""The languages that a resident may choose, and how each writes dates, hours, numbers and sizes.

A tag names a folder's file of texts: `fr`, `en`, and `fr-falc`, French easy to read. What a locale knows is Unicode's
CLDR, read by Babel; here stands what our pages add: nothing is cut at a line's end, the first of a month is « 1er ».
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel import Locale, dates, numbers, units

from engine import iso8601

#: The language of the law, of the staff, and of whatever another language does not say.
FRENCH: Final = "fr"
ENGLISH: Final = "en"
EASY: Final = "fr-falc"
#: Every language, in the order in which they are offered.
LANGUAGES: Final = (FRENCH, ENGLISH, EASY)
#: A no-break space, before a unit and inside an hour.
NBSP: Final = "\N{NO-BREAK SPACE}"
#: The narrow no-break space between thousands.
THIN: Final = "\N{NARROW NO-BREAK SPACE}"

_UNITS: Final = {"D": "duration-day", "W": "duration-week", "M": "duration-month", "Y": "duration-year"}
_THOUSAND: Final = 1000
#: From here a size rounds to one megabyte.
_MEGABYTE: Final = 999_500


@dataclass(frozen=True, slots=True)
class Manner:
    """How one language writes values. Texts that are no date, hour or period come back as they are."""

    locale: Locale
    #: An hour, and an hour without its minutes, as CLDR patterns.
    hour_pattern: str
    round_hour_pattern: str
    #: What follows the number 1 when it begins a date: « 1er août ».
    first: str = ""
    #: A period, from its first day to its last, and a period of one day.
    days: str = "{} to {}"
    one_day: str = "{}"

    def long_date(self, day: date) -> str:
        """Write a day: « 1er août 2026 », “1 August 2026”."""
        return self._date(day, "d MMMM y")

    def partial_date(self, text: str) -> str:
        """Write an ISO date, whole or partial: « août 1962 »."""
        match iso8601.partial_date(text):
            case (year, month, day):
                return self.long_date(date(year, month, day))
            case (year, month):
                return self._date(date(year, month, 2), "MMMM y")
        return text

    def span(self, first: str, last: str) -> str:
        """Write a period from its two ISO dates: « du 3 mai 2027 au 7 mai 2027 », “3 May 2027”."""
        if first == last:
            return self.one_day.format(self.partial_date(first))
        return self.days.format(self.partial_date(first), self.partial_date(last))

    def day_month(self, text: str) -> str:
        """Write a day of every year `MM-JJ`: « 15 juin »."""
        read = iso8601.month_day(text)
        return (
            text if read is None else self._date(date(2024, *read), "d MMMM")
        )  # a leap year: all days exist

    def weekday(self, day: date) -> str:
        """Name the day of the week."""
        return self._date(day, "EEEE")

    def hour(self, local: datetime) -> str:
        """Write the hour of an instant: « 14 h 07 », “14:07”."""
        return _kept(dates.format_time(local.time(), self.hour_pattern, locale=self.locale))

    def clock(self, text: str) -> str:
        """Write an hour `HH:MM`: « 8 h 30 », « 14 h »."""
        read = iso8601.clock(text)
        if read is None:
            return text
        hours, minutes = read
        pattern = self.hour_pattern if minutes else self.round_hour_pattern
        at = datetime(2000, 1, 1, hours, minutes).time()  # noqa: DTZ001 -- an hour of any day
        return _kept(dates.format_time(at, pattern, locale=self.locale))

    def period(self, text: str) -> str:
        """Write a period of one unit, `P2M`: « 2 mois »."""
        read = iso8601.period(text)
        if read is None:
            return text
        count, unit = read
        return _kept(units.format_unit(count, _UNITS[unit], locale=self.locale))

    def number(self, value: float) -> str:
        """Write a number: « 1 234 », and with two decimals what is not whole: « 1 234,50 »."""
        rounded = round(Decimal(str(value)), 2)
        pattern = "#,##0" if rounded == rounded.to_integral_value() else "#,##0.00"
        return numbers.format_decimal(rounded, pattern, locale=self.locale)

    def hundredths(self, value: int) -> str:
        """Write a number of hundredths, always with two decimals: « 1 234,50 »."""
        return numbers.format_decimal(Decimal(value) / 100, "#,##0.00", locale=self.locale)

    def degrees(self, value: float) -> str:
        """Write a coordinate with the decimals that it has, six at most: « 46,5567 »."""
        return numbers.format_decimal(Decimal(str(value)), "0.######", locale=self.locale)

    def euros(self, centimes: int) -> str:
        """Write an amount: « 12,50 € », “€12.50”."""
        return numbers.format_currency(Decimal(centimes) / 100, "EUR", locale=self.locale)

    def with_unit(self, number: str, unit: str) -> str:
        """Write a number that is written already, with its unit: « 3 000 € », “€3,000”, « 12 m² »."""
        if unit == "€" and self.locale.currency_formats["standard"].pattern.startswith("¤"):
            return f"{unit}{number}"
        return f"{number}{NBSP}{unit}"

    def size(self, octets: int) -> str:
        """Write a file's size in decimal units: « 118 octets », « 118 ko », « 2,4 Mo », “10 MB”."""
        if octets < _THOUSAND:
            return _kept(units.format_unit(octets, "digital-byte", "long", locale=self.locale))
        if octets < _MEGABYTE:
            return self._short(round(octets / _THOUSAND), "digital-kilobyte")
        return self._short(round(octets / _THOUSAND**2, 1), "digital-megabyte")

    def is_one(self, count: int) -> bool:
        """Say whether a text that counts takes its form for one: in French, for none too."""
        return self.locale.plural_form(count) == "one"

    def _date(self, day: date, pattern: str) -> str:
        written = dates.format_date(day, pattern, locale=self.locale)
        return f"1{self.first}{written[1:]}" if self.first and written.startswith("1 ") else written

    def _short(self, amount: float, unit: str) -> str:
        return _kept(units.format_unit(amount, unit, "short", locale=self.locale)).replace(THIN, NBSP)


def manner(language: str) -> Manner:
    """Give how a language writes values; easy French writes them as French does."""
    return _ENGLISH if language == ENGLISH else _FRENCH


def marked(language: str) -> str:
    """Give the `lang` attribute of a page: easy French is French to a voice and to a dictionary (RGAA 8.4)."""
    return FRENCH if language == EASY else language


def is_french(language: str) -> bool:
    """Say whether words in French need no mark in a page of that language."""
    return marked(language) == FRENCH


def _kept(written: str) -> str:
    """Give words that no line's end cuts."""
    return written.replace(" ", NBSP)


_FRENCH: Final = Manner(Locale("fr", "FR"), "H 'h' mm", "H 'h'", "er", "du {} au {}", "le {}")
#: British: the day before the month, hours to 24.
_ENGLISH: Final = Manner(Locale("en", "GB"), "H:mm", "H:mm")
