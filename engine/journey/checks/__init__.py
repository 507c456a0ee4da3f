"""Rules that JSON Schema cannot say: calendars, ages, one answer against another, the city's territory and lists.

Each kind is a function of a `Situation`; it gives None when all is well, else the numbers that its message
needs. The list is closed and published to vendors; `docs/reference/form-format.md` says what each means.
"""

from collections.abc import Mapping

from engine.journey.checks import answers, dates, earlier, groups, identifiers, lists, places, wording
from engine.journey.checks.situation import Check, Fault, Situation

__all__ = ["CHECKS", "Check", "Fault", "Situation"]

#: Every kind that a form may name.
CHECKS: Mapping[str, Check] = {
    **dates.KINDS,
    **answers.KINDS,
    **groups.KINDS,
    **identifiers.KINDS,
    **places.KINDS,
    **wording.KINDS,
    **lists.KINDS,
    **earlier.KINDS,
}
