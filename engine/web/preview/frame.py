"""What every page of the preview shares: the journey's templates in a frame of the preview's own."""

from pathlib import Path
from typing import Any, Final

from flask import Flask, g, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader

from engine.language import FRENCH, LANGUAGES, marked
from engine.resources import themes_root
from engine.web.render import TEMPLATES, furnish
from engine.web.speech import speech

#: The languages of forms, with the name of each; a form may lack one, which is then said in French.
NAMES: Final = {tag: speech(tag).say("language.name") for tag in LANGUAGES}
#: How a voice is told the language of a text: easy French is French.
MARKED: Final = {tag: marked(tag) for tag in LANGUAGES}
_SHEETS: Final = ("base.css", "preview.css")
_OWN: Final = Path(__file__).parent / "templates"


def dress(app: Flask) -> None:
    """Give the preview its templates: its frame stands in for the towns', everything else is the journey's."""
    furnish(app.jinja_env)
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(_OWN), FileSystemLoader(TEMPLATES)])
    app.jinja_env.globals["here"] = _here
    app.url_value_preprocessor(_hear)
    app.url_defaults(lambda endpoint, values: _speak(app, endpoint, values))
    app.context_processor(_common)
    app.get("/theme/<name>", endpoint="theme")(_theme)


def language() -> str:
    """Give the language that the address asks."""
    return str(g.get("langue", FRENCH))


def _hear(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    asked = (values or {}).pop("langue", FRENCH)
    g.langue = asked if asked in LANGUAGES else FRENCH
    g.speech = speech(g.langue)


def _speak(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    if app.url_map.is_endpoint_expecting(endpoint, "langue"):
        values.setdefault("langue", language())


def _common() -> dict[str, Any]:
    return {"language": language(), "languages": NAMES, "marked": MARKED, "choices": _choices}


def _choices() -> list[tuple[str, str, str]]:
    """Give this very page in each language: tag, name, address."""
    values = {**(request.view_args or {})}
    endpoint = request.endpoint or "portal.home"
    return [(tag, name, url_for(endpoint, **{**values, "langue": tag})) for tag, name in NAMES.items()]


def _here() -> str:
    return url_for(request.endpoint or "", **(request.view_args or {}))


def _theme(name: str) -> tuple[bytes, int, dict[str, str]]:
    if name not in _SHEETS:
        return b"", 404, {}
    return (themes_root() / name).read_bytes(), 200, {"Content-Type": "text/css; charset=utf-8"}
