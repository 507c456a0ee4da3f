"""The birth date that opens a draft again, beside its code or its link: known from the answers, or told for that.

A code on a paper, a link in a mail may be read by somebody else; the birth date is what the person need not note.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from engine.journey.pointers import get
from engine.journey.view import FieldView, PartView
from engine.web.journey.desk import Desk
from engine.web.tongue import spoken

#: The fact that holds the birth date told to find the draft again.
TOLD: Final = "naissance"
_NAME: Final = "naissance"
_PARTS: Final = (("jour", "day", 2), ("mois", "month", 2), ("annee", "year", 4))
_EARLIEST: Final = 1880


def births(desk: Desk) -> frozenset[str]:
    """Give the birth dates that open a draft: of the person whom a log-in would name, as answered or told."""
    asked = [
        one for one in desk.definition.questions.values() if one.prefill == "birthdate" and not one.group
    ]
    known = [get(desk.document, one.path) for one in asked]
    return frozenset(one for one in (*known, desk.draft.body.facts.get(TOLD)) if isinstance(one, str))


def typed(form: Mapping[str, str]) -> str | None:
    """Read a posted birth date, its day or its month unknown at most; None when it is none."""
    day, month, year = (form.get(f"{_NAME}.{part}", "").strip() for part, _, _ in _PARTS)
    if not re.fullmatch(r"[0-9]{4}", year) or (day and not month):
        return None
    if not all(re.fullmatch(r"[0-9]{0,2}", one) for one in (day, month)):
        return None
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    whole = found.isoformat()
    return (whole if day else whole[:7] if month else year) if int(year) >= _EARLIEST else None


def field(form: Mapping[str, str], hint: str, error: str | None = None) -> FieldView:
    """Give the question, as it was typed."""
    ours = spoken()
    parts = tuple(
        PartView(
            id=f"{_NAME}-{part}",
            name=f"{_NAME}.{part}",
            label=ours.say(f"birth.{part}"),
            value=form.get(f"{_NAME}.{part}", ""),
            autocomplete=f"bday-{token}",
            width=width,
            invalid=error is not None,
        )
        for part, token, width in _PARTS
    )
    return FieldView("", (), _NAME, _NAME, "date", ours.say("birth"), hint=hint, parts=parts, error=error)
