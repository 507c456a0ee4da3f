"""The application: every page of every city, from the collaborators it is given."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, abort, g, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from engine.cities import UnknownCity
from engine.cities.city import City
from engine.model import Definition
from engine.web import (
    api,
    compression,
    errors,
    exchanges,
    faces,
    followup,
    journey,
    limits,
    login,
    mine,
    own,
    plan,
    portal,
    render,
    security,
    tongue,
)
from engine.web.journey import device
from engine.web.journey.start import known_drafts
from engine.web.journey.versions import offered_form
from engine.web.prefix import CityPrefix
from engine.web.services import Services
from engine.web.visit import Visit, city, leave, visit

#: Paths that answer without a city: health, and the stylesheet of the page that says there is none.
_CITYLESS: Final = ("/sante", "/theme/base.css")


def create_app(services: Services) -> Flask:
    """Make the WSGI application; it holds no state of its own."""
    app = Flask(__name__, static_folder=None)
    app.extensions["formune"] = services
    app.before_request(lambda: _choose_city(services))
    tongue.listen(app)
    device.listen(app)
    limits.limit(app, services.gate.most)
    security.protect(app, _login_origins(services))
    errors.install(app, lambda: _demo_cities(services))
    render.dress(app, lambda: _common(services))
    app.after_request(leave)
    compression.compress(app)
    app.register_blueprint(
        portal.blueprint(
            portal.Portal(
                _city_or_404,
                lambda of: _offered(services, of),
                lambda: _healthy(services),
                lambda: known_drafts(visit()),
                lambda of: _asked(services, of),
            )
        )
    )
    app.register_blueprint(api.blueprint(_city_or_404, lambda of: _open_to_all(services, of)))
    app.register_blueprint(plan.blueprint(_city_or_404, services.tiles))
    app.register_blueprint(journey.blueprint())
    app.register_blueprint(login.blueprint())
    for rest in (followup, exchanges, own, mine):
        app.register_blueprint(rest.blueprint())
    app.wsgi_app = CityPrefix(app.wsgi_app)  # type: ignore[method-assign] # Flask documents this very line
    return app


def _choose_city(services: Services) -> None:
    code = request.environ.get("formune.city")
    if code is None:
        found = services.cities.by_host(request.host)
    else:
        try:
            found = services.cities.get(code)
        except UnknownCity:
            found = None
        if found is not None and not found.answers_to(request.host):
            found = None
    if found is not None:
        g.visit = Visit(found)
    elif request.path not in _CITYLESS:
        abort(404)


def _common(services: Services) -> Mapping[str, Any]:
    unsigned = not services.catalogue.signed
    if "visit" not in g:
        return {"city": None, "person": None, "demo": services.demo or unsigned}
    here = visit()
    identity = here.body.get("identity") or {}
    return {
        "city": here.city,
        "person": identity.get("name"),
        "demo": here.city.demonstration or unsigned,
    }


def _asked(services: Services, city: City) -> portal.Asked:
    """Name the machines that our server asks for a city: that of its addresses, that of its plan."""
    addresses = services.addresses_for(city)
    plan = urlsplit(city.plan.template).hostname if city.plan else None
    return portal.Asked(addresses.host if addresses else "", plan or "")


def _demo_cities(services: Services) -> tuple[faces.Link, ...]:
    """Give the ways on for a page of no city: a demonstration names its own, a host tells nobody whom it serves."""
    if not services.demo:
        return ()
    return tuple(faces.Link(f"{one.url}/", one.label) for one in services.cities.all())


def _city_or_404() -> City:
    if "visit" not in g:
        abort(404)
    return city()


def _offered(services: Services, of: City) -> list[Definition]:
    found = (offered_form(services, of, slug) for slug in services.catalogue.slugs())
    return [definition for definition in found if definition is not None]


def _open_to_all(services: Services, of: City) -> list[Definition]:
    """Give the forms that a city serves to everybody: those on trial are not published yet."""
    offered = _offered(services, of)
    return [one for one in offered if (profile := of.profile(one.slug)) and profile.statut == "ouvert"]


def _healthy(services: Services) -> bool:
    try:
        with services.store.read() as conn:
            conn.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def _login_origins(services: Services) -> list[str]:
    return sorted(
        {
            provider.issuer.split("/v", 1)[0]
            for one in services.cities.all()
            for provider in one.providers.values()
        }
    )
