"""The back office's word to a resident, by the same functions as `formune submissions`: it stands on the same machine.

A vendor's software will speak through an interface of its own; this shows what a resident then sees.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from werkzeug.datastructures import FileStorage

from engine.cities import UnknownCity
from engine.demo.backoffice.inbox import Entry
from engine.dialogue import Counter, DialogueError, UnknownSubmission, ask, decide, say
from engine.documents.intake import take_in
from engine.documents.received import BadFile, Clean
from engine.procedure.working_days import is_working_day

#: What the page says afterwards.
TOLD: Final[Mapping[str, str]] = {
    "piece": "La pièce est demandée. Le délai légal en tient compte.",
    "message": "Le message est sur la page de suivi.",
    "accepted": "La demande est acceptée.",
    "refused": "La demande est refusée.",
    "non": "Rien n’est parti : vérifiez le texte, la date et le document.",
}
_KINDS: Final = ("application/pdf", "image/jpeg", "image/png")
_ENDS: Final = frozenset({"closed", "withdrawn", "erased"})
_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """What the staff may still do: whether the file is open, the first day that may be a limit, the one proposed."""

    open: bool
    first: str
    until: str


def standing(counter: Counter | None, entry: Entry) -> Standing | None:
    """Give what may be said about an entry; None where nothing may: no counter, a complement, no such file."""
    if counter is None or entry.completes:
        return None
    try:
        found = counter.find(entry.city, entry.reference)
        today = counter.desk(entry.city).today
    except (UnknownSubmission, UnknownCity):
        return None
    if found.status == "erased":
        return None
    first = today + timedelta(days=1)
    return Standing(found.status not in _ENDS, first.isoformat(), _working(today).isoformat())


def speak(counter: Counter, entry: Entry, form: Mapping[str, str], sent: FileStorage | None) -> str:
    """Say what the form says; give the key of TOLD that tells how it went."""
    act, text = form.get("acte", ""), form.get("texte", "")
    try:
        found, desk = counter.find(entry.city, entry.reference), counter.desk(entry.city)
        files = _files(sent)
        with counter.store.begin() as conn:
            if act == "piece":
                until = date.fromisoformat(form.get("jusquau", ""))
                ask(desk, conn, found, form.get("piece", ""), text, until)
            elif act in {"accepted", "refused"}:
                decide(desk, conn, found, act, text, files)
            else:
                say(desk, conn, found, text, files)
    except (DialogueError, UnknownCity, BadFile, ValueError):
        return "non"
    return act if act in TOLD else "message"


def _files(sent: FileStorage | None) -> list[Clean]:
    if sent is None or not sent.filename:
        return []
    return [take_in(sent.filename, sent.read(), _KINDS)]


def _working(today: date) -> date:
    """Give the first working day a month away."""
    day = today + timedelta(days=_DAYS)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
