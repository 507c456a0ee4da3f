"""Opening a row's route: the city's settings, its secrets and its mail server, handed to the connector."""

import base64
from collections.abc import Callable, Mapping, Sequence

from connectors import registry
from connectors.contract import Connector, Context
from connectors.transport import SmtpSettings
from engine.cities import Cities
from engine.cities.city import City, RouteConfig
from engine.clock import Clock
from engine.errors import FormuneError
from engine.store import Secrets
from engine.store.deliveries import Delivery as Row

#: Gives a city's SMTP password.
Password = Callable[[str], str]


class NoRoute(FormuneError):
    """The city's file has no route left for this form."""


def open_route(  # noqa: PLR0913, PLR0917 -- what a route is opened with
    cities: Cities, secrets: Secrets, clock: Clock, password: Password, row: Row, form: str
) -> tuple[Connector, Context]:
    """Give the connector of a row's route, or of the one that takes the form now when that route is gone.

    Raises UnknownCity, NoRoute, SecretsError, or what connectors.registry.open raises.
    """
    city = cities.get(row.city)
    route = next((one for one in city.routes if one.id == row.route), None) or city.route_for(form)
    if route is None:
        raise NoRoute
    return registry.open(
        route,
        _secrets(secrets, city, route),
        clock,
        city=city.code,
        allow_private_hosts=city.allow_private_hosts,
        smtp=_smtp(city, password),
    )


def _secrets(secrets: Secrets, city: City, route: RouteConfig) -> Mapping[str, Sequence[bytes]]:
    if "webhook" not in registry.load(route.connector, route.id).describe().secrets:
        return {}
    text = secrets.webhook(city.code, route.id)
    return {"webhook": [base64.b64decode(text.removeprefix("whsec_"))]}


def _smtp(city: City, password: Password) -> SmtpSettings | None:
    smtp = city.smtp
    if smtp is None:
        return None
    return SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security,
        username=smtp.username,
        password=password(city.code) if smtp.username else "",
        sender=smtp.sender,
    )
