"""From settings to a running application: the web process's collaborators, checked before the first request."""

import logging
from typing import Final

from flask import Flask

from engine.catalogue import Catalogue, open_catalogue
from engine.cities import Cities, subscriptions
from engine.clock import Clock, SystemClock
from engine.documents.clamd import Clamd
from engine.documents.gate import Gate
from engine.geography.addresses import Addresses
from engine.identity.relying_party import RelyingParty
from engine.settings import Settings
from engine.store import Secrets, open_hosted
from engine.web.app import create_app
from engine.web.login import country_of
from engine.web.services import Services
from engine.work import Queue

_LOG: Final = logging.getLogger(__name__)


def wire(settings: Settings, clock: Clock | None = None) -> Services:
    """Open everything the pages work with; raise what is wrong (a setting, a city file, a secret) at once."""
    cities = Cities.load(settings.cities)
    secrets = Secrets(settings.secrets)
    secrets.check(tuple(city.code for city in cities.all()))
    catalogue = open_catalogue(settings, clock)
    cities.hold_to(subscriptions(catalogue))
    _open_offered(catalogue, cities)
    store = open_hosted(settings, clock or SystemClock())
    queue = Queue(store)
    return Services(
        store=store,
        cities=cities,
        catalogue=catalogue,
        relying_party=RelyingParty(country_of),
        enqueue=queue.enqueue,
        clock=store.keeper.clock,
        demo=settings.demo,
        gate=_gate(settings),
        addresses=Addresses(settings.addresses) if settings.addresses else None,
    )


def _gate(settings: Settings) -> Gate:
    """Make what files pass; an antivirus that is away stops no start: it refuses files until it answers."""
    if settings.clamd is None:
        return Gate()
    scanner = Clamd(settings.clamd)
    if not scanner.answers():
        _LOG.error("FORMUNE_CLAMD: the antivirus does not answer; files are refused until it does")
    return Gate(scanner)


def _open_offered(catalogue: Catalogue, cities: Cities) -> None:
    """Read what the cities offer before the first request: a form that cannot be read stops the start."""
    for city in cities.all():
        for slug, profile in city.demarches.items():
            if catalogue.versions(slug):
                catalogue.in_force(slug, profile.version)


def application(settings: Settings) -> Flask:
    """Make the application of one web process."""
    return create_app(wire(settings))
