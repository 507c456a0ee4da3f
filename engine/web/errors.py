"""The pages that say what went wrong and what to do next, each with its status and a way back.

No page ever shows a trace, and no log ever holds a message: it could quote an answer.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask, current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.routing import BuildError
from werkzeug.wrappers import Response

from engine.errors import FormuneError
from engine.web import words
from engine.web.faces import Link, Note
from engine.web.security import StaleToken

_LOG: Final = logging.getLogger(__name__)
_ELSEWHERE: Final = "formune.elsewhere"


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


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    lead: str
    lines: tuple[str, ...] = ()


def install(app: Flask, elsewhere: Callable[[], Iterable[Link]] = tuple) -> None:
    """Give `app` a French page for every error; `elsewhere` are the ways back where no city answers."""
    app.extensions[_ELSEWHERE] = elsewhere
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SessionFinished, _session)
    app.register_error_handler(StaleToken, _stale)
    app.register_error_handler(Maintenance, _maintenance)
    app.register_error_handler(TooMany, _too_many)
    # The last net: whatever was not foreseen must still give the resident a page and a number to tell.
    app.register_error_handler(Exception, _unforeseen)


def page(
    status: int, title: str, lead: str, *lines: str, note: Note | None = None, incident: str | None = None
) -> Response:
    """Render an error page with the ways back that this city has."""
    values = {
        "title": title,
        "lead": lead,
        "lines": lines,
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
    said = _WORDS.get(code, _WORDS[400 if code < 500 else 500])  # noqa: PLR2004 -- whose fault it is
    response = page(code, said.title, said.lead, *said.lines)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _session(_error: SessionFinished) -> Response:
    return page(
        403,
        "Votre session est finie",
        "Par sécurité, nous fermons la session après un temps sans activité, ou quand vous quittez.",
        "Si vous avez envoyé votre demande, elle est bien arrivée\u00a0: suivez-la avec sa référence.",
        "Un brouillon s’ouvre seulement sur l’appareil qui l’a commencé.",
    )


def _stale(_error: StaleToken) -> Response:
    return page(
        403,
        "Cette page est restée ouverte trop longtemps",
        "Vos réponses enregistrées sont gardées. Rien n’a été envoyé deux fois.",
        "Revenez à la page précédente, rechargez-la, puis continuez.",
    )


def _maintenance(error: Maintenance) -> Response:
    back = f"Il revient vers {words.hour(error.until)}." if error.until else "Il revient bientôt."
    response = page(
        503,
        "Le service est en pause",
        f"{back} Vos brouillons et vos demandes envoyées sont en sécurité.",
        "Inutile de recharger la page sans cesse.",
        note=Note(
            "Votre demande a une date limite aujourd’hui\u00a0?",
            ("Écrivez ou téléphonez à la mairie avant la fin du jour.",),
        ),
    )
    if error.until:
        response.headers["Retry-After"] = words.http_date(error.until)
    return response


def _too_many(error: TooMany) -> Response:
    said = _WORDS[429]
    response = page(429, said.title, said.lead, *said.lines)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _unforeseen(error: Exception) -> Response:
    incident = secrets.token_hex(4).upper()
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    _LOG.error("incident %s: %s in %s at %s", incident, type(error).__qualname__, request.endpoint, where)
    said = _WORDS[500]
    return page(500, said.title, said.lead, *said.lines, incident=incident)


def _ways() -> tuple[Link, ...]:
    return tuple(
        Link(url, text) for endpoint, text in _BACK.items() if (url := _address(endpoint)) is not None
    )


def _address(endpoint: str) -> str | None:
    try:
        return url_for(endpoint)
    except BuildError:
        return None


_BACK: Final[Mapping[str, str]] = {
    "portal.home": "Voir toutes les démarches",
    "journey.resume": "Reprendre un brouillon",
    "followup.ask": "Suivre une demande avec sa référence",
}

_WORDS: Final[Mapping[int, _Words]] = {
    400: _Words(
        "Nous n’avons pas pu lire votre envoi",
        "Il est arrivé abîmé. Rien n’est enregistré de cet envoi\u00a0; vos réponses d’avant sont gardées.",
        ("Revenez à la page précédente et envoyez-la encore.",),
    ),
    401: _Words("Il faut vous connecter", "Cette page s’ouvre après une connexion."),
    403: _Words(
        "Cette page ne vous est pas ouverte",
        "Elle appartient à une autre session, ou votre session est finie.",
        ("Rien n’est perdu\u00a0: vos demandes envoyées sont à la mairie.",),
    ),
    404: _Words(
        "Cette page n’existe pas",
        "L’adresse est peut-être incomplète, ou la démarche a changé de place.",
    ),
    405: _Words(
        "Cette adresse ne s’ouvre pas ainsi",
        "Vous avez peut-être rechargé une page déjà envoyée. Rien n’a été envoyé deux fois.",
    ),
    410: _Words("Cette page n’est plus là", "Elle a été effacée, à la date qui vous avait été dite."),
    413: _Words(
        "Votre envoi est trop lourd",
        "Un fichier dépasse 10\u00a0Mo, ou la page contient trop de réponses.",
        ("Revenez à la page précédente. Choisissez un fichier plus léger, ou envoyez-les un par un.",),
    ),
    415: _Words("Ce format n’est pas accepté", "Revenez à la page précédente et envoyez-la encore."),
    422: _Words(
        "Une réponse est à corriger", "Revenez à la page précédente pour voir ce qui est à corriger."
    ),
    429: _Words(
        "Trop d’essais à la suite",
        "Attendez une minute, puis essayez encore. Vos réponses sont gardées.",
    ),
    500: _Words(
        "Quelque chose s’est cassé chez nous",
        "Ce n’est pas votre faute. Vos réponses enregistrées sont gardées.",
        ("Attendez un instant, puis essayez encore.", "Si vous veniez d’envoyer, vérifiez d’abord le suivi."),
    ),
}
