"""Kinds of question written in several short inputs: dates, their parts, and periods."""

from typing import Final

from engine.journey import periods
from engine.journey.names import element_id, input_name
from engine.journey.pointers import Place, get
from engine.journey.reading import PARTS
from engine.journey.sheet import Sheet, Typed, autocomplete
from engine.journey.view import PartView
from engine.model import Question

_DATE_WIDTHS: Final = {"jour": 2, "mois": 2, "annee": 4}


def parts_of(
    sheet: Sheet,
    question: Question,
    place: Place,
    typed: Typed,
) -> tuple[PartView, ...]:
    """Give the inputs of a question that has several; none for any other kind."""
    if question.widget == "period":
        return _ends(sheet, question, place, typed)
    if question.widget not in {"date", "partial-date", "day-month"}:
        return ()
    token = autocomplete(sheet, question)
    wrong = (question.code, place.ranks) in sheet.errors
    tokens = {"jour": "day", "mois": "month", "annee": "year"}
    return tuple(
        PartView(
            id=element_id(question.code, place.ranks, "" if index == 0 else part),
            name=input_name(place, part),
            label=sheet.words.get(f"part.date.{part}"),
            value=(typed.get(part) or ("",))[0],
            autocomplete=f"{token}-{tokens[part]}" if token else None,
            width=_DATE_WIDTHS[part],
            invalid=wrong,
        )
        for index, part in enumerate(PARTS[question.widget])
    )


def _ends(sheet: Sheet, question: Question, place: Place, typed: Typed) -> tuple[PartView, ...]:
    """Give the six inputs of a period, three under each end; those of the end to mend say that they are wrong."""
    fault = periods.fault(get(sheet.document, place.path))
    wrong = periods.FAULTS.get(fault or "", ()) if (question.code, place.ranks) in sheet.errors else ()
    return tuple(
        PartView(
            id=element_id(question.code, place.ranks, "" if index == 0 else part.replace(".", "-")),
            name=input_name(place, part),
            label=sheet.words.get(f"part.date.{part.partition('.')[2]}"),
            value=(typed.get(part) or ("",))[0],
            width=_DATE_WIDTHS[part.partition(".")[2]],
            invalid=part.partition(".")[0] in wrong,
            under=sheet.words.get(f"part.periode.{part.partition('.')[0]}"),
        )
        for index, part in enumerate(PARTS["period"])
    )
