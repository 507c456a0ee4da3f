"""The journey of one draft: start, pages, summary, deposit, confirmation, and the ways off it."""

from flask import Blueprint

from engine.web.journey import leaving, pages, recap, start

_DRAFT = "/demarches/<slug>/d/<draft>"


def blueprint() -> Blueprint:
    """Give the blueprint `journey`, with the addresses of docs/design.md (public names)."""
    routes = Blueprint("journey", __name__)
    routes.get("/demarches/<slug>/", endpoint="start")(start.show)
    routes.post("/demarches/<slug>/", endpoint="begin")(start.begin)
    routes.get(f"{_DRAFT}/recapitulatif", endpoint="recap")(recap.show)
    routes.post(f"{_DRAFT}/recapitulatif", endpoint="send")(recap.send)
    routes.get(f"{_DRAFT}/confirmation", endpoint="confirmation")(recap.confirmation)
    routes.get(f"{_DRAFT}/enregistre", endpoint="saved")(leaving.saved)
    routes.get(f"{_DRAFT}/sortie/<exit>", endpoint="way_out")(leaving.way_out)
    routes.get(f"{_DRAFT}/<page>", endpoint="page")(pages.show)
    routes.post(f"{_DRAFT}/<page>", endpoint="post")(pages.post)
    routes.get(f"{_DRAFT}/<page>/<int(min=1):rank>", endpoint="page")(pages.show)
    routes.post(f"{_DRAFT}/<page>/<int(min=1):rank>", endpoint="post")(pages.post)
    routes.get("/reprendre", endpoint="resume")(leaving.resume)
    routes.get("/quitter", endpoint="quit")(leaving.leave)
    routes.post("/quitter", endpoint="left")(leaving.left)
    return routes
