"""The pages that say what went wrong and what to do next, each with its status and a way back.

No page ever shows a trace, and no log ever holds a message: it could quote an answer.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from flask import Flask, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from engine.errors import FormuneError
from engine.store.files import FilesAway
from engine.store.series import SeriesUsedUp
from engine.web import words
from engine.web.faces import Link, Note
from engine.web.security import StaleToken
from engine.web.tongue import spoken

_LOG: Final = logging.getLogger(__name__)
_ELSEWHERE: Final = "formune.elsewhere"
#: Seconds after which files may be back.
_FILES_BACK: Final = 300


class SessionFinished(FormuneError):
    """A page of a draft was asked without the session that owns it, or after that session's end."""


class Maintenance(FormuneError):
    """The city's service is closed for a while; `until` is aware, or None when nobody knows."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__(until)
        self.until = until


class TooMany(FormuneError):
    """One visitor asks too much; `seconds` is when to come back."""

    def __init__(self, seconds: int = 60) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class QuotaReached(FormuneError):
    """One device sent as many forms as the city takes in a day; `until` is when it may send again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def install(app: Flask, elsewhere: Callable[[], Iterable[Link]] = tuple) -> None:
    """Give `app` a page for every error; `elsewhere` are the ways back where no city answers."""
    app.extensions[_ELSEWHERE] = elsewhere
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SessionFinished, _session)
    app.register_error_handler(StaleToken, _stale)
    app.register_error_handler(Maintenance, _maintenance)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(QuotaReached, _quota)
    app.register_error_handler(SeriesUsedUp, _used_up)
    app.register_error_handler(FilesAway, _files_away)
    # The last net: whatever was not foreseen must still give the resident a page and a number to tell.
    app.register_error_handler(Exception, _unforeseen)


def page(
    status: int, key: str, lead: str = "", note: Note | None = None, incident: str | None = None
) -> Response:
    """Render the error page whose texts are under `key`, with the ways back that this city has."""
    said = spoken()
    values = {
        "title": said.say(f"{key}.title"),
        "lead": lead or said.say(f"{key}.lead"),
        "lines": tuple(said.lines(f"{key}.lead")),
        "note": note,
        "incident": incident,
        "ways": _ways(),
        "elsewhere": tuple(current_app.extensions[_ELSEWHERE]()),
    }
    try:
        body = render_template("error.html", **values)
    except Exception as error:  # noqa: BLE001 -- the store may be down: the page that says so must do without it
        _LOG.error("error page without its city: %s", type(error).__qualname__)
        body = current_app.jinja_env.get_template("error.html").render(values)
    response: Response = current_app.make_response((body, status))
    return response


def _http(error: HTTPException) -> Response:
    code = error.code or InternalServerError.code
    if error.response is not None or code < 400:  # noqa: PLR2004 -- the first status that is an error
        return error.get_response()
    known = spoken().has(f"error.{code}.title")
    response = page(code, f"error.{code if known else 400 if code < 500 else 500}")  # noqa: PLR2004 -- whose fault
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _session(_error: SessionFinished) -> Response:
    return page(403, "error.session")


def _stale(_error: StaleToken) -> Response:
    return page(403, "error.stale")


def _maintenance(error: Maintenance) -> Response:
    said = spoken()
    back = said.say("error.pause.until", hour=words.hour(error.until)) if error.until else ""
    note = Note(said.say("error.pause.note"), tuple(said.lines("error.pause.note")))
    response = page(503, "error.pause", back, note)
    if error.until:
        response.headers["Retry-After"] = words.http_date(error.until)
    return response


def _too_many(error: TooMany) -> Response:
    response = page(429, "error.429")
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _quota(error: QuotaReached) -> Response:
    response = page(429, "error.quota")
    response.headers["Retry-After"] = words.http_date(error.until)
    return response


def _used_up(error: SeriesUsedUp) -> Response:
    """Say that the town must act first: the deposit was undone, its draft stays as it was."""
    _LOG.error("%s", error)  # A series names a town and a commune, nobody's answers.
    return page(503, "error.series")


def _files_away(error: FilesAway) -> Response:
    """Say that files cannot be kept or read for now: what was under way was undone, and may be done again."""
    _LOG.error("%s", error)  # A code of the place, nothing of anybody's file.
    response = page(503, "error.files")
    response.headers["Retry-After"] = str(_FILES_BACK)
    return response


def _unforeseen(error: Exception) -> Response:
    incident = secrets.token_hex(4).upper()
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    _LOG.error("incident %s: %s in %s at %s", incident, type(error).__qualname__, request.endpoint, where)
    return page(500, "error.500", incident=incident)


def _ways() -> tuple[Link, ...]:
    return tuple(
        Link(url, spoken().say(key))
        for endpoint, key in _BACK.items()
        if (url := _address(endpoint)) is not None
    )


def _address(endpoint: str) -> str | None:
    try:
        return url_for(endpoint)
    except BuildError:
        return None


_BACK: Final[Mapping[str, str]] = {
    "portal.home": "error.way.home",
    "journey.resume": "error.way.resume",
    "followup.ask": "error.way.follow",
}
