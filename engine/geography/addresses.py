"""Addresses like a text being typed, from a service of the shape of the « API Adresse » (BAN, GeoCodeJSON).

It is asked briefly and believed little: what it says is bounded and checked, and a service that fails is left alone
for a while, so that nobody waits for it. Nothing is sent but the text, and a point near which to look first.
"""

import json
import logging
import math
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any, Final, Literal, cast
from urllib.parse import urlencode, urlsplit

from connectors.contract import HttpAnswer, NoAnswer, NotSent, Refused
from connectors.transport import Guard, HttpClient, HttpLimits
from engine.errors import FormuneError

_LOG: Final = logging.getLogger(__name__)

#: Addresses given for one text.
MOST: Final = 5
#: Letters under which a text means nothing yet, and beyond which it is no street.
SHORTEST: Final = 3
LONGEST: Final = 120
#: Seconds for which a service that failed is left alone.
PAUSE: Final = 30.0
#: Questions that one process asks at the same time: the others go without, and no thread waits behind them.
_TURNS: Final = 2
#: One and a half seconds in all, after which the person has typed on; 64 KiB hold a hundred addresses.
_LIMITS: Final = HttpLimits(connect=1.0, silence=1.5, total=1.5, answer=64 * 1024)

Kind = Literal["housenumber", "street", "locality"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One address, as checked: `name` is the street with its number, or the place where there is no street.

    `postcode` has five figures; `commune` is an INSEE code that nobody looked up yet, `town` its name as the
    service writes it.
    """

    kind: Kind
    name: str
    postcode: str
    commune: str
    town: str


class Unusable(FormuneError):
    """The service's answer is none; `why` says so without quoting it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Addresses:
    """One service, by the full address of its search; the host that names it allows it, be it private."""

    url: str
    limits: HttpLimits = _LIMITS
    #: Seconds of a clock that never steps back.
    tick: Callable[[], float] = time.monotonic
    _resting_until: float = field(default=-math.inf, init=False, repr=False)
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_TURNS), init=False, repr=False)

    @property
    def host(self) -> str:
        """Name the machine that is asked, for the page that tells residents."""
        return urlsplit(self.url).hostname or ""

    def like(self, text: str, near: tuple[float, float] | None = None) -> tuple[Suggestion, ...] | None:
        """Give at most MOST addresses like a text, those near a point (latitude, longitude) first.

        None when the service was not asked or gave nothing usable; the log then says why, never the text.
        """
        now = self.tick()
        if now < self._resting_until or not self._turns.acquire(blocking=False):
            return None
        # Until it is known how this one fares, those who come after a pause do not queue behind it.
        mending = self._resting_until > -math.inf
        if mending:
            self._resting_until = now + PAUSE
        try:
            found = _read(self._asked(text, near))
        except Unusable as unusable:
            self._rest(unusable.why)
            return None
        finally:
            self._turns.release()
        self._resting_until = -math.inf
        return found

    def _asked(self, text: str, near: tuple[float, float] | None) -> HttpAnswer:
        told = {"q": text, "limit": str(MOST), "autocomplete": "1"}
        if near is not None:
            told |= {"lat": f"{near[0]:.3f}", "lon": f"{near[1]:.3f}"}
        client = HttpClient(Guard((_named(self.url),)), self.limits)
        try:
            return client.send("GET", f"{self.url}?{urlencode(told)}", _HEADERS)
        except (NoAnswer, NotSent, Refused) as error:
            raise Unusable(type(error).__name__) from None

    def _rest(self, why: str) -> None:
        self._resting_until = self.tick() + PAUSE
        _LOG.warning("the service of addresses failed (%s); it is left alone for %d s", why, PAUSE)


_HEADERS: Final = {"accept": "application/geo+json, application/json", "user-agent": "formune"}
_JSON: Final = ("application/json", "application/geo+json")
_OK: Final = 200
#: What a service answers to a text that it cannot search: no failure, and nothing to propose.
_NOT_SEARCHED: Final = (400, 404, 422)
_KINDS: Final = ("housenumber", "street", "locality")
_POSTCODE: Final = re.compile(r"[0-9]{5}")
_COMMUNE: Final = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
#: One line of a street's name: no control character, and nothing that marks up.
_LINE: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f<>&{}\u2028-\u202e\u2066-\u2069]+")
#: Longest name of a street, of a place, of a town (schemas/adresse, schemas/valeurs).
_LENGTHS: Final = {"housenumber": 80, "street": 80, "locality": 38, "city": 60}


def _named(url: str) -> str:
    """Give an address's `host:port`, as the guard lists them."""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _read(answer: HttpAnswer) -> tuple[Suggestion, ...]:
    """Give the addresses of an answer, the unusable ones left out; raise Unusable when it is no list of them."""
    if answer.status in _NOT_SEARCHED:
        return ()
    if answer.status != _OK:
        raise Unusable(f"status {answer.status}")
    if answer.headers.get("content-type", "").partition(";")[0].strip().lower() not in _JSON:
        raise Unusable("not JSON")
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Unusable("not JSON") from None
    features = told.get("features") if isinstance(told, dict) else None
    if not isinstance(features, list) or told.get("type") != "FeatureCollection":
        raise Unusable("no FeatureCollection")
    return tuple(dict.fromkeys(_suggestions(features[:MOST])))


def _suggestions(features: list[Any]) -> Iterator[Suggestion]:
    for feature in features:
        told = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(told, dict) and (found := _suggestion(told)) is not None:
            yield found


def _suggestion(told: dict[str, Any]) -> Suggestion | None:
    """Give one address; None when a part is missing, too long or of the wrong form: nothing is ever cut."""
    kind = told.get("type")
    if kind not in _KINDS:
        return None
    name, town = _line(told.get("name"), _LENGTHS[kind]), _line(told.get("city"), _LENGTHS["city"])
    postcode, commune = _code(told.get("postcode"), _POSTCODE), _code(told.get("citycode"), _COMMUNE)
    if not (name and town and postcode and commune):
        return None
    return Suggestion(cast("Kind", kind), name, postcode, commune, town)


def _line(value: object, longest: int) -> str:
    text = " ".join(value.split(" ")).strip() if isinstance(value, str) else ""
    return text if len(text) <= longest and _LINE.fullmatch(text) else ""


def _code(value: object, form: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and form.fullmatch(value) else ""
