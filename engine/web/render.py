"""The pages' Jinja environment.

Templates get plain values and `url_for`; they hold no inline style or script. What every page reads is
given once by `dress`: the city, the person logged in, the language. Words of the application come from `say(key)`;
words that fell back to French are marked as they are written out.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from flask import Flask, request, url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.cities import shown_number
from engine.language import marked
from engine.web import described, options, words
from engine.web.speech import in_french
from engine.web.tongue import choices, spoken

#: Where the pages' templates stand.
TEMPLATES: Final = Path(__file__).parent / "templates"


def dress(app: Flask, common: Callable[[], Mapping[str, Any]]) -> None:
    """Give `app` the pages' templates; `common()` is asked once a page.

    It gives `city` (None where no city answers), `person` (the name of who is logged in, or None).
    """
    environment = app.jinja_env
    furnish(environment)
    environment.globals["here"] = _here
    app.context_processor(lambda: _with_contact(common()))


def furnish(environment: Environment) -> None:
    """Set the loader, filters and strictness of the pages on `environment`."""
    environment.loader = FileSystemLoader(TEMPLATES)
    environment.autoescape = True
    environment.auto_reload = False
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.finalize = in_french
    environment.filters.update(FILTERS)
    environment.globals["say"] = _say
    environment.globals.update(_DEFAULTS)


#: Filters of the templates: the words of dates, sizes and fields.
FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "day": words.day,
    "hour": words.hour,
    "moment": words.moment,
    "iso": words.iso,
    "stamp": words.stamp,
    "size": words.size,
    "number": words.number,
    "hint": words.hint,
    "label": described.label,
    "numbered": described.numbered,
    "described": described.described,
    "hinted": words.has_hint,
    "file_kind": words.file_kind,
    "file_limits": words.file_limits,
    "said_rank": words.said_rank,
    "phone": shown_number,
    "runs": words.runs,
    "in_turn": words.in_turn,
    "plain": words.plain,
    "lang": words.lang,
    "lines": options.lines,
    "town_words": words.town_words,
}

#: What a page may leave out.
_DEFAULTS: Final[dict[str, Any]] = {
    "city": None,
    "person": None,
    "contact": None,
    "trial": False,
    "current": "",
    "csrf": "",
    "certifier": None,
    "leaving": False,
    "adrift": False,
    "lang": "fr",
    "languages": (),
    "in_french": False,
    "asks": False,
    #: The town's plan, on a page of a form that asks for a position.
    "plan": None,
    "errors": (),
}


def _with_contact(common: Mapping[str, Any]) -> dict[str, Any]:
    """Add whom to reach about the form that the address names."""
    slug, city = (request.view_args or {}).get("slug"), common.get("city")
    return {
        **common,
        "contact": city.contact_for(slug) if slug and city else None,
        "lang": marked(spoken().language),
        "languages": choices(),
    }


def _say(key: str, **values: Any) -> str:  # noqa: ANN401 -- whatever fills a hole
    """Give one of the application's texts in the language of the visit."""
    return spoken().mark(key, **values)


def _here() -> str:
    """Give the address of the page being shown, for the form that posts to it."""
    return url_for(request.endpoint or "", **(request.view_args or {}))
