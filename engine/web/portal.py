"""The pages of a city that belong to no form: catalogue, statements, stylesheets, health."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, make_response, render_template, request
from jinja2 import pass_context
from jinja2.runtime import Context
from werkzeug.wrappers import Response

from engine.cities.city import City
from engine.journey.words import Words
from engine.language import FRENCH, manner
from engine.model import Definition
from engine.reference.fold import fold
from engine.web import notices, statement
from engine.web.assets import Assets
from engine.web.faces import Draft
from engine.web.tongue import spoken

#: Letters of a search that are read; nobody types a longer one.
_QUERY_LENGTH: Final = 100
_WORDS_KEPT: Final = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One form in the catalogue; `searched` is everything a search reads, folded."""

    slug: str
    title: str
    summary: str
    minutes: int
    theme: str
    trial: bool
    searched: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The machines that our server asks something of for a town's residents; empty for none."""

    addresses: str = ""
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Portal:
    """What the portal asks of the rest: the request's city, its forms, whether all is well."""

    #: The city of the present request; aborts with 404 where none answers.
    city: Callable[[], City]
    #: The definitions a city may offer, in the catalogue's order.
    definitions: Callable[[City], Iterable[Definition]]
    healthy: Callable[[], bool]
    #: The drafts of this browser's session.
    drafts: Callable[[], Sequence[Draft]] = tuple
    #: What is asked of others for a city's residents.
    asked: Callable[[City], Asked] = lambda _city: Asked()


def blueprint(portal: Portal) -> Blueprint:
    """Give the blueprint `portal`.

    Endpoints: home, accessibility, personal_data, terms, theme, favicon, health.
    """
    pages = Blueprint("portal", __name__)
    assets = Assets()

    @pass_context
    def asset(context: Context, name: str) -> str:
        return assets.url(context["city"], name)

    pages.record_once(lambda state: state.app.jinja_env.globals.update(asset=asset))

    @pages.get("/")
    def home() -> str:
        city = portal.city()
        entries = [entry(one, city) for one in portal.definitions(city) if _open(one, city)]
        query = request.args.get("q", "").strip()[:_QUERY_LENGTH]
        found = search(entries, query) if query else None
        groups, drafts = _by_theme(entries), portal.drafts()
        return render_template(
            "home.html", entries=entries, groups=groups, found=found, q=query, drafts=drafts
        )

    @pages.get("/accessibilite")
    def accessibility() -> str:
        audit = statement.audit()
        return render_template("accessibility.html", audit=audit, on=manner(FRENCH).long_date(audit.on))

    @pages.get("/donnees-personnelles")
    def personal_data() -> str:
        city = portal.city()
        offered = [one for one in portal.definitions(city) if _open(one, city)]
        data = [notices.data(one, city) for one in offered]
        return render_template("personal_data.html", notices=data, asked=portal.asked(city))

    @pages.get("/conditions")
    def terms() -> str:
        return render_template("terms.html")

    @pages.get("/theme/<name>")
    def theme(name: str) -> Response:
        found = assets.common(name) or assets.find(portal.city(), name)
        return found.response(request.args.get("v")).make_conditional(request) if found else abort(404)

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        city = portal.city()
        return assets.logo(city).response(None).make_conditional(request)

    @pages.get("/sante")
    def health() -> Response:
        well = portal.healthy()
        response: Response = make_response("ok\n" if well else "down\n", 200 if well else 503)
        response.content_type = "text/plain; charset=utf-8"
        return response

    return pages


def entry(definition: Definition, city: City) -> Entry:
    """Make a form's line in the catalogue."""
    words = Words(definition, spoken().language)
    title = words.get("form.title")
    summary = words.find("form.summary") or ""
    theme = _theme(str(definition.procedure.get("theme", "")))
    told = (title, summary, theme, *_searched(words), *_searched(words.in_french()))
    profile = city.profile(definition.slug)
    return Entry(
        slug=definition.slug,
        title=title,
        summary=summary,
        minutes=int(definition.procedure.get("minutes", 10)),
        theme=theme,
        trial=profile is not None and profile.statut == "essai",
        searched=fold(" ".join(told)),
    )


def _theme(name: str) -> str:
    said = spoken()
    if said.has(f"theme.{name}"):
        return said.say(f"theme.{name}")
    return name.replace("-", " ").capitalize() or said.say("theme.other")


def _searched(words: Words) -> list[str]:
    keys = ("form.title", "form.summary", *(f"form.word.{rank}" for rank in range(1, _WORDS_KEPT)))
    return [word for key in keys if (word := words.find(key))]


def search(entries: Iterable[Entry], query: str) -> list[Entry]:
    """Give the entries in which every word of `query` begins a word, accents and case apart.

    Two letters or less say nothing (« un », « de »), unless the query has no other word.
    """
    asked = fold(query).split()
    asked = [word for word in asked if len(word) > 2] or asked  # noqa: PLR2004 -- said above
    return [
        one
        for one in entries
        if asked and all(any(seen.startswith(_stem(word)) for seen in one.searched.split()) for word in asked)
    ]


def _stem(word: str) -> str:
    return word.rstrip("sx") if len(word) > 3 else word  # noqa: PLR2004 -- « bus », « gaz » stay whole


def _open(definition: Definition, city: City) -> bool:
    profile = city.profile(definition.slug)
    return profile is not None and profile.statut != "ferme"


def _by_theme(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for one in entries:
        groups[one.theme].append(one)
    return list(groups.items())
