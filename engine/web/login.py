"""Logging in and out through an identity provider, and coming back to the form that asked for it, or to one's drafts.

The transaction is taken out of the store once; a refusal is logged by its reason and shown kindly, without
telling an attacker more than the person needs.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.cities.city import City
from engine.identity.binding import BROWSER_COOKIE, new_token
from engine.identity.claims import Identity, prefill
from engine.identity.errors import Kind, Reason, Refused
from engine.identity.profiles import ProviderProfile, build_profile
from engine.model import Definition
from engine.reference import countries
from engine.store import drafts, found_again, logins
from engine.web.journey.carrying import carries, put_back
from engine.web.journey.desk import desk_of
from engine.web.journey.start import begin_draft
from engine.web.journey.versions import offered_form
from engine.web.visit import Visit, city, services, visit

#: What a login asks, that leads to what the person sent.
_HOME: Final = "mes-demarches"
_LOG: Final = logging.getLogger(__name__)


def blueprint() -> Blueprint:
    """Give the blueprint `login`."""
    pages = Blueprint("login", __name__)
    pages.get("/connexion/<provider>")(start)
    pages.get("/connexion/<provider>/retour")(back)
    pages.get("/connexion/<provider>/sortie")(out_of_provider)
    return pages


def country_of(insee: str) -> str | None:
    """Give the alpha-2 code of an INSEE country code (99100 is FR), or None."""
    found = countries.by_insee(insee)
    return found.iso2 if found else None


def start(provider: str) -> Response | str:
    """Send the browser to the provider, bound to this browser by a cookie of its own."""
    here = city()
    profile = _profile(here, provider)
    slug = request.args.get("demarche", "")
    home = request.args.get("vers") == _HOME
    if slug and not home and offered_form(services(), here, slug) is None:
        abort(404)
    browser = new_token()
    now = services().clock.now()
    try:
        begun = services().relying_party.start(profile, now, browser=browser)
    except Refused as refused:
        return _refused(refused, profile, slug)
    with services().store.begin() as conn:
        body = {**begun.body, "demarche": "" if home else slug, "vers": _HOME if home else ""}
        logins.put(conn, here.code, begun.state, browser, provider, body, begun.expires_at)
    response = redirect(begun.url, 303)
    _bind(response, browser)
    return response


def back(provider: str) -> Response | str:
    """Believe or refuse what the provider sent back; then open the form or the drafts, or say why not."""
    here = city()
    profile = _profile(here, provider)
    browser = request.cookies.get(BROWSER_COOKIE, "")
    states = request.args.getlist("state")
    with services().store.begin() as conn:
        login = logins.take(conn, here.code, states[0], browser) if len(states) == 1 else None
    slug = str(login.body.get("demarche", "")) if login else ""
    definition = offered_form(services(), here, slug) if slug else None
    if login is None or (slug and definition is None):
        return _refused(Refused(Reason.STATE_MISMATCH), profile, slug)
    query = list(request.args.items(multi=True))
    now = services().clock.now()
    try:
        done = services().relying_party.finish(profile, login.body, query, now, browser=browser)
    except Refused as refused:
        return _refused(refused, profile, slug)
    guest = visit()
    with services().store.begin() as conn:
        if guest.session is None:
            guest.remember(conn)
        else:
            guest.renew(conn)
        known = _evidence(done.identity, profile, now)
        logout = {"provider": provider, "hint": done.id_token_hint}
        guest.remember(conn, identity=known, logout=logout)
        where = _found_again(conn, guest, definition)
    response = redirect(where or _onward(definition, guest, str(login.body.get("vers", ""))), 303)
    _unbind(response)
    return response


def _found_again(conn: Connection, guest: Visit, definition: Definition | None) -> str | None:
    """Give this browser the person's drafts; say where to go when one answers what the person came for.

    That is the draft whose page was posted after the session's end, the list where no form was asked, and the start
    page of the form asked when a draft of it was begun elsewhere: it offers to resume it, or to begin again.
    """
    known = guest.body.get("drafts", ())
    others = [
        one for one in found_again.of_owner(conn, guest.city.code, guest.body["identity"]) if one not in known
    ]
    for draft_id in others:
        guest.add(conn, "drafts", draft_id)
    carried = next((one for one in others if carries(one)), None)
    draft = drafts.load(conn, guest.city.code, carried) if carried else None
    desk = desk_of(services(), conn, guest, draft) if draft else None
    if desk is not None:
        return put_back(conn, guest, desk)
    loaded = (drafts.load(conn, guest.city.code, one) for one in others)
    if definition is not None and any(one is not None and one.form == definition.slug for one in loaded):
        return url_for("journey.start", slug=definition.slug)
    return None


def _onward(definition: Definition | None, guest: Visit, asked: str) -> str:
    """Give where a login leads: the form that asked it, what the person sent, or the person's drafts."""
    if definition is not None:
        return begin_draft(definition, guest)
    return url_for("mine.sent" if asked == _HOME else "journey.resume")


def out_of_provider(provider: str) -> str:
    """Say that the session is over, once the provider has ended its own."""
    _profile(city(), provider)
    return render_template("quit_done.html")


def logout_address(here: City, logout: Mapping[str, Any]) -> str | None:
    """Give the provider's own logout address, or None when it has none or does not answer."""
    profile = _profile(here, str(logout["provider"]))
    now = services().clock.now()
    try:
        return services().relying_party.logout_url(profile, str(logout["hint"]), new_token(), now)
    except Refused as refused:
        _LOG.warning("logout at %s not offered: %s", profile.id, refused.reason)
        return None


def _profile(here: City, provider: str) -> ProviderProfile:
    configured = here.providers.get(provider)
    if configured is None:
        abort(404)
    secret = services().store.keeper.secrets.oidc(here.code, provider)
    settings = {"label": configured.label, "issuer": configured.issuer, **configured.config}
    return build_profile(provider, settings, secret, base_url=here.url, demo=services().demo)


def _evidence(identity: Identity, profile: ProviderProfile, now: datetime) -> dict[str, Any]:
    """Give what a draft and its seal keep of a login."""
    claims = prefill(identity)
    name = " ".join(
        one for one in (claims.get("given_name", "").split(" ")[0], claims.get("family_name")) if one
    )
    return {
        "provider": profile.id,
        "label": profile.label,
        "name": name,
        "issuer": identity.issuer,
        "subject": identity.subject,
        "level": identity.level,
        "at": now.isoformat(),
        "claims": claims,
    }


def _refused(refused: Refused, profile: ProviderProfile, slug: str) -> Response:
    _LOG.warning("login at %s refused: %s %s", profile.id, refused.reason, refused.support)
    page = render_template(
        "login_error.html",
        provider=profile.label,
        reason="refus" if refused.kind is Kind.CANCELLED else refused.kind.value,
        again_url=url_for("login.start", provider=profile.id, demarche=slug) if slug else None,
        start_url=url_for("journey.start", slug=slug) if slug else url_for("portal.home"),
    )
    status = 200 if refused.kind is Kind.CANCELLED else 503 if refused.kind is Kind.TROUBLE else 400
    response = Response(page, status, mimetype="text/html")
    _unbind(response)
    return response


def _bind(response: Response, browser: str) -> None:
    path = url_for("portal.home") + "connexion"
    response.set_cookie(
        BROWSER_COOKIE,
        browser,
        max_age=1800,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _unbind(response: Response) -> None:
    response.delete_cookie(BROWSER_COOKIE, path=url_for("portal.home") + "connexion", samesite="Lax")
