"""The summary, the deposit, and the confirmation that is itself the receipt."""

from datetime import timedelta
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.deposit import Refused, deposit
from engine.journey.flow import stops
from engine.journey.problems import Problem
from engine.model import Definition
from engine.store import submissions
from engine.store.drafts import StaleDraft
from engine.store.submissions import AlreadyDeposited, ReferenceTaken
from engine.web.errors import QuotaReached
from engine.web.journey.desk import Desk, lay
from engine.web.journey.faces import recap_view, step_line, steps
from engine.web.journey.leaving import first_exit
from engine.web.journey.pages import common, token_of
from engine.web.journey.versions import offered_form
from engine.web.receipts import receipt_face
from engine.web.security import StaleToken, check_csrf
from engine.web.tongue import spoken
from engine.web.visit import services, visit

#: How often a deposit is tried again when a reference was taken or the draft saved meanwhile.
_TRIES: Final = 3


def show(slug: str, draft: str) -> Response | str:
    """Show every answer; send back to the first page still open."""
    with services().store.read() as conn:
        desk = _desk(conn, slug, draft)
    if desk.draft.reference is not None:
        return redirect(url_for("journey.confirmation", slug=slug, draft=draft), 303)
    desk = _today(desk)
    away = first_exit(desk)
    if away is not None:
        return redirect(away, 303)
    order = stops(desk.program, desk.document)
    unseen = next((one for one in order if one.key not in desk.draft.body.visited), None)
    if unseen is not None:
        return redirect(desk.url(unseen), 303)
    return _render(desk, desk.problems(), said=False)


def send(slug: str, draft: str) -> Response | str:
    """Deposit the draft: everything happens in one transaction, or nothing does. A second click finds the first's."""
    action = request.form.get("action", "deposer")
    for _attempt in range(_TRIES):
        try:
            with services().store.begin() as conn:
                desk = _desk(conn, slug, draft)
                if desk.draft.reference is not None:
                    break
                desk = _today(desk)
                stale = _stale(desk)
                if stale is not None:
                    return stale
                if action == "enregistrer":
                    desk.saved(conn)
                    return redirect(url_for("journey.saved", slug=slug, draft=draft), 303)
                away = first_exit(desk)
                if away is not None:
                    return redirect(away, 303)
                found = [one for one in desk.problems() if one.severity != "notice"]
                if found:
                    return _render(desk, found, said=True)
                _heed_quota(conn, desk)
                _deposit(conn, desk)
            break
        except (StaleDraft, ReferenceTaken):
            continue
        except AlreadyDeposited:
            break
        except Refused as refused:
            abort(409, description=str(refused))
    return redirect(url_for("journey.confirmation", slug=slug, draft=draft), 303)


def confirmation(slug: str, draft: str) -> Response | str:
    """Show the receipt at once, whatever the workers do."""
    here = visit()
    with services().store.read() as conn:
        submission = submissions.by_draft(conn, draft)
        if submission is None or submission.city != here.city.code or submission.form != slug:
            desk = _desk(conn, slug, draft)
            return redirect(desk.url(next(iter(stops(desk.program, desk.document)), None)), 303)
        if submission.id not in here.body.get("submissions", ()):
            return redirect(url_for("followup.show", reference=submission.reference), 303)
        definition = _definition(slug, submission.version)
        code = here.body.get("codes", {}).get(submission.id)
        face = receipt_face(services(), conn, here.city, definition, submission, code)
    return render_template("confirmation.html", receipt=face, current="suivre")


def _heed_quota(conn: Connection, desk: Desk) -> None:
    """Raise QuotaReached when this device sent, today, as many as the city takes (CRPA L112-11); the draft stays."""
    profile = desk.city.profile(desk.definition.slug)
    if profile is None or profile.quota is None:
        return
    midnight = desk.facts.now.replace(hour=0, minute=0, second=0, microsecond=0)
    known = visit().body.get("submissions", ())
    if submissions.count_since(conn, known, desk.definition.slug, midnight) >= profile.quota:
        raise QuotaReached(midnight + timedelta(days=1))


def _deposit(conn: Connection, desk: Desk) -> None:
    here = visit()
    done = deposit(
        services().store,
        conn,
        city=desk.city,
        program=desk.program,
        draft=desk.draft,
        facts=desk.facts,
        words=desk.words.in_french(),
        shown=desk.words,
        given=desk.given,
        enqueue=services().enqueue,
    )
    codes = {**here.body.get("codes", {}), done.submission.id: done.second_code}
    day = desk.facts.today.isoformat()
    sent = [
        *here.body.get("sent", ()),
        *({"check": check, "key": key, "day": day} for check, key in done.keys),
    ]
    known = [*here.body.get("submissions", ()), done.submission.id]
    here.remember(conn, codes=codes, sent=sent[-50:], submissions=known[-50:])


def _today(desk: Desk) -> Desk:
    """Settle the answers under today's facts: a draft may be older than the day."""
    return desk.with_body(document=desk.settled(desk.document))


def _stale(desk: Desk) -> Response | None:
    keys = services().store.keeper.secrets.session_keys()
    try:
        check_csrf(keys, request.form.get("_csrf"), str(visit().body.get("csrf", "")), desk.draft.id)
    except StaleToken:
        return _render(desk, (Problem("", "jeton", ""),), said=True)
    return None


def _render(desk: Desk, found: tuple[Problem, ...] | list[Problem], *, said: bool) -> Response:
    mode = str(desk.definition.procedure.get("mode", ""))
    order, ours = stops(desk.program, desk.document), spoken()
    page = render_template(
        "summary.html",
        summary=recap_view(desk, found, said=said),
        csrf=token_of(desk),
        step=step_line(desk, order, None),
        steps=steps(desk, order, None),
        back_url=desk.url(order[-1]) if order else None,
        service=desk.city.contact_for(desk.definition.slug).service,
        verb=ours.say(key) if ours.has(key := f"recap.send.{mode}") else None,
        **common(desk),
    )
    return Response(page, 422 if said and found else 200, mimetype="text/html")


def _definition(slug: str, version: str) -> Definition:
    definition = offered_form(services(), visit().city, slug, version)
    if definition is None:
        abort(404)
    return definition


def _desk(conn: Connection, slug: str, draft: str) -> Desk:
    desk = lay(services(), conn, visit(), slug, draft)
    if desk is None:
        abort(404)
    return desk
