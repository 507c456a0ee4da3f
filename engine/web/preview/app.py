"""The preview's pages: the index of forms, a form's plan and texts, its pages empty or under each example."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from flask import Blueprint, Flask, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.catalogue import UnknownForm
from engine.clock import Clock, local_day
from engine.documents.papers import Papers
from engine.journey.flow import Stop
from engine.journey.pointers import Ranks
from engine.journey.words import Words
from engine.language import FRENCH, manner
from engine.model import Definition
from engine.web import notices
from engine.web.journey import RanksConverter
from engine.web.journey.desk import Desk
from engine.web.preview import frame, showing
from engine.web.preview.desks import EMPTY, empty_desk, empty_ranks, example_desk
from engine.web.preview.plan import counts, plan
from engine.web.preview.sidebyside import side_by_side
from engine.web.preview.sources import Seen, Sources
from engine.web.preview.town import town
from engine.web.preview.walk import Walk, walk
from engine.web.security import protect

_FORM: Final = "/<langue>/<slug>"
_EXAMPLE: Final = f"{_FORM}/exemples/<draft>"
#: What is printed of a form, and the languages in which it is.
_PAPERS: Final[Mapping[Literal["blank", "guide"], str]] = {
    "blank": "Formulaire à remplir (PDF)",
    "guide": "Fiche de l’aidant (PDF)",
}
_PRINTED: Final = frozenset({"fr", "fr-falc"})


def create_preview(forms: Path, schemas: Path, clock: Clock, papers: Papers) -> Flask:
    """Make the application over a folder of forms and one of blocks; it writes nothing anywhere."""
    app = Flask(__name__, static_folder=None)
    app.url_map.converters["ranks"] = RanksConverter
    protect(app)
    frame.dress(app)
    reading = _Reading(Sources(forms, schemas, lambda: local_day(clock)), clock)
    app.register_error_handler(_Unshowable, _unshowable)
    app.register_error_handler(404, lambda _error: (render_template("preview/absent.html"), 404))
    for routes in (_portal(reading), _form(reading, papers), _journey(reading)):
        app.register_blueprint(routes)
    return app


class _Unshowable(Exception):
    """A form's sources do not let it be shown; `seen` says why."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(seen.slug)
        self.seen = seen


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a request reads: the sources as they stand, laid out."""

    sources: Sources
    clock: Clock

    def seen(self, slug: str) -> Seen:
        """Give a form, or end the request with 404."""
        try:
            return self.sources.look(slug)
        except UnknownForm:
            abort(404)

    def form(self, slug: str) -> tuple[Seen, Definition]:
        """Give a form that can be shown, or end the request with what is to mend."""
        seen = self.seen(slug)
        if seen.definition is None:
            raise _Unshowable(seen)
        return seen, seen.definition

    def walk(self, slug: str, draft: str) -> tuple[Seen, Walk]:
        """Lay a form out, empty or under one of its examples, once for the sources as they stand."""
        seen, definition = self.form(slug)
        key = slug, draft, frame.language()
        if key not in self.sources.memo:
            self.sources.memo[key] = walk(self._desk(seen, definition, draft))
        found: Walk = self.sources.memo[key]
        return seen, found

    def _desk(self, seen: Seen, definition: Definition, draft: str) -> Desk:
        if draft == EMPTY:
            return empty_desk(seen, definition, self.clock.now(), frame.language())
        if draft not in seen.examples:
            abort(404)
        return example_desk(definition, draft, seen.examples[draft], frame.language())


def _unshowable(error: _Unshowable) -> tuple[str, int]:
    return render_template("preview/faulty.html", seen=error.seen, title=error.seen.slug), 422


def _portal(reading: _Reading) -> Blueprint:
    """Give the index, under the name that the journey's pages link to."""
    routes = Blueprint("portal", __name__)

    def home() -> str:
        seen = reading.sources.every()
        rows = [(one, _title(one), _counts(one)) for one in seen]
        return render_template("preview/index.html", rows=rows)

    routes.get("/", endpoint="root")(lambda: redirect(url_for("portal.home", langue="fr")))
    routes.get("/<langue>/", endpoint="home")(home)
    routes.get("/<langue>/donnees-personnelles", endpoint="personal_data")(home)
    return routes


def _form(reading: _Reading, papers: Papers) -> Blueprint:
    """Give what is about a whole form."""
    routes = Blueprint("preview", __name__)

    def show(slug: str) -> str:
        seen, definition = reading.form(slug)
        words = Words(definition, frame.language())
        return render_template(
            "preview/form.html",
            seen=seen,
            title=_title(seen),
            words=words,
            plan=plan(definition, words),
            examples=seen.ordered,
            papers=_PAPERS.items(),
        )

    def texts(slug: str) -> str:
        seen, definition = reading.form(slug)
        chapters = side_by_side(definition)
        return render_template("preview/texts.html", seen=seen, title=_title(seen), chapters=chapters)

    def schema(slug: str) -> Response:
        return jsonify(reading.form(slug)[1].schema)

    def paper(slug: str, kind: Literal["blank", "guide"]) -> Response:
        definition = reading.form(slug)[1]
        spoken = frame.language() if frame.language() in _PRINTED else "fr"
        return Response(papers.form(definition, kind, spoken), mimetype="application/pdf")

    def example(slug: str, draft: str) -> str:
        if draft == EMPTY:
            abort(404)
        seen, walked = reading.walk(slug, draft)
        told = seen.examples[draft]
        return render_template(
            "preview/example.html",
            seen=seen,
            title=_title(seen),
            desk=walked.desk,
            example=told,
            day=manner(FRENCH).long_date(walked.desk.facts.today),
            steps=walked.steps,
            verdict=walked.verdict(told),
        )

    routes.get(f"{_FORM}/", endpoint="form")(show)
    routes.get(f"{_FORM}/textes", endpoint="texts")(texts)
    routes.get(f"{_FORM}/schema.json", endpoint="schema")(schema)
    routes.get(f"{_FORM}/<any(blank, guide):kind>.pdf", endpoint="paper")(paper)
    routes.get(f"{_EXAMPLE}/", endpoint="example")(example)
    return routes


def _journey(reading: _Reading) -> Blueprint:
    """Give the pages of the journey, under the names by which they link to one another."""
    routes = Blueprint("journey", __name__)

    def start(slug: str) -> str:
        seen, definition = reading.form(slug)
        words = Words(definition, frame.language())
        face = notices.start(definition, town("Ville d’essai", slug), words=words)
        city = town("Ville d’essai", slug)
        return render_template(
            "start.html", start=face, city=city, contact=city.contact, **_around(seen, None)
        )

    def page(slug: str, draft: str, page: str, ranks: Ranks = ()) -> Response | str:
        seen, walked = reading.walk(slug, draft)
        stop = _stop(walked, page, ranks)
        if stop is None:
            text = render_template("preview/unmet.html", page_slug=page, **_around(seen, walked))
            return Response(text, 404, mimetype="text/html")
        if request.method == "POST":
            return showing.tried(walked, stop, request.form, _around(seen, walked))
        return showing.shown(walked, stop, _around(seen, walked))

    def recap(slug: str, draft: str) -> str:
        seen, walked = reading.walk(slug, draft)
        return showing.checked(walked, _around(seen, walked))

    def way_out(slug: str, draft: str, exit: str) -> str:  # noqa: A002 -- the address says exit
        seen, walked = reading.walk(slug, draft)
        text = showing.turned_away(walked, exit, _around(seen, walked))
        return text if text is not None else abort(404)

    routes.get(f"{_FORM}/depart", endpoint="start")(start)
    routes.get("/<langue>/reprendre", endpoint="resume")(lambda: redirect(url_for("portal.home")))
    routes.post(f"{_FORM}/depart", endpoint="begin")(
        lambda slug: redirect(url_for("preview.form", slug=slug), 303)
    )
    routes.route(f"{_EXAMPLE}/recapitulatif", endpoint="recap", methods=["GET", "POST"])(recap)
    routes.get(f"{_EXAMPLE}/sortie/<exit>", endpoint="way_out")(way_out)
    for path in (f"{_EXAMPLE}/<page>", f"{_EXAMPLE}/<page>/<ranks:ranks>"):
        routes.route(path, endpoint="page", methods=["GET", "POST"])(page)
    return routes


def _stop(walked: Walk, page: str, ranks: Ranks) -> Stop | None:
    """Give a page: of the empty form, any; under an example, one that its answers meet."""
    found = walked.desk.definition.page(page)
    if found is None:
        abort(404)
    if walked.desk.draft.id != EMPTY:
        return walked.at(page, ranks)
    return Stop(found, ranks) if ranks in empty_ranks(found) else abort(404)


def _around(seen: Seen, walked: Walk | None) -> dict[str, object]:
    """Give what the frame of a page of the journey shows: where one stands, and the other examples."""
    name = walked.desk.draft.id if walked else ""
    return {
        "seen": seen,
        "example_name": name,
        "example": seen.examples.get(name),
        "walk": walked.steps if walked and name != EMPTY else (),
        "certifier": None,
    }


def _title(seen: Seen) -> str:
    if seen.definition is None:
        return seen.slug
    return Words(seen.definition, frame.language()).get("form.title")


def _counts(seen: Seen) -> tuple[tuple[str, int], ...]:
    return counts(seen.definition, seen.examples) if seen.definition else ()
