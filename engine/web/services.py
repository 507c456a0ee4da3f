"""What the pages work with, handed to `create_app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from engine.catalogue import Catalogue
from engine.cities import Cities, EffectiveForms
from engine.cities.city import City
from engine.clock import Clock
from engine.documents.gate import Gate
from engine.geography.addresses import Addresses
from engine.geography.tiles import Tiles
from engine.identity.relying_party import RelyingParty
from engine.store import Store

#: Queues work in the caller's transaction: connection, kind, id, not before.
Enqueue = Callable[[Connection, str, str, datetime], None]


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of the web room; `demo` marks every page and opens `/v/<city>/`."""

    store: Store
    cities: Cities
    catalogue: Catalogue
    relying_party: RelyingParty
    enqueue: Enqueue
    clock: Clock
    demo: bool = False
    origin: str = "portail"
    #: Forms as each city narrows them, made once.
    forms: EffectiveForms = field(default_factory=EffectiveForms)
    #: What every file that a resident sends must pass.
    gate: Gate = field(default_factory=Gate)
    #: The service of addresses that the host names; cities that want it ask it.
    addresses: Addresses | None = None
    #: Tiles of the cities' plans, fetched and kept.
    tiles: Tiles = field(default_factory=Tiles)

    def addresses_for(self, city: City) -> Addresses | None:
        """Give the service that proposes addresses on a city's pages; None unless host and city both want it."""
        return self.addresses if city.address_suggestions else None
