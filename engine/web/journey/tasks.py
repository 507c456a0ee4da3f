"""Where one stands in a long form: each section with its state in words, and the page where it goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from engine.journey.flow import Stop, stop_of, stops
from engine.web.journey.desk import Desk, lay
from engine.web.journey.pages import common
from engine.web.visit import services, visit

State = Literal["done", "fix", "begun", "todo"]


@dataclass(frozen=True, slots=True)
class Task:
    """One section: its title, how far it is, and the address of its first page that is not right yet."""

    title: str
    state: State
    url: str


def show(slug: str, draft: str) -> Response | str:
    """List the sections that the answers call for, what is left, and the way on."""
    with services().store.read() as conn:
        desk = lay(services(), conn, visit(), slug, draft)
    if desk is None:
        abort(404)
    if desk.draft.reference is not None:
        return redirect(url_for("journey.confirmation", slug=slug, draft=draft), 303)
    listed = tasks(desk)
    left = [one for one in listed if one.state != "done"]
    return render_template(
        "tasks.html",
        name=desk.words.get("form.short", "form.title"),
        tasks=listed,
        left=len(left),
        onward=left[0].url if left else desk.url(None),
        kept_until=desk.draft.expires_at,
        **common(desk),
    )


def tasks(desk: Desk) -> tuple[Task, ...]:
    """Give the sections that ask something now, in order."""
    order = stops(desk.program, desk.document)
    serious = [one for one in desk.problems() if one.severity != "notice"]
    wrong = {stop.key for one in serious if (stop := stop_of(order, one)) is not None}
    visited = set(desk.draft.body.visited)
    sections = dict.fromkeys(stop.page.section for stop in order)
    return tuple(
        _task(desk, name, [stop for stop in order if stop.page.section == name], visited, wrong)
        for name in sections
    )


def _task(desk: Desk, section: str, its: Sequence[Stop], visited: set[str], wrong: set[str]) -> Task:
    filled = [stop for stop in its if stop.key in visited]
    mend = [stop for stop in filled if stop.key in wrong]
    open_ones = mend or [stop for stop in its if stop.key not in visited]
    state: State = "fix" if mend else "done" if not open_ones else "begun" if filled else "todo"
    return Task(desk.words.get(f"section.{section}"), state, desk.url((open_ones or its)[0]))
