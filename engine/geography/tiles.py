"""Tiles of a town's plan, fetched for its residents from the service that the town names.

The service learns the tile's numbers and this server's address, nothing of who looks. Only tiles near the town are
fetched, three at once at most; a service that fails is left alone for a while; what was fetched is kept for a day.
"""

import logging
import math
import ssl
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Final
from urllib.parse import urlsplit

from connectors.contract import HttpAnswer, NoAnswer, NotSent, Refused
from connectors.transport import Guard, HttpClient, HttpLimits
from engine.cities.city import Plan
from engine.errors import FormuneError

_LOG: Final = logging.getLogger(__name__)

#: Bytes of the largest tile that is taken, and of all that one process keeps.
LARGEST: Final = 256 * 1024
KEPT: Final = 8 * 1024 * 1024
#: Seconds for which a tile is kept, and for which a service that failed several times in a row is left alone.
AGE: Final = 86_400.0
REST: Final = 30.0
#: Failures in a row after which a service is left alone.
FAILURES: Final = 3
#: Tiles fetched at once, and requests that may wait for their turn; the others go without, so no page waits for a plan.
FETCHES: Final = 3
_WAITING: Final = 3
#: Tiles around the town: half of what a wide screen shows.
_AROUND: Final = 2
#: Latitude beyond which the projection has no tile.
_MERCATOR: Final = 85.0511
_LIMITS: Final = HttpLimits(connect=2.0, silence=2.0, total=4.0, answer=LARGEST)
_SENT: Final = {"user-agent": "formune", "accept": "image/png, image/jpeg, image/webp"}
_OK: Final = 200
#: The service has no such tile: it is well, and says so.
_ABSENT: Final = frozenset({204, 404, 410})


def shows(plan: Plan, z: int, x: int, y: int) -> bool:
    """Say whether a tile is in the town or two tiles around it, at a level of its plan."""
    first, last = plan.zooms
    if not first <= z <= last or not 0 <= x < 2**z or not 0 <= y < 2**z:
        return False
    south, west, north, east = plan.box
    left, top = tile_of(north, west, z)
    right, bottom = tile_of(south, east, z)
    return left - _AROUND <= x <= right + _AROUND and top - _AROUND <= y <= bottom + _AROUND


def tile_of(latitude: float, longitude: float, z: int) -> tuple[int, int]:
    """Give the column and row of the tile that holds a point (spherical Mercator, EPSG:3857)."""
    side, phi = 2**z, math.radians(max(-_MERCATOR, min(_MERCATOR, latitude)))
    x = int((longitude + 180) / 360 * side)
    y = int((1 - math.asinh(math.tan(phi)) / math.pi) / 2 * side)
    return min(max(x, 0), side - 1), min(max(y, 0), side - 1)


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture and its media type, both checked."""

    type: str
    body: bytes = field(repr=False)


class Unusable(FormuneError):
    """The service's answer is no tile; `why` says so without quoting it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Tiles:
    """The tiles that one process fetches and keeps; `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    limits: HttpLimits = _LIMITS
    _kept: "OrderedDict[str, tuple[float, Tile | None]]" = field(default_factory=OrderedDict, repr=False)
    _bytes: int = 0
    _failures: dict[str, tuple[int, float]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(FETCHES), repr=False)
    _queue: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(FETCHES + _WAITING), repr=False)
    _tls: ssl.SSLContext | None = field(default=None, repr=False)

    def get(self, plan: Plan, z: int, x: int, y: int) -> Tile | None:
        """Give a tile that `plan` shows; None when there is none, or none for now."""
        url = plan.template.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        known, tile = self._find(url)
        if known or self._rests(plan) or not self._queue.acquire(blocking=False):
            return tile
        try:
            return self._in_turn(plan, url)
        finally:
            self._queue.release()

    def _in_turn(self, plan: Plan, url: str) -> Tile | None:
        if not self._turns.acquire(timeout=self.limits.total):
            return None
        try:
            # Another request may have fetched it, or learnt that the service is down, while this one waited.
            known, tile = self._find(url)
            return tile if known or self._rests(plan) else self._fetched(plan, url)
        finally:
            self._turns.release()

    def _fetched(self, plan: Plan, url: str) -> Tile | None:
        client = HttpClient(Guard(plan.allow), self.limits, self._trust())
        try:
            tile = _checked(client.send("GET", url, _SENT))
        except (NotSent, NoAnswer, Refused, Unusable) as error:
            self._failed(plan, error)
            return None
        self._well(plan)
        self._keep(url, tile)
        return tile

    def _trust(self) -> ssl.SSLContext:
        """Read the machine's authorities once: it takes longer than a tile."""
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls

    def _find(self, url: str) -> tuple[bool, Tile | None]:
        with self._lock:
            at, tile = self._kept.get(url, (None, None))
            if at is None or self.clock() - at > AGE:
                return False, None
            self._kept.move_to_end(url)
            return True, tile

    def _keep(self, url: str, tile: Tile | None) -> None:
        with self._lock:
            self._drop(url)
            self._kept[url] = (self.clock(), tile)
            self._bytes += _weight(url, tile)
            while self._bytes > KEPT:
                self._drop(next(iter(self._kept)))

    def _drop(self, url: str) -> None:
        if url in self._kept:
            _at, tile = self._kept.pop(url)
            self._bytes -= _weight(url, tile)

    def _rests(self, plan: Plan) -> bool:
        count, last = self._failures.get(plan.template, (0, 0.0))
        return count >= FAILURES and self.clock() - last < REST

    def _failed(self, plan: Plan, error: Exception) -> None:
        """Count a failure; the one that begins a rest is told, with the host and no more."""
        count = self._failures.get(plan.template, (0, 0.0))[0] + 1
        self._failures[plan.template] = (count, self.clock())
        if count == FAILURES:
            why = getattr(error, "why", None) or type(error).__name__
            _LOG.warning("tiles of %s: %s; left alone for %d s", urlsplit(plan.template).hostname, why, REST)

    def _well(self, plan: Plan) -> None:
        self._failures.pop(plan.template, None)


def _weight(url: str, tile: Tile | None) -> int:
    """Give the bytes that an entry counts for: also one that says that there is no tile."""
    return len(url) + (len(tile.body) if tile else 0)


def _checked(answer: HttpAnswer) -> Tile | None:
    if answer.status in _ABSENT:
        return None
    if answer.status != _OK:
        raise Unusable(f"status {answer.status}")
    told = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if told not in _SIGNS or not _SIGNS[told](answer.body):
        raise Unusable("not a picture")
    return Tile(told, answer.body)


#: The types that are taken, and what their first bytes must be.
_SIGNS: Final[dict[str, Callable[[bytes], bool]]] = {
    "image/png": lambda body: body.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda body: body.startswith(b"\xff\xd8\xff"),
    "image/webp": lambda body: body.startswith(b"RIFF") and body[8:12] == b"WEBP",
}
