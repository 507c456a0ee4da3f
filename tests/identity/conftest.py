"""A hostile provider, a relying party, and one way to walk a whole login."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask

from engine.clock import FrozenClock
from engine.identity.profiles import ProviderProfile, build_profile
from engine.identity.relying_party import Login, RelyingParty, Start
from tests.identity.hostile import CLIENT, SECRET, Hostile, serving

#: Far from any real day: nothing may look at the machine's clock.
DAY = datetime(2031, 5, 4, 10, 0, tzinfo=UTC)
BROWSER = "cookie-of-this-browser"
CITY = "https://tilleray.example"


def countries(code: str) -> str | None:
    return {"99100": "FR", "99139": "PT"}.get(code)


@dataclass
class World:
    """A relying party before a hostile provider."""

    hostile: Hostile
    clock: FrozenClock
    settings: dict[str, Any] = field(default_factory=dict)
    party: RelyingParty = field(default_factory=lambda: RelyingParty(countries))

    def profile(self, **settings: object) -> ProviderProfile:
        """Give the hostile provider's profile."""
        city = {"issuer": self.hostile.issuer, "label": "Hostile", **self.settings, **settings}
        secret = {"client_id": CLIENT, "client_secret": SECRET}
        return build_profile("hostile", city, secret, base_url=CITY, demo=True)

    def start(self, acr: str | None = None) -> Start:
        """Begin a login; the browser reaches the provider."""
        started = self.party.start(self.profile(), self.clock.now(), browser=BROWSER, acr=acr)
        self.hostile.sees(started.url)
        return started

    def query(self, started: Start) -> list[tuple[str, str]]:
        """Give an honest way back."""
        return [("code", "code-1"), ("state", started.state), ("iss", self.hostile.issuer)]

    def finish(self, started: Start, query: list[tuple[str, str]] | None = None) -> Login:
        """Come back."""
        pairs = self.query(started) if query is None else query
        return self.party.finish(self.profile(), started.body, pairs, self.clock.now(), browser=BROWSER)

    def login(self, mode: str = "ok", acr: str | None = None) -> Login:
        """Log in while the provider tells one lie."""
        self.hostile.mode = mode
        return self.finish(self.start(acr))


@pytest.fixture
def world() -> Iterator[World]:
    made: list[Hostile] = []
    clock = FrozenClock(DAY)

    def make(address: str) -> Flask:
        assert urlsplit(address).hostname == "127.0.0.1"
        made.append(Hostile(address, clock))
        return made[0].app()

    with serving(make):
        yield World(made[0], clock)
