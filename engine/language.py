"""The languages that a resident may choose, and how each writes dates, numbers and sizes.

A tag names a folder's file of texts: `fr`, `en`, and `fr-falc`, French easy to read.
"""

from datetime import date, datetime
from typing import Final, Protocol

from engine import english, french

#: The language of the law, of the staff, and of whatever another language does not say.
FRENCH: Final = "fr"
ENGLISH: Final = "en"
EASY: Final = "fr-falc"
#: Every language, in the order in which they are offered.
LANGUAGES: Final = (FRENCH, ENGLISH, EASY)


class Manner(Protocol):
    """How one language writes values; `engine.french` and `engine.english` are the two there are."""

    def long_date(self, day: date) -> str:
        """Write a day."""

    def partial_date(self, text: str) -> str:
        """Write an ISO date, whole or partial."""

    def span(self, first: str, last: str) -> str:
        """Write a period from its two ISO dates."""

    def hour(self, local: datetime) -> str:
        """Write the hour of an instant."""

    def clock(self, text: str) -> str:
        """Write an hour `HH:MM`."""

    def day_month(self, text: str) -> str:
        """Write a day of every year `MM-JJ`."""

    def period(self, text: str) -> str:
        """Write a period of one unit, `P2M`."""

    def number(self, value: float) -> str:
        """Write a number."""

    def hundredths(self, value: int) -> str:
        """Write a number of hundredths."""

    def euros(self, centimes: int) -> str:
        """Write an amount of money."""

    def with_unit(self, number: str, unit: str) -> str:
        """Write a number that is written already, with its unit."""

    def weekday(self, day: date) -> str:
        """Name the day of the week."""

    def size(self, octets: int) -> str:
        """Write a file's size."""


def manner(language: str) -> Manner:
    """Give how a language writes values; easy French writes them as French does."""
    return english if language == ENGLISH else french


def marked(language: str) -> str:
    """Give the `lang` attribute of a page: easy French is French to a voice and to a dictionary (RGAA 8.4)."""
    return FRENCH if language == EASY else language


def is_french(language: str) -> bool:
    """Say whether words in French need no mark in a page of that language."""
    return marked(language) == FRENCH
