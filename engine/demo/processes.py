"""What the demonstration's own servers load: the identity provider and the back office."""

import base64
import os

from flask import Flask

from engine.cities import Cities
from engine.clock import SystemClock
from engine.demo.backoffice import create_backoffice
from engine.demo.cities import PROVIDER
from engine.demo.provider import DemoClient, create_provider
from engine.dialogue import Counter
from engine.identity.profiles import build_profile
from engine.settings import Settings
from engine.store import Secrets, open_hosted
from engine.work import Queue


def provider() -> Flask:
    """Make the identity provider, with each demo city as its client."""
    settings, cities, secrets = _read()
    issuer, clients = "", []
    for city in cities.all():
        configured = city.providers[PROVIDER]
        issuer = configured.issuer
        profile = build_profile(
            PROVIDER,
            {"label": configured.label, "issuer": issuer, **configured.config},
            secrets.oidc(city.code, PROVIDER),
            base_url=city.url,
            demo=settings.demo,
        )
        clients.append(
            DemoClient(
                profile.client_id,
                profile.client_secret,
                (profile.redirect_uri,),
                (profile.post_logout_redirect_uri,),
            )
        )
    return create_provider(issuer, clients, demo=settings.demo, clock=SystemClock())


def backoffice() -> Flask:
    """Make the back office: the folder of one city, the HTTP address of the other."""
    settings, cities, secrets = _read()
    folders, keys = {}, {}
    for city in cities.all():
        for route in city.routes:
            if route.connector == "folder":
                folders[city.code] = settings.data / "drop" / city.code
            elif route.connector == "http":
                keys[city.code] = webhook_keys(secrets, city.code, route.id)
    store = open_hosted(settings, SystemClock())
    counter = Counter(store, cities, Queue(store).enqueue)
    return create_backoffice(settings.data / "backoffice", folders, keys, demo=settings.demo, counter=counter)


def webhook_keys(secrets: Secrets, city: str, route: str) -> list[bytes]:
    """Give the keys with which a route's deliveries are signed."""
    return [base64.b64decode(one.removeprefix("whsec_")) for one in secrets.webhook(city, route).split()]


def _read() -> tuple[Settings, Cities, Secrets]:
    settings = Settings.from_environ(os.environ)
    return settings, Cities.load(settings.cities), Secrets(settings.secrets)
