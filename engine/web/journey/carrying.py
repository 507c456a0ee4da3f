"""What was typed on a page whose session had ended: carried, sealed, until its draft is taken up again.

The post itself is not obeyed: whoever sends it has not shown that the draft is theirs. It is shown again on its page,
to be sent once more, and only in the browser that typed it.
"""

from datetime import datetime, timedelta
from typing import Final

from flask import request
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict

from engine.journey.bind import bind
from engine.journey.flow import Stop, stops
from engine.journey.pointers import Ranks
from engine.web.journey.desk import Desk
from engine.web.security import surely_same_origin
from engine.web.visit import Visit, services, visit

#: How long it is carried.
CARRIED: Final = timedelta(hours=1)
_NAME: Final = "carried"
#: Of the files that are not carried, the names that are told, and how much of each.
_MOST: Final = 20
_NAME_LENGTH: Final = 120


def carry(draft_id: str, page: str, ranks: Ranks) -> None:
    """Keep what was just posted; nothing when the post may come from another site, which would plant answers."""
    if not surely_same_origin(request):
        return
    typed = {name: values for name, values in request.form.lists() if name not in {"_csrf", "action"}}
    until = services().clock.now() + CARRIED
    kept = {
        "draft": draft_id,
        "page": page,
        "ranks": list(ranks),
        "typed": typed,
        "files": [one.filename[:_NAME_LENGTH] for one in request.files.values() if one.filename][:_MOST],
        "until": until.isoformat(),
    }
    with services().store.begin() as conn:
        visit().remember(conn, **{_NAME: kept})


def carries(draft_id: str | None) -> bool:
    """Say whether this browser carries something typed for a draft."""
    kept = visit().body.get(_NAME)
    return kept is not None and kept["draft"] == draft_id and _fresh(kept["until"])


def files_to_join(draft_id: str | None) -> tuple[str, ...]:
    """Give the names of the files that came with it, which are not carried: they are to be joined again."""
    return tuple(visit().body[_NAME]["files"]) if carries(draft_id) else ()


def put_back(conn: Connection, here: Visit, desk: Desk) -> str:
    """Put what was carried for a draft on its page, as typed; give the address where the draft goes on."""
    if not carries(desk.draft.id):
        return desk.resumed
    kept = here.body[_NAME]
    here.remember(conn, **{_NAME: None})
    page = desk.definition.page(kept["page"])
    order = stops(desk.program, desk.document)
    key = Stop(page, tuple(kept["ranks"])).key if page else None
    stop = next((one for one in order if one.key == key), None)
    if stop is None:
        return desk.resumed
    bound = bind(desk.program, stop.page, stop.ranks, MultiDict(kept["typed"]), desk.facts.city)
    raw = {**desk.draft.body.raw, stop.key: {name: list(values) for name, values in bound.raw.items()}}
    visited = [one for one in desk.draft.body.visited if one != stop.key]
    return desk.with_body(raw=raw, visited=visited).saved(conn).url(stop)


def _fresh(until: str) -> bool:
    return datetime.fromisoformat(until) > services().clock.now()
