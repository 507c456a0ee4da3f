"""`/suivi`: what became of a submission, opened by the session that sent it, or by reference and second code.

A reference is an identifier, not a secret; tries of codes are counted by the session and slowed by the store.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.cities import words_of
from engine.dialogue import awaited, standing_of
from engine.journey.view import ErrorLine, FieldView
from engine.store import documents, exchanges, submissions
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission
from engine.web import faces
from engine.web.clocks import clock_notes, moved
from engine.web.downloads import download
from engine.web.errors import TooMany
from engine.web.journey.versions import offered_form
from engine.web.moments import ENDED, links_of, moments, spoken_lines, unreached_on
from engine.web.owned import by_reference, owned
from engine.web.receipts import receipt_face
from engine.web.security import check_csrf, csrf_token
from engine.web.tongue import spoken
from engine.web.visit import services, visit

_PURPOSE: Final = "suivi"
#: Wrong codes that one session may try before it must wait for the next.
_MOST_TRIES: Final = 10


def blueprint() -> Blueprint:
    """Give the blueprint `followup`."""
    pages = Blueprint("followup", __name__)
    pages.get("/suivi/", endpoint="ask")(ask)
    pages.post("/suivi/", endpoint="open")(open_one)
    pages.get("/suivi/<reference>", endpoint="show")(show)
    pages.get("/suivi/<reference>/recepisse.pdf", endpoint="receipt")(receipt)
    return pages


def ask() -> str:
    """Ask for a reference and its code; list what this session sent."""
    return _ask(request.args.get("reference", ""))


def open_one() -> Response | str:
    """Open a submission by reference and second code."""
    here = visit()
    keys = services().store.keeper.secrets.session_keys()
    if here.session is not None:
        check_csrf(keys, request.form.get("_csrf"), str(here.body.get("csrf", "")), _PURPOSE)
    tries = int(here.body.get("tries", 0))
    if tries >= _MOST_TRIES:
        raise TooMany
    typed, code = request.form.get("reference", ""), request.form.get("code", "")
    with services().store.begin() as conn:
        found = by_reference(conn, typed)
        if found is None or not submissions.check_second_code(conn, found.id, code):
            here.remember(conn, tries=tries + 1)
            return Response(_ask(typed, error=spoken().say("follow.wrong")), 422, mimetype="text/html")
        here.remember(conn, tries=0, submissions=[*here.body.get("submissions", ()), found.id][-50:])
    return redirect(url_for("followup.show", reference=found.reference), 303)


def show(reference: str) -> Response | str:
    """Show where a submission stands, what was said about it, and its receipt, to whom may see them."""
    with services().store.read() as conn:
        found = owned(conn, reference)
        if found is None:
            return redirect(url_for("followup.ask", reference=reference), 303)
        if found.status == "erased":
            lines = moments(conn, found, spoken())
            return render_template("erased.html", submission=found, moments=lines)
        definition = offered_form(services(), visit().city, found.form, found.version)
        if definition is None:
            abort(404)
        said = exchanges.of_submission(conn, found.id)
        back = unreached_on(conn, found)
        face = receipt_face(services(), conn, visit().city, definition, found, None)
    clocks = standing_of(definition, visit().city, found, said, services().clock.now())
    words = words_of(definition, visit().city, spoken().language)
    notes = (
        *_unreached(back),
        *_answered(found, said),
        *_asked(found, said),
        *clock_notes(clocks, words, spoken()),
    )
    headline = spoken().say(f"follow.head.{_ended(found, said)}") if found.status in ENDED else face.title
    return render_template(
        "followup.html",
        submission=found,
        receipt=replace(face, silence=None, notes=notes),
        headline=headline,
        moved=moved(clocks),
    )


def receipt(reference: str) -> Response:
    """Give the receipt's PDF once the worker has made it."""
    with services().store.read() as conn:
        found = owned(conn, reference)
        if found is None:
            abort(404)
        data = documents.load(services().store, conn, found.id, "receipt")
    if data is None:
        abort(404)
    return download(data, "application/pdf", f"recepisse-{found.reference}.pdf")


def _unreached(day: date | None) -> Iterator[faces.Note]:
    """Say that our mails do not arrive, and that this page is the place."""
    if day is not None:
        ours = spoken()
        title = ours.say("follow.unreached", day=ours.manner.long_date(day))
        yield faces.Note(title, (ours.say("follow.unreached.text"),), "wait")


def _answered(found: Submission, said: tuple[Exchange, ...]) -> Iterator[faces.Note]:
    """Give the last word in a note: the service's decision, or the thanks for a piece just sent."""
    ours = spoken()
    for one in said:
        if one.kind == "decision":
            lines = spoken_lines(one.text, ours.language)
            yield faces.Note(ours.say("follow.decision"), lines, "done", links_of(one, found, ours))
    if said and said[-1].kind == "answer" and found.status not in ENDED:
        yield faces.Note(ours.say("follow.thanks"), (ours.say("follow.thanks.text"),), "done")


def _asked(found: Submission, said: tuple[Exchange, ...]) -> Iterator[faces.Note]:
    """Give a note for each piece that is awaited, with the way to send it."""
    if found.status in ENDED:
        return
    ours = spoken()
    for one in awaited(said):
        url = url_for("exchanges.piece", reference=found.reference, number=one.number)
        until = ours.say("follow.piece.until", day=ours.day(one.until)) if one.until else ""
        lines = (*spoken_lines(f"{one.label}\n{one.text}", ours.language), until)
        yield faces.Note(
            ours.say("follow.asked"), lines, "wait", (faces.Link(url, ours.say("follow.piece.title")),)
        )


def _ended(found: Submission, said: tuple[Exchange, ...]) -> str:
    decision = next((one.code for one in said if one.kind == "decision"), "other")
    return decision if found.status == "closed" else found.status


def _ask(typed: str, error: str | None = None) -> str:
    here = visit()
    keys = services().store.keeper.secrets.session_keys()
    with services().store.read() as conn:
        mine = [
            faces.Link(url_for("followup.show", reference=one.reference), _sent(one))
            for submission_id in reversed(here.body.get("submissions", ()))
            if (one := submissions.get(conn, submission_id)) is not None
        ]
    fields = (
        FieldView(
            "",
            (),
            "reference",
            "reference",
            "text",
            spoken().say("follow.reference"),
            value=typed,
            error=error,
            width=20,
            example="4KT-7MP-93",
        ),
        FieldView("", (), "code", "code", "text", spoken().say("receipt.code"), width=10),
    )
    errors = (ErrorLine("", "#reference", error),) if error else ()
    token = csrf_token(keys, str(here.body.get("csrf", "")), _PURPOSE)
    return render_template("followup_open.html", mine=mine, fields=fields, errors=errors, csrf=token)


def _sent(one: Submission) -> str:
    """Name what this session sent: by its form and its day, for a reference alone tells nobody which it is."""
    ours, city = spoken(), visit().city
    definition = offered_form(services(), city, one.form, one.version)
    if definition is None or one.status == "erased":
        return one.reference
    form = words_of(definition, city, ours.language).get("form.title")
    day = ours.day(one.deposited_at.astimezone(city.zone).date())
    return ours.say("follow.mine.sent", form=form, reference=one.reference, day=day)
