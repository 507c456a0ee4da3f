"""What the pages work with, handed to `create_app`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from engine.catalogue import Catalogue
from engine.cities import Cities, EffectiveForms
from engine.clock import Clock
from engine.documents.gate import Gate
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
    #: Tiles of the cities' plans, fetched and kept.
    tiles: Tiles = field(default_factory=Tiles)
