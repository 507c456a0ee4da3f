"""The language of a visit: asked in the address or by a button, else kept in a cookie of the city, else French.

A cookie and not the session: a choice made on the portal must not open a session in the store, and an error page
must know it when the store does not answer. It holds a tag and nothing else, ends with the browser, and « Quitter »
erases it. The browser's own preference is not followed: French is the language of these procedures, another is
chosen.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, g, has_app_context, request

from engine.language import FRENCH, LANGUAGES, marked
from engine.web.speech import Speech, speech
from engine.web.visit import Visit, cookie_name

#: The parameter of an address, and the action of a button (docs/reference/form-format.md, inputs).
_ASKED: Final = "langue"
_ACTION: Final = f"{_ASKED}:"


@dataclass(frozen=True, slots=True)
class Choice:
    """One language of the switch: its tag, its own name, how that name is marked, where it leads, whether it is on."""

    tag: str
    name: str
    lang: str
    url: str
    on: bool


def listen(app: Flask) -> None:
    """Give every request of `app` its language, and keep in the browser the one that was asked."""
    app.before_request(_choose)
    app.after_request(_keep)


def spoken() -> Speech:
    """Give the texts of the request's language; French outside a request."""
    found: Speech | None = g.get("speech") if has_app_context() else None
    return found or speech(FRENCH)


def choices() -> tuple[Choice, ...]:
    """Give the switch: the same page, its own questions kept, in each language."""
    here = spoken()
    query = [(name, value) for name, value in request.args.items(multi=True) if name != _ASKED]
    return tuple(
        Choice(
            tag,
            speech(tag).say("language.name"),
            marked(tag),
            f"?{urlencode([*query, (_ASKED, tag)])}",
            tag == here.language,
        )
        for tag in LANGUAGES
    )


def heed_button() -> None:
    """Take the language that a button of the page asks, `langue:<tag>`; another post changes nothing."""
    action = request.form.get("action", "")
    if action.startswith(_ACTION):
        _take(action.removeprefix(_ACTION))


def _choose() -> None:
    here: Visit | None = g.get("visit")
    kept = request.cookies.get(_cookie(here)) if here else None
    g.speech = speech(kept if kept in LANGUAGES else FRENCH)
    _take(request.args.get(_ASKED))


def _take(asked: str | None) -> None:
    if asked in LANGUAGES:
        g.asked_language = asked
        g.speech = speech(asked)


def _keep(response: Response) -> Response:
    here: Visit | None = g.get("visit")
    if here is None:
        return response
    name, path, asked = _cookie(here), request.script_root or "/", g.get("asked_language")
    if here.new_cookie == "":
        response.delete_cookie(name, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
    elif asked is not None:
        response.set_cookie(name, asked, path=path, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _cookie(here: Visit) -> str:
    return f"{cookie_name(here.city)}_{_ASKED}"
