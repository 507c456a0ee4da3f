"""A service of addresses on the loopback that says whatever a test wants, and remembers what it was asked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask, Response, jsonify, request

from tests.browser.site import listening
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def feature(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON, also of the wrong form
    """Give an address as the service writes one; a change to None takes the property away."""
    told = {
        "type": "housenumber",
        "name": "14 Rue du Moulin",
        "postcode": "03990",
        "citycode": "03990",
        "city": "Tilleray",
        **changes,
    }
    return {
        "type": "Feature",
        "properties": {name: value for name, value in told.items() if value is not None},
    }


def collection(*features: Any) -> Response:  # noqa: ANN401 -- JSON, also of the wrong form
    """Give an answer of the right shape."""
    return jsonify(type="FeatureCollection", features=list(features))


@dataclass
class Service:
    """A running service: its address, what it says, the questions that it heard."""

    url: str
    says: Callable[[], Response | str] = field(default=lambda: collection(feature()))
    asked: list[dict[str, str]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def answer(self) -> Response | str:
        """Answer one question."""
        self.asked.append(request.args.to_dict())
        self.cookies.extend(request.cookies)
        return self.says()


@contextmanager
def running() -> Iterator[Service]:
    """Serve it until the end of the block; the test must be marked `server`."""
    port = free_port()
    service = Service(f"http://127.0.0.1:{port}/search")
    app = Flask("addresses")
    app.add_url_rule("/search", view_func=service.answer)
    app.add_url_rule("/elsewhere", "elsewhere", service.answer)
    with listening(app, port):
        yield service


@pytest.fixture(scope="session")
def _running_geocoder() -> Iterator[Service]:
    with running() as service:
        yield service


@pytest.fixture
def geocoder(_running_geocoder: Service) -> Service:
    """Give the service as new: it knows one address, and was asked nothing."""
    _running_geocoder.says = lambda: collection(feature())
    _running_geocoder.asked.clear()
    _running_geocoder.cookies.clear()
    return _running_geocoder
