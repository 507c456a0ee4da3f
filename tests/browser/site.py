"""The real application and its identity provider, served on the loopback for browsers that are not of this process."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from engine.demo.backoffice.geocoder import PATH
from engine.demo.cities import PROVIDER, DemoPorts
from engine.demo.provider import DemoClient, create_provider
from engine.geography.addresses import Addresses
from tests.services.ports import free_port
from tests.towns import Towns, towns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


@dataclass(frozen=True, slots=True)
class Site:
    """Both demo cities at one loopback address, their identity provider at another."""

    towns: Towns
    #: Where the cities' files, their secrets and their store are.
    folder: Path
    #: « http://127.0.0.1:<port> », without a stroke at the end.
    origin: str
    provider: str

    def city(self, code: str) -> str:
        """Give the address of a city's home page, without a stroke at the end."""
        return f"{self.origin}/v/{code}"


@contextmanager
def serve(folder: Path, smtp: int | None = None, geocoder: Flask | None = None) -> Iterator[Site]:
    """Serve both cities, their store in `folder`, until the end of the block; `smtp` is their mail server's port.

    `geocoder` is served where the back office's would be, and proposes addresses.
    """
    ports = DemoPorts(free_port(), free_port(), free_port(), smtp)
    proposes = Addresses(f"http://127.0.0.1:{ports.office}{PATH}") if geocoder else None
    with towns(folder, ports=ports, addresses=proposes) as made, ExitStack() as running:
        issuer = f"http://127.0.0.1:{ports.provider}"
        provider = create_provider(issuer, _clients(made), demo=True, clock=made.clock)
        running.enter_context(listening(made.app, ports.web))
        running.enter_context(listening(provider, ports.provider))
        if geocoder is not None:
            running.enter_context(listening(geocoder, ports.office))
        yield Site(made, folder, f"http://127.0.0.1:{ports.web}", issuer)


def _clients(made: Towns) -> Iterator[DemoClient]:
    for city in made.cities.all():
        known = made.store.keeper.secrets.oidc(city.code, PROVIDER)
        back = f"{city.url}/connexion/{PROVIDER}"
        yield DemoClient(known["client_id"], known["client_secret"], (f"{back}/retour",), (f"{back}/sortie",))


class _Quiet(WSGIRequestHandler):
    """Says nothing: the tests read the pages, not the log."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 -- werkzeug names it so
        """Drop a line of the log."""


@contextmanager
def listening(app: Flask, port: int) -> Iterator[None]:
    """Serve an application on the loopback until the end of the block."""
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
