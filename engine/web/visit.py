"""One browser in one city: the session behind the cookie, read when a page needs it, written with what it saves.

The cookie holds a random token and nothing else; it is bound to the city and useless in another.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import Response, current_app, g, request
from sqlalchemy import Connection

from engine.cities.city import City
from engine.store import sessions
from engine.store.sessions import Session
from engine.web.services import Services

#: How many drafts and deposits one session remembers.
_KEPT: Final = 50


@dataclass(slots=True)
class Visit:
    """The request's city and session; `token` is set when the cookie must be written."""

    city: City
    token: str | None = None
    session: Session | None = None
    #: What `leave` must tell the browser: a new token, or "" to forget the old one.
    new_cookie: str | None = None
    loaded: bool = field(default=False, repr=False)

    @property
    def body(self) -> Mapping[str, Any]:
        """Give what the session holds; empty without one."""
        return self.session.body if self.session else {}

    @property
    def session_id(self) -> str:
        """Give what counts for this session: the hash of its token, empty without one."""
        return self.session.id_hash if self.session else ""

    def remember(self, conn: Connection, **changes: Any) -> None:  # noqa: ANN401 -- JSON values
        """Write changes into the session, making one when there is none."""
        if self.session is None:
            self.token = self.new_cookie = sessions.new_token()
            self.session = sessions.create(
                conn, self.city.code, self.token, {"csrf": secrets.token_hex(16), **changes}
            )
            return
        self.session = sessions.save(conn, replace(self.session, body={**self.session.body, **changes}))

    def add(self, conn: Connection, name: str, value: Any) -> None:  # noqa: ANN401 -- a JSON value
        """Put a value at the end of one of the session's lists."""
        known = [one for one in self.body.get(name, ()) if one != value]
        self.remember(conn, **{name: [*known, value][-_KEPT:]})

    def renew(self, conn: Connection) -> None:
        """Move the session to a fresh token, as every login must."""
        if self.session is None or self.token is None:
            return
        fresh = sessions.new_token()
        self.session = sessions.rotate(conn, self.city.code, self.token, fresh)
        self.token = self.new_cookie = fresh

    def forget(self, conn: Connection) -> None:
        """End the session, here and in the browser."""
        if self.token:
            sessions.delete(conn, self.city.code, self.token)
        self.session, self.token, self.new_cookie = None, None, ""


def services() -> Services:
    """Give the collaborators of the running application."""
    found: Services = current_app.extensions["formune"]
    return found


def visit() -> Visit:
    """Give the request's visit, its session loaded."""
    here: Visit = g.visit
    if not here.loaded:
        here.loaded = True
        here.token = request.cookies.get(cookie_name(here.city))
        if here.token:
            with services().store.read() as conn:
                here.session = sessions.load(conn, here.city.code, here.token)
    return here


def city() -> City:
    """Give the request's city."""
    here: Visit = g.visit
    return here.city


def cookie_name(of: City) -> str:
    """Give the cookie's name: bound to the host where the city has its own, to its path otherwise."""
    return (
        f"formune_{of.code}" if request.script_root or not request.is_secure else f"__Host-formune_{of.code}"
    )


def leave(response: Response) -> Response:
    """Write the cookie that the visit asks for; a session in use lives on."""
    here: Visit | None = g.get("visit")
    if here is not None and here.session is not None:
        _keep_alive(here.session)
    if here is None or here.new_cookie is None:
        return response
    name, path = cookie_name(here.city), request.script_root or "/"
    if here.new_cookie:
        response.set_cookie(
            name,
            here.new_cookie,
            path=path,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(name, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _keep_alive(session: Session) -> None:
    store = services().store
    if store.keeper.clock.now() - session.seen_at >= sessions.TOUCH_AFTER:
        with store.begin() as conn:
            sessions.touch(conn, session)
