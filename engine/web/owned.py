"""Which submissions this browser may see: those that its session sent or opened, and those of who is logged in."""

from flask import redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound, abort

from engine.store import persons, submissions
from engine.store.references import BadReference, parse_reference
from engine.store.submissions import Submission
from engine.web.security import check_csrf, csrf_token
from engine.web.visit import services, visit


def by_reference(conn: Connection, typed: str) -> Submission | None:
    """Give the city's submission of a reference however it is typed, to nobody in particular."""
    try:
        return submissions.by_reference(conn, visit().city.code, parse_reference(typed))
    except BadReference:
        return None


def owned(conn: Connection, reference: str) -> Submission | None:
    """Give a submission to whom may see it; None to anybody else, who learns nothing of it."""
    found = by_reference(conn, reference)
    if found is None:
        return None
    mine = found.id in visit().body.get("submissions", ())
    return found if mine or submissions.is_of(conn, found.id, me()) else None


def owned_or_ask(conn: Connection, reference: str) -> Submission:
    """Give a submission to whom may see it, or send the browser to ask for reference and code."""
    found = owned(conn, reference)
    if found is None:
        abort(redirect(url_for("followup.ask", reference=reference), 303))
    return found


def owned_or_404(conn: Connection, reference: str) -> Submission:
    """Give a submission to whom may see it; a file that is asked for by anybody else does not exist."""
    found = owned(conn, reference)
    if found is None:
        raise NotFound
    return found


def me() -> tuple[str, ...]:
    """Give what the store may know the logged-in person by, in this city; empty without a login."""
    here = visit()
    return persons.digests_of(services().store.keeper.secrets, here.city.code, here.body.get("identity"))


def token(purpose: str) -> str:
    """Give the token of a page's post."""
    keys = services().store.keeper.secrets.session_keys()
    return csrf_token(keys, str(visit().body.get("csrf", "")), purpose)


def check(purpose: str) -> None:
    """Check the token of a post; raise StaleToken."""
    keys = services().store.keeper.secrets.session_keys()
    check_csrf(keys, request.form.get("_csrf"), str(visit().body.get("csrf", "")), purpose)
