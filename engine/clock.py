"""Time comes in as an argument, so that a test can stand on any day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

#: The time zone of metropolitan France, default of every city.
PARIS = ZoneInfo("Europe/Paris")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FrozenClock:
    """A clock that stands still until it is moved; for tests, examples and replays."""

    instant: datetime

    def now(self) -> datetime:
        """Give the frozen instant in UTC."""
        return self.instant.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        """Move the clock forward by `step`."""
        self.instant += step


def local_day(clock: Clock, zone: tzinfo = PARIS) -> date:
    """Give the civil day at `zone`."""
    return clock.now().astimezone(zone).date()
