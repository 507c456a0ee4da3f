"""Calls are bounded: a provider can neither hold a worker, nor fill its memory, nor send it elsewhere."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask, Response, redirect
from werkzeug.wrappers import Response as Answer

from engine.identity.errors import Reason, Refused
from engine.identity.fetch import HttpFetch
from tests.identity.hostile import serving

pytestmark = pytest.mark.server


def slow_app(_address: str) -> Flask:
    app = Flask("slow")

    def drip() -> Response:
        def pieces() -> Iterator[bytes]:
            for _ in range(100):
                time.sleep(0.02)
                yield b"x"

        return Response(pieces())

    def silent() -> str:
        time.sleep(0.5)
        return "late"

    def away() -> Answer:
        return redirect("/plain")

    app.add_url_rule("/drip", view_func=drip)
    app.add_url_rule("/silent", view_func=silent)
    app.add_url_rule("/away", view_func=away)
    app.add_url_rule("/large", "large", lambda: Response(b"x" * 2000))
    app.add_url_rule("/plain", "plain", lambda: Response("é", content_type="Application/JWT; charset=utf-8"))
    return app


@pytest.fixture
def address() -> Iterator[str]:
    with serving(slow_app) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/drip", Reason.PROVIDER_UNAVAILABLE),
        ("/silent", Reason.PROVIDER_UNAVAILABLE),
        ("/large", Reason.RESPONSE_TOO_LARGE),
    ],
)
def test_a_slow_or_large_answer_is_cut(address: str, path: str, reason: Reason) -> None:
    fetch = HttpFetch(timeout=0.2, deadline=0.2, limit=1000)
    begun = time.monotonic()
    with pytest.raises(Refused) as refusal:
        fetch("GET", address + path)
    assert refusal.value.reason is reason
    assert time.monotonic() - begun < 1


def test_a_patient_fetch_reads_the_same_answers(address: str) -> None:
    assert HttpFetch()("GET", address + "/drip").body == b"x" * 100
    assert len(HttpFetch()("GET", address + "/large").body) == 2000


def test_a_redirection_is_not_followed(address: str) -> None:
    assert HttpFetch()("GET", address + "/away").status == 302


def test_an_answer_s_type_is_read_without_its_parameters(address: str) -> None:
    reply = HttpFetch()("GET", address + "/plain")
    assert (reply.status, reply.type, reply.body) == (200, "application/jwt", "é".encode())


def test_nobody_listening_is_an_unavailable_provider() -> None:
    with serving(slow_app) as gone:
        pass
    with pytest.raises(Refused) as refusal:
        HttpFetch()("GET", gone)
    assert refusal.value.reason is Reason.PROVIDER_UNAVAILABLE
