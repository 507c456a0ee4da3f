"""Opens the connector that a route names: configuration checked, secrets handed over, sockets guarded.

Connectors of others register under the entry-point group `formune.connectors`; each name gives a class or
function that is called without arguments. A name of ours cannot be taken.
"""

import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Protocol, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from connectors.contract import PROTOCOL, Clock, Connector, ConnectorError, Context
from connectors.transport import Guard, HttpClient, HttpLimits, SmtpSender, SmtpSettings

#: The entry-point group of connectors that others ship.
GROUP = "formune.connectors"

#: How long one attempt may last.
BUDGET = timedelta(seconds=60)


class UnknownConnector(ConnectorError):
    """A route names a connector that is not installed; `known` lists those that are."""

    def __init__(self, route: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"route {route}: no connector {name!r}; installed: {', '.join(known)}")
        self.route = route
        self.name = name
        self.known = known


class BadConfig(ConnectorError):
    """A route's configuration breaks its connector's schema; the value itself is never repeated."""

    def __init__(self, route: str, connector: str, pointer: str, rule: str) -> None:
        super().__init__(f"route {route} ({connector}): {pointer or '/'}: {rule}")
        self.route = route
        self.connector = connector
        self.pointer = pointer
        self.rule = rule


class RouteConfig(Protocol):
    """What is read of a route of a city file."""

    @property
    def id(self) -> str:
        """The route's name in the city."""

    @property
    def connector(self) -> str:
        """The connector's name."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The connector's own settings, without secrets."""


def known() -> tuple[str, ...]:
    """Give the names of all installed connectors."""
    return tuple(sorted({*_OURS, *(point.name for point in entry_points(group=GROUP))}))


def load(name: str, route: str = "") -> Connector:
    """Give the connector of that name; raise UnknownConnector. Only the one asked for is imported."""
    if name in _OURS:
        module, factory = _OURS[name]
        return cast("Connector", getattr(import_module(module), factory)())
    for point in entry_points(group=GROUP, name=name):
        return cast("Connector", point.load()())
    raise UnknownConnector(route, name, known())


def validate(route: RouteConfig) -> Connector:
    """Check a route's configuration against its connector's schema; raise UnknownConnector or BadConfig."""
    connector = load(route.connector, route.id)
    descriptor = connector.describe()
    if PROTOCOL not in descriptor.protocol:
        raise BadConfig(route.id, route.connector, "", f"speaks no version {PROTOCOL} of the contract")
    error = best_match(Draft202012Validator(descriptor.config_schema).iter_errors(_plain(route.config)))
    if error:
        pointer = "".join(f"/{part}" for part in error.absolute_path)
        raise BadConfig(route.id, route.connector, pointer, _rule(error.validator, error.validator_value))
    return connector


def open(  # noqa: A001, PLR0913 -- `registry.open` is the public name; these are an attempt's collaborators
    route: RouteConfig,
    secrets: Mapping[str, Sequence[bytes]],
    clock: Clock,
    *,
    city: str,
    allow_private_hosts: Collection[str] = (),
    smtp: SmtpSettings | None = None,
    budget: timedelta = BUDGET,
) -> tuple[Connector, Context]:
    """Give the connector and the context of one attempt, which may last `budget` from now.

    `secrets` maps names of the descriptor (`webhook`) to keys, the newest first. `allow_private_hosts`
    holds `host:port` that may be private and unencrypted. Raises UnknownConnector or BadConfig.
    """
    connector = validate(route)
    for name in connector.describe().secrets:
        if not secrets.get(name):
            raise BadConfig(route.id, route.connector, "", f"needs the secret {name}-{route.id}.key")
    guard = Guard(frozenset(allow_private_hosts))
    settings = smtp or SmtpSettings(host="")
    context = Context(
        city=city,
        route=route.id,
        config=_plain(route.config),
        secrets=secrets,
        clock=clock,
        deadline=clock.now() + budget,
        log=RedactingLog(logging.getLogger(f"formune.connectors.{route.connector}"), city, route.id),
        http=HttpClient(guard, HttpLimits(total=budget.total_seconds())),
        smtp=SmtpSender(settings, guard),
        sender=settings.sender,
    )
    return connector, context


@dataclass(frozen=True, slots=True)
class RedactingLog:
    """Logs facts of a closed vocabulary; a value under another name, or of another shape, is redacted."""

    logger: logging.Logger
    city: str
    route: str

    def event(self, name: str, /, **facts: str | int) -> None:
        """Write `name` and its facts on one line."""
        words = " ".join(f"{key}={_harmless(key, value)}" for key, value in facts.items())
        self.logger.info("%s city=%s route=%s %s", _harmless("event", name), self.city, self.route, words)


_OURS: Mapping[str, tuple[str, str]] = {
    "folder": ("connectors.folder", "FolderConnector"),
    "email": ("connectors.email", "EmailConnector"),
    "http": ("connectors.http", "HttpConnector"),
}

_NUMBERS = frozenset({"status", "attempt", "files", "bytes", "milliseconds"})
_WORDS = frozenset({"event", "method", "kind", "stage", "outcome"})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,39}")


def _harmless(key: str, value: str | int) -> str:
    if key in _NUMBERS and isinstance(value, int):
        return str(value)
    if key in _WORDS and isinstance(value, str) and _WORD.fullmatch(value):
        return value
    return "[redacted]"


def _plain(value: Any) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Give frozen mappings and tuples as the dicts and lists that a JSON Schema knows."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


_RULES: Mapping[str, Callable[[Any], str]] = {
    "required": lambda names: f"needs {', '.join(names)}",
    "additionalProperties": lambda _: "has a name that this connector does not know",
    "type": lambda name: f"must be of type {name}",
    "enum": lambda values: f"must be one of {', '.join(map(str, values))}",
    "pattern": lambda pattern: f"must match {pattern}",
}


def _rule(keyword: object, value: object) -> str:
    words = _RULES.get(str(keyword))
    return words(value) if words else f"breaks {keyword}: {value}"
