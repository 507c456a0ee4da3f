"""`/reprendre`: a draft found again by this session, this device, a log-in, a code, or the link of a mail.

A code or a link never opens a draft alone where a birth date is known. A link is shown by GET and obeyed by POST:
mail servers open links to look for viruses, and must change nothing by it.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from flask import redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.documents import links
from engine.journey.view import ErrorLine, FieldView
from engine.store import codes, drafts, found_again, tries
from engine.store.drafts import Draft
from engine.web import faces
from engine.web.errors import SessionFinished
from engine.web.journey import births, carrying, device
from engine.web.journey.desk import Desk, desk_of
from engine.web.journey.start import known_drafts
from engine.web.journey.waiting import wait_said
from engine.web.security import StaleToken, check_csrf, csrf_token, same_origin
from engine.web.tongue import spoken
from engine.web.visit import Visit, services, visit

_PURPOSE: Final = "reprendre"
_NONE: Final = timedelta()


def resume() -> str:
    """List the drafts of this session, and the ways to find another."""
    return _page()


def by_code() -> Response:
    """Open a draft by its code and a birth date; without a code, one that this device remembers."""
    _check()
    typed, birth = request.form.get("code", ""), births.typed(request.form)
    if not typed.strip() and (known := _of_device()):
        return _by_device(known, birth)
    if len(codes.plain(typed)) != codes.LENGTH or birth is None:
        return _refused(spoken().say("resume.code.wrong"), 422)

    def find(conn: Connection) -> Desk | None:
        draft = found_again.by_code(conn, visit().city.code, typed)
        desk = _laid(conn, draft)
        return desk if desk is not None and birth in births.births(desk) else None

    return _try("code", (codes.plain(typed),), find, _refused)


def link(token: str) -> Response | str:
    """Show what the link of a mail opens, and ask before opening it."""
    with services().store.read() as conn:
        desk = _of_link(conn, token)
    return _gone() if desk is None else _link_page(desk)


def by_link(token: str) -> Response:
    """Open the draft of a link, with the birth date where one is known."""
    _check()
    with services().store.read() as conn:
        desk = _of_link(conn, token)
    if desk is None:
        return _gone()
    known, birth = births.births(desk), births.typed(request.form)

    def refused(said: str, status: int) -> Response:
        return Response(_link_page(desk, said), status, mimetype="text/html")

    if known and birth is None:
        return refused(spoken().say("birth.wrong"), 422)

    def find(conn: Connection) -> Desk | None:
        found = _of_link(conn, token)
        return found if found is not None and (not known or birth in births.births(found)) else None

    return _try("link", (desk.draft.id,), find, refused)


def _by_device(known: Sequence[str], birth: str | None) -> Response:
    """Open the last saved of this device's drafts that bears this birth date."""
    if birth is None:
        return _refused(spoken().say("birth.wrong"), 422)

    def find(conn: Connection) -> Desk | None:
        laid = (_laid(conn, drafts.load(conn, visit().city.code, one)) for one in reversed(known))
        return next((one for one in laid if one is not None and birth in births.births(one)), None)

    return _try("device", known, find, _refused)


def finished(_error: SessionFinished) -> Response:
    """Say that the session ended, that nothing is lost, and offer every way back."""
    draft_id = (request.view_args or {}).get("draft")
    over = "carried" if carrying.carries(draft_id) else "kept"
    page = _page(over=over, files=carrying.files_to_join(draft_id))
    return Response(page, 403, mimetype="text/html")


def take_up(conn: Connection, here: Visit, desk: Desk) -> str:
    """Give a draft to this browser's session; give the address where it goes on."""
    here.renew(conn)
    here.add(conn, "drafts", desk.draft.id)
    return carrying.put_back(conn, here, desk)


def _try(
    purpose: str,
    subjects: Sequence[str],
    find: Callable[[Connection], Desk | None],
    refused: Callable[[str, int], Response],
) -> Response:
    """Count a try, for each that is tried and for the session, and open what it finds."""
    here, ours = visit(), spoken()
    with services().store.begin() as conn:
        if here.session is None:
            here.remember(conn)
        wait = max(
            *(tries.count(conn, here.city.code, purpose, one) for one in subjects),
            tries.count(conn, here.city.code, "session", here.session_id, free=10),
        )
        desk = find(conn) if wait == _NONE else None
        if desk is not None:
            tries.forget(conn, here.city.code, purpose, desk.draft.id if purpose == "device" else subjects[0])
            tries.forget(conn, here.city.code, "session", here.session_id)
            return redirect(take_up(conn, here, desk), 303)
    if wait:
        reply = refused(" ".join((ours.say("resume.many"), wait_said(wait))), 429)
        reply.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
        return reply
    return refused(ours.say("resume.code.wrong" if purpose == "code" else "birth.other"), 422)


def _check() -> None:
    """Refuse a post from elsewhere: it would put somebody else's draft into this browser."""
    here = visit()
    if not same_origin(request):
        raise StaleToken
    if here.session is not None:
        keys = services().store.keeper.secrets.session_keys()
        check_csrf(keys, request.form.get("_csrf"), str(here.body.get("csrf", "")), _PURPOSE)


def _of_link(conn: Connection, token: str) -> Desk | None:
    here = visit()
    found = links.read(services().store.keeper.secrets.session_keys(), here.city.code, token)
    draft = drafts.load(conn, here.city.code, found[0]) if found else None
    if draft is None or found is None or draft.body.facts.get(links.WORD) != found[1]:
        return None
    return _laid(conn, draft)


def _of_device() -> tuple[str, ...]:
    """Give the open drafts that this device remembers and this session does not hold."""
    here = visit()
    asked = [one for one in device.remembered() if one not in here.body.get("drafts", ())]
    with services().store.read() as conn:
        found = [drafts.load(conn, here.city.code, one) for one in asked]
    return tuple(one.id for one in found if one is not None and one.reference is None)


def _laid(conn: Connection, draft: Draft | None) -> Desk | None:
    if draft is None or draft.reference is not None:
        return None
    return desk_of(services(), conn, visit(), draft)


def _link_page(desk: Desk, error: str | None = None) -> str:
    ours = spoken()
    asks = bool(births.births(desk))
    fields = (births.field(request.form, ours.say("resume.birth.hint"), error),) if asks else ()
    discreet = bool(desk.definition.procedure.get("discreetMail"))
    return render_template(
        "resume_link.html",
        title=None if discreet else desk.words.get("form.title"),
        kept_until=desk.draft.expires_at,
        fields=fields,
        errors=(ErrorLine("", "#naissance", error),) if error and asks else (),
        refused=error if error and not asks else None,
        csrf=_token(),
    )


def _gone() -> Response:
    return Response(_page(over="gone"), 404, mimetype="text/html")


def _refused(said: str, status: int) -> Response:
    return Response(_page(error=said), status, mimetype="text/html")


def _page(error: str | None = None, over: str = "", *, files: tuple[str, ...] = ()) -> str:
    ours, here, device_known = spoken(), visit(), bool(_of_device())
    code = FieldView(
        "",
        (),
        "code",
        "code",
        "text",
        ours.say("resume.code"),
        value=request.form.get("code", "") if error else "",
        error=error,
        width=10,
        hint=ours.say("resume.code.hint.device" if device_known else "resume.code.hint"),
        optional=device_known,
    )
    birth = births.field(request.form if error else {}, ours.say("resume.birth.hint"))
    return render_template(
        "resume.html",
        drafts=known_drafts(here) if over != "carried" else (),
        fields=(code, birth),
        errors=(ErrorLine("", "#code", error),) if error else (),
        csrf=_token(),
        over=over,
        files=files,
        device=device_known,
        providers=tuple(
            faces.Provider(url_for("login.start", provider=one.id), one.label)
            for one in here.city.providers.values()
        ),
        mails=here.city.smtp is not None,
    )


def _token() -> str:
    keys = services().store.keeper.secrets.session_keys()
    return csrf_token(keys, str(visit().body.get("csrf", "")), _PURPOSE)
