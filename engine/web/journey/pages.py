"""One page of a draft: shown, posted, saved whatever was typed, and left for the next one.

FORMAT point 4: bind → normalise → calculate → prune → validate → checks; a page posts to its own address and
answers 303, or 422 with the page and the error summary.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.journey.addresses import reuse_id
from engine.journey.bind import asked, bind, size_groups, with_defaults
from engine.journey.flow import Stop, exit_from, mended_on, next_stop, stops
from engine.journey.names import element_id
from engine.journey.pointers import Ranks, fixed, size
from engine.journey.problems import Problem, fingerprint
from engine.model import Document
from engine.store.drafts import StaleDraft
from engine.web.errors import SessionFinished
from engine.web.journey import buttons, device, handoff, plans, suggestions, uploads
from engine.web.journey.births import births
from engine.web.journey.carrying import carry
from engine.web.journey.desk import Desk, lay
from engine.web.journey.faces import choose_searched, first_page_of_item, page_view
from engine.web.journey.uploads import Taken
from engine.web.security import WITH_POSITION, StaleToken, check_csrf, csrf_token
from engine.web.tongue import heed_button
from engine.web.visit import services, visit

#: How often a save is tried again when another tab saved meanwhile.
TRIES: Final = 3
#: Buttons that save what is typed, right or wrong, and the page that each leads to.
_ASIDE: Final = {"enregistrer": "journey.saved", "etapes": "journey.tasks"}
_STALE: Final = Problem("", "jeton", "")


@dataclass(slots=True)
class _Post:
    """What one post leads to: what is wrong anywhere in the draft, and `problems`, what is wrong on the page.

    `missing` tells of questions that the post made appear on its own page.
    """

    desk: Desk
    everywhere: tuple[Problem, ...]
    problems: list[Problem]
    missing: bool = False
    raw: Mapping[str, Sequence[str]] = field(default_factory=dict)


def show(slug: str, draft: str, page: str, ranks: Ranks = ()) -> Response | str:
    """Show a page as it was last typed; one that was right and no longer is says at once what to mend."""
    with services().store.read() as conn:
        desk = _desk(conn, slug, draft)
    if desk.draft.reference is not None:
        return _confirmation(desk)
    stop = _stop(desk, page, ranks)
    if stop is None:
        return redirect(desk.onward, 303)
    raw = desk.draft.body.raw.get(stop.key, {})
    judging = stop.key in desk.draft.body.visited and not desk.in_order
    found = mended_on(desk.problems(), stop, stops(desk.program, desk.document)) if judging else ()
    return _render(desk, stop, raw, found, status=200, grown=request.args.get("suite") == "1")


def post(slug: str, draft: str, page: str, ranks: Ranks = ()) -> Response | str:
    """Save a page and go on, or show it again: with what is to mend, or in another language."""
    heed_button()
    try:
        return _posted(slug, draft, page, ranks)
    except SessionFinished:
        carry(draft, page, ranks)
        raise


def _posted(slug: str, draft: str, page: str, ranks: Ranks) -> Response | str:
    taken = _taken(slug, draft, page, ranks) if request.files else {}
    for _attempt in range(TRIES):
        try:
            with services().store.begin() as conn:
                return _post(conn, slug, draft, page, ranks, taken)
        except StaleDraft:
            continue
    raise StaleToken


def _taken(slug: str, draft: str, page: str, ranks: Ranks) -> Taken:
    """Look into the files of a post that may be saved; none of another, which is answered as it is."""
    with services().store.read() as conn:
        desk = _desk(conn, slug, draft)
    stop = _stop(desk, page, ranks) if desk.draft.reference is None else None
    if stop is None:
        return {}
    try:
        check_token(desk)
    except StaleToken:
        return {}
    return uploads.examine(services().gate, desk, stop)


def _post(  # noqa: PLR0913, PLR0917 -- an address, and the files that came to it
    conn: Connection, slug: str, draft: str, page: str, ranks: Ranks, taken: Taken
) -> Response | str:
    action, _, subject = request.form.get("action", "continuer").partition(":")
    desk = _desk(conn, slug, draft)
    if desk.draft.reference is not None:
        return _confirmation(desk)
    stop = _stop(desk, page, ranks)
    if stop is None:
        return redirect(desk.onward, 303)
    try:
        check_token(desk)
    except StaleToken:
        return _again(desk, stop)
    return _answer(_save(conn, desk, stop, taken, (action, subject)), stop, (action, subject))


def _save(conn: Connection, desk: Desk, stop: Stop, taken: Taken, button: tuple[str, str]) -> _Post:
    action, subject = button
    desk = plans.noted(desk, request.form)
    document = deepcopy(desk.document)
    before = with_defaults(desk.program, stop.page, stop.ranks, document)
    shown = {question.code for question, _place in asked(desk.program, stop.page, stop.ranks, before)}
    bound = bind(desk.program, stop.page, stop.ranks, request.form, desk.facts.city)
    bound.into(document)
    choose_searched(desk, stop, document, bound.raw)
    bad_files = uploads.receive(services().store, conn, desk, stop, document, taken)
    body = desk.draft.body
    raw = {**body.raw, stop.key: {name: list(values) for name, values in bound.raw.items()}}
    changed = buttons.Changed(document, raw, list(body.visited))
    buttons.press(conn, desk, changed, stop, action, subject)
    document = size_groups(desk.program, stop.page, stop.ranks, desk.settled(changed.document))
    desk = desk.with_body(
        document=document,
        raw=changed.raw,
        visited=changed.visited,
        confirmed=_confirmed(desk, document, stop),
    )
    if action == "corriger":
        desk = buttons.opened(desk, subject)
    elif action == "telephone":
        desk = handoff.opened(desk, stop, subject)
    everywhere = desk.problems()
    found = [*mended_on(everywhere, stop, stops(desk.program, document)), *bad_files]
    now_asked = {question.code for question, _place in asked(desk.program, stop.page, stop.ranks, document)}
    fresh = now_asked - shown
    missing = bool(fresh) and all(one.code in fresh and one.keyword == "required" for one in found)
    if action == "continuer" and not found and not missing:
        visited = [*(one for one in desk.draft.body.visited if one != stop.key), stop.key]
        desk = desk.with_body(visited=visited)
    desk = desk.judged(everywhere).saved(conn)
    device.remember(desk)
    return _Post(desk, everywhere, found, missing, bound.raw)


def _confirmed(desk: Desk, document: Document, stop: Stop) -> dict[str, str]:
    """Give the confirmations known, with those ticked in this post, each tied to the answers it was given for."""
    ticked = set(request.form.getlist("confirmer"))
    kept = dict(desk.draft.body.confirmed)
    for code in (*stop.page.every, *stop.page.shows):
        for check in desk.program.by_code[code].checks:
            if check.use.severity == "confirm" and check.use.name in ticked:
                kept[check.use.name] = fingerprint(desk.program, check, document)
    return kept


def _answer(answered: _Post, stop: Stop, button: tuple[str, str]) -> Response | str:
    desk, (action, subject) = answered.desk, button
    aside = _ASIDE.get(request.form.get("action", ""))
    if aside is not None:
        return redirect(url_for(aside, slug=desk.definition.slug, draft=desk.draft.id), 303)
    if action in {"continuer", "quitter"}:
        way_out = exit_from(desk.program, desk.document, stop.page)
        if way_out is not None:
            where = url_for(
                "journey.way_out", slug=desk.definition.slug, draft=desk.draft.id, exit=way_out.id
            )
            return redirect(where, 303)
    if action != "continuer" and not _files_refused(answered.problems):
        return redirect(_after(desk, stop, action, subject), 303)
    if answered.missing:
        return redirect(f"{desk.url(stop)}?suite=1", 303)
    wrong = [one for one in answered.problems if one.severity != "notice"]
    if wrong:
        return _render(desk, stop, answered.raw, wrong)
    visited = frozenset(desk.draft.body.visited)
    onward = next_stop(desk.program, desk.document, stop, visited, answered.everywhere)
    return redirect(desk.url(onward), 303)


def _after(desk: Desk, stop: Stop, action: str, subject: str) -> str:
    """Give where a button inside the page leads."""
    if action == "telephone":
        return handoff.onward(desk, stop, subject)
    if action == "chercher":
        return desk.url(stop, element_id(subject, stop.ranks))
    if action == "reprendre":
        return desk.url(stop, reuse_id(subject.partition(".")[0], stop.ranks))
    return desk.url(_added(desk, stop) if action == "ajouter" else stop)


def _added(desk: Desk, stop: Stop) -> Stop:
    """Give the first page of the item that was just added, or the list itself when it asks nothing."""
    if stop.of_group is None:
        return stop
    question = desk.program.by_code[stop.of_group].question
    last = size(desk.document, fixed(question.path, stop.ranks)) - 1
    order = stops(desk.program, desk.document)
    return first_page_of_item(order, stop, (*stop.ranks, last)) or stop


def _files_refused(found: Sequence[Problem]) -> bool:
    return any(one.keyword.startswith("fichier.") for one in found)


def _render(  # noqa: PLR0913 -- a page and what it says
    desk: Desk,
    stop: Stop,
    raw: Mapping[str, Sequence[str]],
    found: Sequence[Problem],
    *,
    status: int = 422,
    grown: bool = False,
) -> Response | str:
    view = suggestions.proposing(desk, page_view(desk, stop, raw, found, grown=grown))
    identity = desk.draft.body.identity or {}
    plan = plans.face(desk, view)
    page = render_template(
        "question.html",
        page=view,
        csrf=token_of(desk),
        certifier=identity.get("label"),
        adrift=_adrift(desk),
        plan=plan,
        **common(desk),
    )
    reply = Response(page, status if found else 200, mimetype="text/html")
    if plan and plan.field:
        reply.headers["Permissions-Policy"] = WITH_POSITION
    return reply


def _adrift(desk: Desk) -> bool:
    """Say whether nothing finds a draft with answers after this session: no log-in, link, code, nor birth date."""
    body, codes = desk.draft.body, visit().body.get("resume_codes", {})
    known = body.identity or body.facts.get("lienDemande") or births(desk)
    return bool(body.visited) and not known and desk.draft.id not in codes


def common(desk: Desk) -> dict[str, object]:
    """Give what every page of a draft tells its template."""
    profile = desk.city.profile(desk.definition.slug)
    return {"trial": profile is not None and profile.statut == "essai", "current": "demarches"}


def token_of(desk: Desk) -> str:
    """Make the token against forged posts, for this draft in this session."""
    keys = services().store.keeper.secrets.session_keys()
    return csrf_token(keys, str(visit().body.get("csrf", "")), desk.draft.id)


def check_token(desk: Desk) -> None:
    """Check the token of a post about this draft; raise StaleToken."""
    keys = services().store.keeper.secrets.session_keys()
    check_csrf(keys, request.form.get("_csrf"), str(visit().body.get("csrf", "")), desk.draft.id)


def _again(desk: Desk, stop: Stop) -> Response | str:
    """Show the page with what was just typed, to be sent once more; nothing was saved."""
    raw = {name: values for name, values in request.form.lists() if not name.startswith("_")}
    return _render(desk, stop, raw, (_STALE,))


def _desk(conn: Connection, slug: str, draft: str) -> Desk:
    desk = lay(services(), conn, visit(), slug, draft)
    if desk is None:
        abort(404)
    return desk


def _stop(desk: Desk, page: str, ranks: Ranks) -> Stop | None:
    """Give the page asked for; None when it asks nothing now; 404 when the form has no such page."""
    found = desk.definition.page(page)
    if found is None:
        abort(404)
    key = Stop(found, ranks).key
    return next((one for one in stops(desk.program, desk.document) if one.key == key), None)


def _confirmation(desk: Desk) -> Response:
    return redirect(url_for("journey.confirmation", slug=desk.definition.slug, draft=desk.draft.id), 303)
