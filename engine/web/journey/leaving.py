"""Ways off a draft: turned away with an explanation, or wiped from this computer."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.journey.flow import exit_from, stops
from engine.journey.words import shown
from engine.model import Exit
from engine.web import login
from engine.web.journey import device
from engine.web.journey.desk import Desk, lay
from engine.web.journey.pages import common
from engine.web.journey.start import known_drafts
from engine.web.security import check_csrf, csrf_token, same_origin
from engine.web.tongue import spoken
from engine.web.visit import services, visit

_QUIT = "quitter"


def way_out(slug: str, draft: str, exit: str) -> str:  # noqa: A002 -- the address says exit
    """Explain why the form stops here, and what to do instead."""
    desk = open_desk(slug, draft)
    found = next((one for one in desk.definition.exits if one.id == exit), None)
    if found is None:
        abort(404)
    page = next((one for one in found.after if desk.definition.page(one)), found.link)
    text = desk.words.get(f"exit.{exit}", document=desk.document, **exit_values(desk, found))
    title = desk.words.find(f"exit.{exit}.title", document=desk.document) or spoken().say("exit.title")
    back = next((one for one in stops(desk.program, desk.document) if one.page.slug == page), None)
    code = found.change or found.on
    change = next(
        (one for one in stops(desk.program, desk.document) if code in one.codes),
        back,
    )
    return render_template(
        "exit.html",
        title=title,
        lines=(text,),
        links=(),
        back_url=desk.url(back) if back else None,
        change_url=desk.url(change, code) if change else None,
        **common(desk),
    )


def leave() -> str:
    """Ask before wiping this computer's session."""
    return render_template("quit.html", drafts=known_drafts(visit()), csrf=_token())


def left() -> Response | str:
    """Wipe this computer's session."""
    here = visit()
    if here.session is None:
        if same_origin(request):
            device.forget()
        return render_template("quit_done.html")
    keys = services().store.keeper.secrets.session_keys()
    check_csrf(keys, request.form.get("_csrf"), str(here.body.get("csrf", "")), _QUIT)
    device.forget()
    known = here.body.get("logout")
    with services().store.begin() as conn:
        here.forget(conn)
    away = login.logout_address(here.city, known) if known else None
    return redirect(away, 303) if away else render_template("quit_done.html")


def first_exit(desk: Desk) -> str | None:
    """Give the address of the first way out that the whole answers call for, or None."""
    found = exit_from(desk.program, desk.document, None)
    if found is None:
        return None
    return url_for("journey.way_out", slug=desk.definition.slug, draft=desk.draft.id, exit=found.id)


def exit_values(desk: Desk, way_out: Exit) -> dict[str, object]:
    """Give what fills the words of a way out: the form's own expressions, read from the answers."""
    found = {
        name: value(desk.document, None, desk.facts, desk.definition)
        for name, value in desk.program.exits[way_out.id].items()
    }
    return {name: shown(value, desk.words.language) for name, value in found.items() if value is not None}


def _token() -> str:
    keys = services().store.keeper.secrets.session_keys()
    return csrf_token(keys, str(visit().body.get("csrf", "")), _QUIT)


def open_desk(slug: str, draft: str) -> Desk:
    """Lay out a draft that is not deposited yet; go to its receipt when it is."""
    with services().store.read() as conn:
        desk = lay(services(), conn, visit(), slug, draft)
    if desk is None:
        abort(404)
    if desk.draft.reference is not None:
        abort(redirect(url_for("journey.confirmation", slug=slug, draft=draft), 303))
    return desk
