"""« Envoyer depuis votre téléphone », on the telephone: one question's label, and files to send to it.

Whoever holds the ticket may send, within the limits of the question, and reads nothing: no answer, no name of a file.
There is no session here; the ticket is what a forged post does not have.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.journey.names import element_id
from engine.journey.pointers import Place
from engine.journey.problems import Problem
from engine.journey.view import ErrorLine
from engine.model import Question
from engine.store import drafts, tries
from engine.store.drafts import StaleDraft
from engine.web import errors
from engine.web.errors import TooMany
from engine.web.journey import tickets, uploads
from engine.web.journey.desk import Desk, desk_of
from engine.web.journey.handoff import TRIES, question_at
from engine.web.journey.said import by_place
from engine.web.journey.tickets import Ticket
from engine.web.journey.uploads import Sent
from engine.web.security import StaleToken, check_csrf, csrf_token, same_origin
from engine.web.tongue import spoken
from engine.web.visit import services, visit

_INPUT: Final = "fichiers"
_MOST_SAID: Final = 50
#: Posts through one link before it waits; each next wait is twice as long (engine.store.tries).
_POSTS: Final = 20


@dataclass(frozen=True, slots=True)
class _Open:
    """A ticket that is good, and the question that it opens."""

    ticket: Ticket
    desk: Desk
    question: Question
    place: Place

    @property
    def room(self) -> int:
        """Give how many files may still come."""
        return uploads.room(self.question, self.desk.document, self.place)


@dataclass(frozen=True, slots=True)
class _Limits:
    """What a page says before choosing; a form's own hint may quote an answer, and stays on the computer."""

    accept: str
    max_files: int
    hint: str | None = None


def show(ticket: str) -> Response | str:
    """Show what to send, and how many files were just received."""
    with services().store.read() as conn:
        here = _opened(conn, ticket)
    return _page(here, ticket) if here else _closed()


def post(ticket: str) -> Response | str:
    """Take files in: into the draft as it is at that moment, whatever the computer saves meanwhile."""
    with services().store.read() as conn:
        here = _opened(conn, ticket)
    if here is None:
        return _closed()
    _check_post(here.ticket)
    _count(here.ticket)
    files = [one for one in request.files.getlist(_INPUT) if one.filename]
    sent = uploads.examined(services().gate, here.question, files, here.room)
    for _attempt in range(TRIES):
        try:
            with services().store.begin() as conn:
                return _kept(conn, ticket, sent)
        except StaleDraft:
            continue
    raise StaleToken


def _count(ticket: Ticket) -> None:
    """Count one more post through a link, in the store that all processes share; raise TooMany."""
    with services().store.begin() as conn:
        wait = tries.count(conn, visit().city.code, "phone", ticket.word, free=_POSTS)
    if wait:
        raise TooMany(max(1, ceil(wait.total_seconds())))


def _opened(conn: Connection, signed: str) -> _Open | None:
    """Give what a ticket opens now; None when it is forged, too old, taken back, or its draft is sent or gone."""
    ticket = tickets.read(services().store.keeper.secrets.session_keys(), signed)
    draft = drafts.load(conn, visit().city.code, ticket.draft) if ticket else None
    if ticket is None or draft is None or draft.reference is not None:
        return None
    if not ticket.holds(draft.body.facts, services().clock.now()):
        return None
    desk = desk_of(services(), conn, visit(), draft)
    found = question_at(desk, ticket.code, ticket.ranks) if desk else None
    return _Open(ticket, desk, *found[1:]) if desk and found else None


def _check_post(ticket: Ticket) -> None:
    if not same_origin(request):
        raise StaleToken
    keys = services().store.keeper.secrets.session_keys()
    check_csrf(keys, request.form.get("_csrf"), ticket.word, ticket.draft)


def _kept(conn: Connection, signed: str, sent: list[Sent]) -> Response | str:
    here = _opened(conn, signed)
    if here is None:
        return _closed()
    document = deepcopy(here.desk.document)
    before = here.room
    problems = list(
        uploads.keep(services().store, conn, here.desk, document, here.question, here.place, sent)
    )
    desk = here.desk.with_body(document=here.desk.settled(document))
    after = _Open(here.ticket, desk, here.question, here.place)
    came = before - after.room
    if came:
        drafts.save(conn, desk.draft)
    if problems or not sent:
        return _page(after, signed, problems, came)
    return redirect(url_for("journey.phone", ticket=signed, recu=came), 303)


def _page(
    here: _Open, signed: str, problems: Sequence[Problem] = (), came: int | None = None
) -> Response | str:
    """Show the page; `came` files were received by this post, None when it only shows."""
    keys = services().store.keeper.secrets.session_keys()
    question, place = here.question, here.place
    texts = list(by_place(here.desk.words, problems, {}).values())
    if came is not None and not problems:
        texts = [spoken().say("phone.none")]
    element = element_id(question.code, place.ranks)
    body = render_template(
        "phone.html",
        ticket=signed,
        label=here.desk.words.get(f"{question.code}.label", document={}),
        element=element,
        code=question.code,
        field=_Limits(",".join(question.accept), here.room),
        came=_told() if came is None else came,
        errors=tuple(ErrorLine(question.code, f"#{element}", text) for text in texts),
        csrf=csrf_token(keys, here.ticket.word, here.ticket.draft),
    )
    return Response(body, 422, mimetype="text/html") if texts else body


def _told() -> int:
    told = request.args.get("recu", "")
    return min(int(told), _MOST_SAID) if told.isascii() and told.isdecimal() and len(told) <= len("50") else 0


def _closed() -> Response:
    return errors.page(410, "error.phone")
