"""A submission's life in plain words: what happened, with its dates, what was said, and what comes next."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

from flask import url_for
from sqlalchemy import Connection

from engine.dialogue import awaited
from engine.journey.words import InFrench
from engine.language import FRENCH
from engine.store import events, exchanges
from engine.store.events import Event
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission
from engine.web import faces
from engine.web.speech import Speech

#: Statuses after which nothing more is announced.
ENDED: Final = frozenset({"closed", "withdrawn", "erased"})
_MAILS: Final = frozenset({"mail_sent", "mail_refused", "mail_dead"})
_RECEIPT: Final = "receipt"


def moments(conn: Connection, submission: Submission, ours: Speech) -> tuple[faces.Moment, ...]:
    """Give the lines of a submission's life, oldest first."""
    said = {one.number: one for one in exchanges.of_submission(conn, submission.id)}
    open_ones = () if submission.status in ENDED else awaited(tuple(said.values()))
    past = [
        _moment(event, said, submission, ours, frozenset(one.number for one in open_ones))
        for event in events.of(conn, submission.id)
        if ours.has(f"event.{_key(event)}")
    ]
    return (*past, *(_ahead(key, submission, ours) for key in _next(submission)))


def unreached_on(conn: Connection, submission: Submission) -> date | None:
    """Give the day on which the mail left that came back; None when none did."""
    back = [one for one in events.of(conn, submission.id) if one.kind == "mail_bounced"]
    return date.fromisoformat(str(back[0].data["left"])) if back else None


def spoken_lines(text: str, language: str) -> tuple[str, ...]:
    """Give the service's words line by line, marked as French on a page of another language."""
    kind: Callable[[str], str] = str if language == FRENCH else InFrench
    return tuple(kind(line) for line in text.split("\n") if line.strip())


def links_of(one: Exchange, submission: Submission, ours: Speech) -> tuple[faces.Link, ...]:
    """Give the way to each file of an exchange."""
    return tuple(
        faces.Link(
            url_for("exchanges.file", reference=submission.reference, number=one.number, rank=rank),
            ours.say("follow.file", name=file.name),
        )
        for rank, file in enumerate(one.files, start=1)
    )


def _moment(
    event: Event,
    said: Mapping[int, Exchange],
    submission: Submission,
    ours: Speech,
    open_ones: Collection[int],
) -> faces.Moment:
    number = event.data.get("exchange")
    one = said.get(number) if isinstance(number, int) else None
    return faces.Moment(
        ours.say(f"event.{_key(event)}"),
        "now" if one and one.number in open_ones else "past",
        event.at,
        _more(event, ours),
        lines=_lines(one, ours) if one else (),
        files=links_of(one, submission, ours) if one else (),
    )


def _lines(one: Exchange, ours: Speech) -> tuple[str, ...]:
    if one.kind in {"answer", "withdrawal"}:
        return tuple(line for line in one.text.split("\n") if line.strip())
    named = (one.label,) if one.label else ()
    return spoken_lines("\n".join((*named, one.text)), ours.language)


def _key(event: Event) -> str:
    """Give the key of an event's words: a mail's when it brought the receipt, a decision's with its outcome."""
    if event.kind in _MAILS and event.data.get("mail", _RECEIPT) != _RECEIPT:
        return f"{event.kind}.news"
    return f"decided.{event.data.get('outcome')}" if event.kind == "decided" else event.kind


def _more(event: Event, ours: Speech) -> str:
    key = f"event.{_key(event)}.text"
    if not ours.has(key):
        return ""
    until = event.data.get("until")
    if not isinstance(until, str):
        return ours.say(key)
    return ours.say(key, day=ours.day(date.fromisoformat(until)))


def _next(submission: Submission) -> Sequence[str]:
    if submission.status in ENDED:
        return ()
    return ("event.answer",) if submission.status == "delivered" else ("event.delivery", "event.answer")


def _ahead(key: str, submission: Submission, ours: Speech) -> faces.Moment:
    """Give what comes; nobody writes to who stayed unknown, who is told to come back."""
    unknown = not submission.payload.get("answers", {}).get("demandeur")
    here = f"{key}.text.here"
    return faces.Moment(
        ours.say(key), "next", text=ours.say(here if unknown and ours.has(here) else f"{key}.text")
    )
