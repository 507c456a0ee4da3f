"""« Enregistrer et finir plus tard »: until when the draft is kept, and the two ways to find it elsewhere.

A link goes by e-mail to an address given for that; a code is read here and copied. Neither holds an answer.
"""

import secrets
from typing import Final

from flask import redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.documents import links
from engine.documents.draft_letter import LINK, came_back
from engine.documents.envelope import BadAddress, mailbox
from engine.journey.pointers import get
from engine.journey.view import ErrorLine, FieldView
from engine.store import found_again, mails, tries
from engine.store.drafts import ADDRESS, StaleDraft
from engine.web import faces
from engine.web.journey import births, device
from engine.web.journey.desk import Desk, lay
from engine.web.journey.leaving import open_desk
from engine.web.journey.pages import check_token, common, token_of
from engine.web.journey.waiting import wait_said
from engine.web.security import StaleToken
from engine.web.tongue import spoken
from engine.web.visit import services, visit

#: Mails that one address, or one session, may ask for before it waits.
_MAILS: Final = 5
_LONGEST: Final = 254
_ADDRESS: Final = "courriel"
#: What the session remembers of codes: draft → code, shown as long as the session lives.
_CODES: Final = "resume_codes"


def saved(slug: str, draft: str) -> str:
    """Say that the answers are kept, until when, and how to come back."""
    return _render(open_desk(slug, draft))


def offer(slug: str, draft: str) -> Response:
    """Send a link, or make a code."""
    desk = open_desk(slug, draft)
    check_token(desk)
    asked = request.form.get("action", "")
    made = _code(desk) if asked == "code" else _link(desk)
    if made is not None:
        return Response(
            _render(desk, **{"code" if asked == "code" else "link": made}), 422, mimetype="text/html"
        )
    return redirect(url_for("journey.saved", slug=slug, draft=draft), 303)


def _link(desk: Desk) -> str | None:
    """Queue the mail of the link; give what is wrong with the address, or None."""
    ours, address = spoken(), request.form.get(_ADDRESS, "").strip()
    if desk.city.smtp is None or not _is_address(address):
        return ours.say("saved.link.wrong")
    with services().store.begin() as conn:
        wait = max(
            tries.count(conn, desk.city.code, "mail", address.lower(), free=_MAILS),
            tries.count(conn, desk.city.code, "mails", visit().session_id, free=_MAILS),
        )
        if wait:
            return " ".join((ours.say("saved.link.many"), wait_said(wait)))
        now = services().clock.now()
        _keep_address(conn, desk, address)
        mail = mails.insert_for_draft(conn, desk.draft.id, LINK, now)
        services().enqueue(conn, "mail", mail.id, now)
    return None


def _keep_address(conn: Connection, desk: Desk, address: str) -> None:
    """Note the address with the word of its link: another address ends the link that the first one got."""
    facts = _again(conn, desk).draft.body.facts
    same = facts.get(ADDRESS) == address and facts.get(links.WORD)
    word = facts[links.WORD] if same else secrets.token_urlsafe(9)
    asked = services().clock.now().isoformat()
    _with_facts(conn, desk, {ADDRESS: address, links.WORD: word, "lienDemande": asked})


def _code(desk: Desk) -> str | None:
    """Make the code; give what is wrong with the birth date that goes with it, or None."""
    told = births.typed(request.form)
    if not births.births(desk) and told is None:
        return spoken().say("birth.wrong")
    with services().store.begin() as conn:
        if not births.births(desk):
            device.remember(_with_facts(conn, desk, {births.TOLD: told}))
        code = found_again.give_code(conn, desk.draft)
        visit().remember(conn, **{_CODES: {**visit().body.get(_CODES, {}), desk.draft.id: code}})
    return None


def _with_facts(conn: Connection, desk: Desk, facts: dict[str, object]) -> Desk:
    try:
        fresh = _again(conn, desk)
        return fresh.with_body(facts={**fresh.draft.body.facts, **facts}).saved(conn)
    except StaleDraft:
        raise StaleToken from None


def _again(conn: Connection, desk: Desk) -> Desk:
    """Read the draft again in this transaction: another tab may have saved it."""
    found = lay(services(), conn, visit(), desk.definition.slug, desk.draft.id)
    if found is None:
        raise StaleToken
    return found


def _is_address(address: str) -> bool:
    try:
        return len(address) <= _LONGEST and "." in mailbox(address).rpartition("@")[2]
    except BadAddress:
        return False


def _render(desk: Desk, *, link: str | None = None, code: str | None = None) -> str:
    face = faces.Draft(
        desk.words.get("form.title"), desk.onward, desk.draft.updated_at, desk.draft.expires_at
    )
    asks = not births.births(desk)
    with services().store.read() as conn:
        known = found_again.has_code(conn, desk.draft)
        back = came_back(conn, desk.draft.id)
    facts = desk.draft.body.facts
    lines = [ErrorLine("", f"#{_ADDRESS}", link)] if link else []
    lines += [ErrorLine("", "#naissance", code)] if code else []
    return render_template(
        "saved.html",
        draft=face,
        csrf=token_of(desk),
        errors=tuple(lines),
        address=_address_field(desk, link) if desk.city.smtp is not None else None,
        back=back.left_at if back else None,
        sent_to=facts.get(ADDRESS) if facts.get("lienDemande") else None,
        birth=births.field(request.form, spoken().say("saved.code.birth"), code) if asks else None,
        code=visit().body.get(_CODES, {}).get(desk.draft.id),
        known=known,
        **common(desk),
    )


def _address_field(desk: Desk, error: str | None) -> FieldView:
    asked = [one for one in desk.definition.questions.values() if one.widget == "email" and not one.group]
    known = (desk.draft.body.facts.get(ADDRESS), *(get(desk.document, one.path) for one in asked))
    value = request.form.get(_ADDRESS, next((str(one) for one in known if one), ""))
    return FieldView(
        "",
        (),
        _ADDRESS,
        _ADDRESS,
        "email",
        spoken().say("saved.link.address"),
        value=value,
        error=error,
        autocomplete="email",
        inputmode="email",
        type="email",
        hint=spoken().say("saved.link.example"),
    )
