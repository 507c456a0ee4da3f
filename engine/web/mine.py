"""`/mes-demarches`: what the person who is logged in sent in this city, with its state and its next date.

What was sent without a login is not listed: nobody's files are searched by name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask import Blueprint, render_template, url_for
from sqlalchemy import Connection

from engine.cities import words_of
from engine.dialogue import Standing, awaited, standing_of
from engine.journey.words import InFrench
from engine.store import exchanges, submissions
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission
from engine.web import faces
from engine.web.clocks import next_day
from engine.web.journey.versions import offered_form
from engine.web.owned import me
from engine.web.tongue import spoken
from engine.web.visit import services, visit

#: Submissions of one page; nobody sends more to one town in the time that they are kept.
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of the list."""

    link: faces.Link
    form: str
    at: datetime
    state: str
    next: str


def blueprint() -> Blueprint:
    """Give the blueprint `mine`."""
    pages = Blueprint("mine", __name__)
    pages.get("/mes-demarches", endpoint="sent")(sent)
    return pages


def sent() -> str:
    """List what was sent, the newest first; offer to log in otherwise."""
    here = visit()
    with services().store.read() as conn:
        found = submissions.of_persons(conn, here.city.code, me(), _MOST)
        items = [_line(conn, one) for one in found]
    providers = [
        faces.Provider(url_for("login.start", provider=one.id, vers="mes-demarches"), one.label)
        for one in here.city.providers.values()
    ]
    return render_template("mine.html", items=items, providers=providers)


def _line(conn: Connection, one: Submission) -> Sent:
    ours, city = spoken(), visit().city
    said = exchanges.of_submission(conn, one.id)
    definition = offered_form(services(), city, one.form, one.version)
    standings: tuple[Standing, ...] = ()
    title: str = InFrench(one.payload.get("title", one.form))
    if definition is not None:
        standings = standing_of(definition, city, one, said, services().clock.now())
        title = words_of(definition, city, ours.language).get("form.title")
    state, asked = _state(one, said)
    next_one = ours.say("mine.until", day=ours.day(asked)) if asked else next_day(standings, ours)
    url = url_for("followup.show", reference=one.reference)
    return Sent(
        faces.Link(url, one.reference), title, one.deposited_at, ours.say(f"mine.state.{state}"), next_one
    )


def _state(one: Submission, said: tuple[Exchange, ...]) -> tuple[str, date | None]:
    """Give the key of a submission's state in words, and until when something is asked of the person."""
    if one.status in {"deposited", "delivered", "rejected"}:
        open_ones = awaited(said)
        return ("asked", open_ones[0].until) if open_ones else (one.status, None)
    decision = next((exchange.code for exchange in said if exchange.kind == "decision"), "other")
    return (decision if one.status == "closed" else one.status), None
