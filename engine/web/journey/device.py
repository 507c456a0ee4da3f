"""What this device remembers of its drafts once their session has ended: their ids, signed, in a cookie of the city.

The cookie opens nothing alone: a draft is put in it once it holds a birth date, and opens with that date. Somebody
else at the same computer learns that a draft was begun, not which form nor by whom; « Quitter » erases it.
"""

import hashlib
from typing import Final

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, Signer

from engine.web.journey.births import births
from engine.web.journey.desk import Desk
from engine.web.visit import Visit, cookie_name, services, visit

#: One salt per use of the host's keys (itsdangerous, « The Salt »); the city's code follows.
_SALT: Final = "formune.device"
_BETWEEN: Final = "~"
#: Drafts that one device remembers, and letters of a cookie that are read.
_MOST: Final = 5
_LONGEST: Final = 1000


def listen(app: Flask) -> None:
    """Write in the browser what a page of `app` asks to remember, or to forget."""
    app.after_request(_keep)


def remember(desk: Desk) -> None:
    """Remember a draft, if a birth date keeps it from whoever uses this device next."""
    if births(desk):
        others = [one for one in remembered() if one != desk.draft.id]
        g.device_drafts = (*others, desk.draft.id)[-_MOST:]
        g.device_until = desk.draft.expires_at


def forget() -> None:
    """Forget every draft."""
    g.device_drafts = ()


def remembered() -> tuple[str, ...]:
    """Give the ids that this host signed for this city, the last saved last; none when the cookie was altered."""
    said = request.cookies.get(_cookie(visit()), "")[:_LONGEST]
    try:
        return tuple(_signer().unsign(said).decode().split(_BETWEEN)) if said else ()
    except (BadSignature, UnicodeError):
        return ()


def _keep(response: Response) -> Response:
    drafts: tuple[str, ...] | None = g.get("device_drafts")
    if drafts is None:
        return response
    name, path = _cookie(visit()), request.script_root or "/"
    if not drafts:
        response.delete_cookie(name, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
        return response
    response.set_cookie(
        name,
        _signer().sign(_BETWEEN.join(drafts)).decode(),
        max_age=g.device_until - services().clock.now(),
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _signer() -> Signer:
    keys = services().store.keeper.secrets.session_keys()
    salt = f"{_SALT}.{visit().city.code}"
    return Signer(list(reversed(keys)), salt, key_derivation="hmac", digest_method=hashlib.sha256)


def _cookie(here: Visit) -> str:
    return f"{cookie_name(here.city)}_appareil"
