"""The start page of a form, and the first step: a draft in a session."""

from dataclasses import replace
from datetime import date
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine.cities import words_of
from engine.cities.city import City
from engine.clock import local_day
from engine.journey.flow import stops
from engine.journey.pointers import put
from engine.journey.reading import read
from engine.model import Definition, Document, Question
from engine.store import drafts, found_again
from engine.store.drafts import DraftBody
from engine.validation import validator
from engine.web import faces, notices
from engine.web.assets import button_of
from engine.web.journey.desk import Desk, desk_of
from engine.web.journey.versions import offered_form
from engine.web.security import same_origin
from engine.web.tongue import spoken
from engine.web.visit import Visit, city, services, visit

#: Begins the `prefill` of a question that a link to the form may answer.
_LINK: Final = "link:"


def show(slug: str) -> str:
    """Say what the form is, what one needs, who answers, and how to begin."""
    definition = _form(slug)
    here = city()
    words = words_of(definition, here, spoken().language)
    known = known_drafts(visit(), slug, words.get("form.title"))
    draft = next(iter(known), None)
    start = notices.start(definition, here, _providers(here, slug), draft, words, _today(here))
    names = [name for question in definition.questions.values() if (name := _link_name(question))]
    told = tuple((name, request.args[name]) for name in names if name in request.args)
    return render_template("start.html", start=replace(start, told=told), csrf="", current="demarches")


def begin(slug: str) -> Response:
    """Make a draft and go to its first page."""
    definition = _form(slug)
    profile = city().profile(slug)
    if profile is None or not profile.is_open(_today(city())):
        abort(404)
    if not same_origin(request):
        abort(403)
    return redirect(begin_draft(definition, visit()), 303)


def _today(here: City) -> date:
    return local_day(services().clock, here.zone)


def begin_draft(definition: Definition, here: Visit) -> str:
    """Make a draft of a form, with the session's identity when there is one; give its first page's address."""
    with services().store.begin() as conn:
        draft = drafts.create(
            conn,
            here.city.code,
            definition.slug,
            definition.version,
            definition.digest,
            definition.profile_digest or "",
            DraftBody(
                identity=here.body.get("identity") if definition.procedure.get("franceconnect") else None
            ),
        )
        here.add(conn, "drafts", draft.id)
        desk = desk_of(services(), conn, here, draft)
        if desk is None:
            abort(404)
        desk = desk.with_body(document=desk.settled(told_by_link(desk)))
        found_again.own(conn, draft, draft.body.identity)
        desk.saved(conn)
    return desk.url(stops(desk.program, desk.document)[0])


def told_by_link(desk: Desk) -> Document:
    """Give the answers that the link to the form carried (`?type=naissance`), those that fit their question."""
    document: Document = {}
    for question in desk.definition.questions.values():
        typed = request.values.get(_link_name(question) or "")
        value = read(question, {"": [typed]}, desk.facts.city) if typed else None
        if value is not None and validator(question.schema).is_valid(value):
            put(document, question.path, value)
    return document


def _link_name(question: Question) -> str | None:
    """Give the name under which a link may answer a question, or None."""
    name = question.prefill or ""
    return name.removeprefix(_LINK) if name.startswith(_LINK) else None


def _form(slug: str) -> Definition:
    definition = offered_form(services(), city(), slug)
    if definition is None:
        abort(404)
    return definition


def _providers(here: City, slug: str) -> tuple[faces.Provider, ...]:
    return tuple(
        faces.Provider(
            url_for("login.start", provider=one.id, demarche=slug),
            one.label,
            button_of(one.id) if one.button else None,
        )
        for one in here.providers.values()
    )


def known_drafts(guest: Visit, slug: str | None = None, title: str | None = None) -> list[faces.Draft]:
    """Give the session's open drafts, the last begun first, of one form or of all."""
    found = []
    with services().store.read() as conn:
        for draft_id in reversed(guest.body.get("drafts", ())):
            draft = drafts.load(conn, guest.city.code, draft_id)
            if draft is None or draft.reference is not None or slug not in (None, draft.form):
                continue
            desk = desk_of(services(), conn, guest, draft)
            if desk is None:
                continue
            name = title or desk.words.get("form.title")
            found.append(faces.Draft(name, desk.resumed, draft.updated_at, draft.expires_at))
    return found
