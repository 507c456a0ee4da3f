"""The day on which the administration's silence decides (CRPA L231-1 to L231-6, R112-11-1).

A delay counted in months ends on the day of the same number, or on the last of the month when there is none
(rule of code de procédure civile, art. 641, by which administrative delays are read). Suspension while a piece
is asked for (L114-5) comes with the messages that ask for it, and so do working days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from engine import iso8601
from engine.errors import FormuneError
from engine.journey.dates import add_months


class BadPeriod(FormuneError):
    """A delay is not an ISO 8601 period of one unit, such as P2M."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What no answer means, from which day; `verified` tells whether the rule was read in its text."""

    outcome: str
    on: date
    verified: bool
    #: The delay runs from a complete file (L114-5, R112-11-4): `on` holds only when nothing is missing.
    if_complete: bool = False

    @property
    def granted(self) -> bool:
        """Say whether silence grants the request."""
        return self.outcome == "acceptance"


def after(start: date, period: str) -> date:
    """Give the day that comes a period (`P2M`, `P15D`, `P1Y`) after a day; raise BadPeriod."""
    read = iso8601.period(period)
    if read is None:
        raise BadPeriod(period)
    count, unit = read
    if unit in "DW":
        return start + timedelta(days=count * (7 if unit == "W" else 1))
    return add_months(start, count * (12 if unit == "Y" else 1))


def silence_of(procedure: Mapping[str, Any], deposited: date) -> Silence | None:
    """Give what silence decides and when, `deposited` being the local day; raise BadPeriod.

    None where it decides nothing (a declaration, a report), and where the day is not known at deposit because
    the delay starts at a visit.
    """
    rule = procedure.get("silence") or {}
    if rule.get("outcome") not in {"acceptance", "rejection"} or rule.get("startsAt") == "visit":
        return None
    return Silence(
        outcome=str(rule["outcome"]),
        on=after(deposited, str(rule.get("delay", ""))),
        verified=rule.get("verified") is True,
        if_complete=rule.get("startsAt") == "complete",
    )
