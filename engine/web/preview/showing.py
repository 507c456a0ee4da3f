"""One page of the form as a person would see it: shown under its answers, or tried with what was just typed."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Final

from flask import render_template
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine.journey.bind import bind
from engine.journey.flow import Stop, mended_on, stops
from engine.journey.problems import Problem
from engine.journey.view import NoticeView
from engine.journey.words import InFrench
from engine.web.journey.desk import Desk
from engine.web.journey.faces import choose_searched, page_view, recap_view, step_line, steps
from engine.web.journey.leaving import exit_values
from engine.web.preview.walk import Walk
from engine.web.tongue import spoken

#: What the frame of a page shows besides.
Around = Mapping[str, object]

_NOTHING: Final = NoticeView(
    "done",
    InFrench("Rien à corriger sur cette page"),
    InFrench("Un aperçu ne garde rien : ces réponses s’effacent dès que vous quittez la page."),
)


def shown(walk: Walk, stop: Stop, around: Around) -> str:
    """Show a page under its answers, with what is wrong with them."""
    return _rendered(walk.desk, stop, {}, walk.said_on(stop), around)


def tried(walk: Walk, stop: Stop, form: MultiDict[str, str], around: Around) -> Response:
    """Show a page with what was typed, judged as the journey would; nothing is kept."""
    desk = walk.desk
    bound = bind(desk.program, stop.page, stop.ranks, form, desk.facts.city)
    document = bound.into(deepcopy(desk.document))
    choose_searched(desk, stop, document, bound.raw)
    after = desk.with_body(document=desk.settled(document))
    found = mended_on(after.problems(), stop, stops(after.program, after.document))
    raw = {name: list(values) for name, values in bound.raw.items()}
    page = _rendered(after, stop, raw, found, around, () if found else (_NOTHING,))
    return Response(page, 422 if found else 200, mimetype="text/html")


def checked(walk: Walk, around: Around) -> str:
    """Show the summary of an example's answers, with what is left to mend."""
    desk, order, found = walk.desk, walk.order, walk.found
    key = f"recap.send.{desk.definition.procedure.get('mode')}"
    return render_template(
        "summary.html",
        summary=recap_view(desk, found, said=any(one.severity != "notice" for one in found)),
        step=step_line(desk, order, None),
        steps=steps(desk, order, None),
        back_url=desk.url(order[-1]) if order else None,
        service=desk.city.contact_for(desk.definition.slug).service,
        verb=spoken().say(key) if spoken().has(key) else None,
        **around,
    )


def turned_away(walk: Walk, name: str, around: Around) -> str | None:
    """Show a way out; None when the form has none of that name."""
    desk, order = walk.desk, walk.order
    found = next((one for one in desk.definition.exits if one.id == name), None)
    if found is None:
        return None
    text = desk.words.get(f"exit.{name}", document=desk.document, **exit_values(desk, found))
    title = desk.words.find(f"exit.{name}.title", document=desk.document) or spoken().say("exit.title")
    code = found.change or found.on
    back = next((one for one in order if one.page.slug in found.after), None)
    change = next((one for one in order if code in one.codes), back)
    return render_template(
        "exit.html",
        title=title,
        lines=(text,),
        links=(),
        back_url=desk.url(back) if back else None,
        change_url=desk.url(change, code) if change else None,
        **around,
    )


def _rendered(  # noqa: PLR0913, PLR0917 -- all that a page shows
    desk: Desk,
    stop: Stop,
    raw: Mapping[str, Sequence[str]],
    found: Sequence[Problem],
    around: Around,
    notices: tuple[NoticeView, ...] = (),
) -> str:
    view = page_view(desk, stop, raw, found)
    return render_template("question.html", page=replace(view, notices=(*notices, *view.notices)), **around)
