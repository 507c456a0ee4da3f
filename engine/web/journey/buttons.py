"""Buttons inside a page: an item more or less, a file less, an address taken again, a certified answer opened."""

from dataclasses import dataclass

from sqlalchemy import Connection

from engine.journey import removal
from engine.journey.addresses import take_again
from engine.journey.bind import room_for_one
from engine.journey.flow import Stop
from engine.journey.pointers import Place, fixed, get, put
from engine.model import Document
from engine.web.journey import uploads
from engine.web.journey.desk import ASIDE, Desk
from engine.web.visit import services


@dataclass(slots=True)
class Changed:
    """What a button changes: the answers, what was typed, the pages visited."""

    document: Document
    raw: dict[str, dict[str, list[str]]]
    visited: list[str]


def press(  # noqa: PLR0913, PLR0917 -- a button, the page where it stands, and what it changes
    conn: Connection, desk: Desk, changed: Changed, stop: Stop, action: str, subject: str
) -> None:
    """Do what a button asks, in place: take a file or an item away, add an item, take an address again."""
    if action == "reprendre":
        _take_again(desk, changed, stop, subject)
        return
    code, _, index = subject.partition(".")
    compiled = desk.program.by_code.get(code)
    if compiled is None or action not in {"ajouter", "retirer"}:
        return
    place = Place(fixed(compiled.question.path, stop.ranks))
    if compiled.question.widget == "group" and stop.of_group == code:
        if action == "ajouter" and room_for_one(desk.program, code, stop.ranks, changed.document):
            put(changed.document, place.path, [*(get(changed.document, place.path) or ()), {}])
            changed.visited = [one for one in changed.visited if one != stop.key]
        elif action == "retirer" and index.isdecimal():
            _take_item(conn, desk, changed, code, Place((*place.path, int(index))))
    elif compiled.question.widget == "files" and action == "retirer" and index.isdecimal():
        uploads.take_away(services().store, conn, changed.document, place, int(index))


def opened(desk: Desk, code: str) -> Desk:
    """Open a certified answer for correction: the whole login is set aside, its values stay as typed ones."""
    if code not in desk.locked:
        return desk
    known = desk.draft.body.identity or {}
    aside = {name: known.get(name) for name in ("label", "claims")}
    return desk.with_body(identity=None, facts={**desk.draft.body.facts, ASIDE: aside})


def _take_again(desk: Desk, changed: Changed, stop: Stop, subject: str) -> None:
    """Take again an address given before; what was typed in its place goes, all the rest stays."""
    names = take_again(desk.program, stop.page, stop.ranks, changed.document, subject)
    if names is not None:
        typed = changed.raw[stop.key]
        changed.raw[stop.key] = {name: values for name, values in typed.items() if name not in names}


def _take_item(conn: Connection, desk: Desk, changed: Changed, code: str, item: Place) -> None:
    """Take an item away with its files; what was typed for the items after it moves up with them."""
    files = removal.files_within(desk.program, changed.document, code, item)
    uploads.forget(services().store, conn, list(files))
    removal.without_item(desk.program, changed.document, code, item)
    changed.raw = removal.without_typed(desk.program, changed.raw, code, item.ranks)
    changed.visited = removal.without_visited(desk.program, changed.visited, code, item.ranks)
