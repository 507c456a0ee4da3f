"""The journey of one draft: start, pages, summary, deposit, confirmation, and the ways off it."""

from flask import Blueprint
from werkzeug.routing import BaseConverter

from engine.journey.names import counted, uncounted
from engine.journey.pointers import Ranks
from engine.web.errors import SessionFinished
from engine.web.journey import handoff, leaving, pages, phone, recap, resuming, saving, start, tasks
from engine.web.journey.suggestions import Proposing

_DRAFT = "/demarches/<slug>/d/<draft>"


class RanksConverter(BaseConverter):
    """Ranks in an address, from 1: `2`, and `2.1` for an item in an item."""

    regex = r"[1-9][0-9]{0,3}(?:\.[1-9][0-9]{0,3})?"

    def to_python(self, value: str) -> Ranks:
        """Give the ranks, from 0."""
        return uncounted(value)

    def to_url(self, value: Ranks) -> str:
        """Give the ranks as an address says them."""
        return counted(value)


class CodeConverter(BaseConverter):
    """The number of a question: what stands there is never a rank, so no page's own address is taken."""

    regex = r"[A-Z]{3}-[0-9]{3}"


def blueprint() -> Blueprint:
    """Give the blueprint `journey`, with the addresses of docs/design.md (public names)."""
    routes = Blueprint("journey", __name__)
    converters = {"ranks": RanksConverter, "code": CodeConverter}
    routes.record(lambda state: state.app.url_map.converters.update(converters))
    routes.get("/demarches/<slug>/", endpoint="start")(start.show)
    routes.post("/demarches/<slug>/", endpoint="begin")(start.begin)
    routes.get(f"{_DRAFT}/recapitulatif", endpoint="recap")(recap.show)
    routes.post(f"{_DRAFT}/recapitulatif", endpoint="send")(recap.send)
    routes.get(f"{_DRAFT}/confirmation", endpoint="confirmation")(recap.confirmation)
    routes.get(f"{_DRAFT}/etapes", endpoint="tasks")(tasks.show)
    routes.get(f"{_DRAFT}/enregistre", endpoint="saved")(saving.saved)
    routes.post(f"{_DRAFT}/enregistre", endpoint="offer")(saving.offer)
    routes.get(f"{_DRAFT}/sortie/<exit>", endpoint="way_out")(leaving.way_out)
    # Three parts, the second no rank: never a page's own address.
    for place in (f"{_DRAFT}/telephone/<code>", f"{_DRAFT}/telephone/<code>/<ranks:ranks>"):
        routes.get(place, endpoint="handoff")(handoff.show)
        routes.post(place, endpoint="handoff_post")(handoff.post)
    routes.post(f"{_DRAFT}/adresses/<code:code>", endpoint="addresses")(Proposing().propose)
    routes.get("/envoi/<ticket>", endpoint="phone")(phone.show)
    routes.post("/envoi/<ticket>", endpoint="phone_post")(phone.post)
    routes.get(f"{_DRAFT}/<page>", endpoint="page")(pages.show)
    routes.post(f"{_DRAFT}/<page>", endpoint="post")(pages.post)
    routes.get(f"{_DRAFT}/<page>/<ranks:ranks>", endpoint="page")(pages.show)
    routes.post(f"{_DRAFT}/<page>/<ranks:ranks>", endpoint="post")(pages.post)
    routes.get("/reprendre", endpoint="resume")(resuming.resume)
    routes.post("/reprendre", endpoint="resume_by_code")(resuming.by_code)
    routes.get("/reprendre/lien/<token>", endpoint="link")(resuming.link)
    routes.post("/reprendre/lien/<token>", endpoint="by_link")(resuming.by_link)
    routes.register_error_handler(SessionFinished, resuming.finished)
    routes.get("/quitter", endpoint="quit")(leaving.leave)
    routes.post("/quitter", endpoint="left")(leaving.left)
    return routes
