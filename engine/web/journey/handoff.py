"""« Envoyer depuis votre téléphone », on the computer: a code to scan, and what has come since.

The page needs no script; where one runs, what came is shown by itself. Only the session that holds the draft sees it.
"""

from collections.abc import Iterator
from typing import Final

import segno
from flask import abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from engine.journey.bind import asked
from engine.journey.flow import Stop, stops
from engine.journey.pointers import Place, Ranks, get
from engine.journey.words import Words
from engine.language import FRENCH
from engine.model import Question
from engine.store import drafts
from engine.store.drafts import StaleDraft
from engine.web.journey import tickets
from engine.web.journey.desk import Desk, lay
from engine.web.security import StaleToken, check_csrf, csrf_token
from engine.web.tongue import spoken
from engine.web.visit import services, visit

#: How often a save is tried again when another device saved meanwhile.
TRIES: Final = 5
#: Modules of quiet around a code (ISO/IEC 18004, 5.3.8).
_QUIET: Final = 4
#: Points of the screen in a module: a code fits the narrowest page, and a camera at arm's length.
_SCALE: Final = 4


def show(slug: str, draft: str, code: str, ranks: Ranks = ()) -> Response | str:
    """Show the code to scan and the files of the question."""
    with services().store.read() as conn:
        desk = lay(services(), conn, visit(), slug, draft)
    found = _found(desk, code, ranks)
    return _page(*found) if isinstance(found, tuple) else found


def post(slug: str, draft: str, code: str, ranks: Ranks = ()) -> Response:
    """Make a new ticket, or take back the one that is out."""
    keys = services().store.keeper.secrets.session_keys()
    check_csrf(keys, request.form.get("_csrf"), str(visit().body.get("csrf", "")), draft)
    for _attempt in range(TRIES):
        try:
            with services().store.begin() as conn:
                desk = lay(services(), conn, visit(), slug, draft)
                found = _found(desk, code, ranks)
                if isinstance(found, Response):
                    return found
                facts = found[0].draft.body.facts
                if request.form.get("action") == "fermer":
                    kept = tickets.closed_for(facts, code, ranks)
                else:
                    kept = tickets.open_for(facts, code, ranks, services().clock.now())
                drafts.save(conn, found[0].with_body(facts=kept).draft)
                return redirect(address(found[0], code, ranks), 303)
        except StaleDraft:
            continue
    raise StaleToken


def opened(desk: Desk, stop: Stop, code: str) -> Desk:
    """Give the desk with a ticket for a question of a page; as it is when the page asks for no such files."""
    for question, place in _files(desk, stop):
        if question.code == code:
            facts = desk.draft.body.facts
            now = services().clock.now()
            if tickets.given(desk.draft.id, code, place.ranks, facts, now) is None:
                facts = tickets.open_for(facts, code, place.ranks, now)
            return desk.with_body(facts=facts)
    return desk


def onward(desk: Desk, stop: Stop, code: str) -> str:
    """Give where a page's button leads: the code to scan, or the page itself."""
    places = [place for question, place in _files(desk, stop) if question.code == code]
    return address(desk, code, places[0].ranks) if places else desk.url(stop)


def address(desk: Desk, code: str, ranks: Ranks) -> str:
    """Give the address of the page with the code to scan."""
    slug, draft = desk.definition.slug, desk.draft.id
    return url_for("journey.handoff", slug=slug, draft=draft, code=code, ranks=ranks or None)


def question_at(desk: Desk, code: str, ranks: Ranks) -> tuple[Stop, Question, Place] | None:
    """Give the question of files that a ticket names, where it is asked now."""
    for stop in stops(desk.program, desk.document):
        for question, place in _files(desk, stop):
            if question.code == code and place.ranks == ranks:
                return stop, question, place
    return None


def _files(desk: Desk, stop: Stop) -> Iterator[tuple[Question, Place]]:
    for question, place in asked(desk.program, stop.page, stop.ranks, desk.document):
        if question.widget == "files":
            yield question, place


def _found(desk: Desk | None, code: str, ranks: Ranks) -> tuple[Desk, Stop, Question, Place] | Response:
    if desk is None:
        abort(404)
    slug, draft = desk.definition.slug, desk.draft.id
    if desk.draft.reference is not None:
        return redirect(url_for("journey.confirmation", slug=slug, draft=draft), 303)
    found = question_at(desk, code, ranks)
    return (desk, *found) if found else abort(404)


def _page(desk: Desk, stop: Stop, question: Question, place: Place) -> str:
    keys = services().store.keeper.secrets.session_keys()
    facts = desk.draft.body.facts
    ticket = tickets.given(desk.draft.id, question.code, place.ranks, facts, services().clock.now())
    link = _link(desk, ticket.signed(keys)) if ticket else None
    return render_template(
        "handoff.html",
        code=question.code,
        label=said_of(desk.words.about(question.path, place.ranks, desk.document), question, desk),
        files=get(desk.document, place.path) or (),
        link=link,
        drawing=drawn(link) if link else None,
        until=tickets.until(ticket, facts) if ticket else None,
        page_url=desk.url(stop, question.code),
        csrf=csrf_token(keys, str(visit().body.get("csrf", "")), desk.draft.id),
        current="demarches",
    )


def said_of(words: Words, question: Question, desk: Desk) -> str:
    """Give a question's label, for the person who answers."""
    return words.get(f"{question.code}.label", document=desk.document)


def _link(desk: Desk, signed: str) -> str:
    language = spoken().language
    asked_in = f"?langue={language}" if language != FRENCH else ""
    return desk.city.link(f"envoi/{signed}") + asked_in


def drawn(link: str) -> Markup:
    """Draw a link as a QR code, dark on light in every theme: cameras read no other."""
    made = segno.make_qr(link, error="m")
    # The library writes figures and its own names alone: nothing of the link stands in the drawing's words.
    return Markup(made.svg_inline(scale=_SCALE, border=_QUIET, light="#fff", svgclass=None, lineclass=None))  # noqa: S704
