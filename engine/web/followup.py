"""`/suivi`: what became of a submission, opened by the session that sent it, or by reference and second code.

A reference is an identifier, not a secret; tries of codes are counted by the session and slowed by the store.
"""

from io import BytesIO
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.journey.view import ErrorLine, FieldView
from engine.store import documents, submissions
from engine.store.references import BadReference, parse_reference
from engine.store.submissions import Submission
from engine.web import faces
from engine.web.errors import TooMany
from engine.web.journey.versions import offered_form
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
        found = _by_reference(conn, typed)
        if found is None or not submissions.check_second_code(conn, found.id, code):
            here.remember(conn, tries=tries + 1)
            return Response(_ask(typed, error=spoken().say("follow.wrong")), 422, mimetype="text/html")
        here.remember(conn, tries=0, submissions=[*here.body.get("submissions", ()), found.id][-50:])
    return redirect(url_for("followup.show", reference=found.reference), 303)


def show(reference: str) -> Response | str:
    """Show a submission's timeline and receipt, to whom may see them."""
    with services().store.read() as conn:
        found = _mine(conn, reference)
        if found is None:
            return redirect(url_for("followup.ask", reference=reference), 303)
        definition = offered_form(services(), visit().city, found.form, found.version)
        if definition is None:
            abort(404)
        face = receipt_face(services(), conn, visit().city, definition, found, None)
    return render_template("followup.html", receipt=face)


def receipt(reference: str) -> Response:
    """Give the receipt's PDF once the worker has made it."""
    with services().store.read() as conn:
        found = _mine(conn, reference)
        if found is None:
            abort(404)
        data = documents.load(services().store, conn, found.id, "receipt")
    if data is None:
        abort(404)
    return send_file(
        BytesIO(data),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"recepisse-{found.reference}.pdf",
    )


def _mine(conn: Connection, reference: str) -> Submission | None:
    found = _by_reference(conn, reference)
    return found if found is not None and found.id in visit().body.get("submissions", ()) else None


def _by_reference(conn: Connection, typed: str) -> Submission | None:
    try:
        return submissions.by_reference(conn, visit().city.code, parse_reference(typed))
    except BadReference:
        return None


def _ask(typed: str, error: str | None = None) -> str:
    here = visit()
    keys = services().store.keeper.secrets.session_keys()
    with services().store.read() as conn:
        mine = [
            faces.Link(url_for("followup.show", reference=one.reference), f"{one.reference}")
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
