"""The service of addresses is asked briefly and believed little, whatever it says."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from flask import Response, redirect

from engine.geography.addresses import LONGEST, MOST, PAUSE, Addresses, Suggestion, Unusable
from tests.services.addresses import Service, collection, feature
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.server
MOULIN = Suggestion("housenumber", "14 Rue du Moulin", "03990", "03990", "Tilleray")


def test_it_gives_what_the_service_found(geocoder: Service) -> None:
    assert Addresses(geocoder.url).like("14 rue du mou") == (MOULIN,)
    assert geocoder.asked == [{"q": "14 rue du mou", "limit": str(MOST), "autocomplete": "1"}]
    assert geocoder.cookies == []


def test_it_asks_near_a_point_rounded_to_a_street(geocoder: Service) -> None:
    Addresses(geocoder.url).like("14 rue du mou", (43.701234, 7.251234))
    assert (geocoder.asked[0]["lat"], geocoder.asked[0]["lon"]) == ("43.701", "7.251")


def test_what_is_typed_cannot_change_the_question(geocoder: Service) -> None:
    Addresses(geocoder.url).like("rue&limit=99#é")
    assert geocoder.asked == [{"q": "rue&limit=99#é", "limit": str(MOST), "autocomplete": "1"}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "<b>14</b> Rue du Moulin"},
        {"name": "14 Rue\ndu Moulin"},
        {"name": "14 Rue \u202edu Moulin"},
        {"name": "x" * 81},
        {"name": ""},
        {"name": 14},
        {"name": None},
        {"type": "municipality"},
        {"type": ["street"]},
        {"type": None},
        {"postcode": "3990"},
        {"postcode": 3990},
        {"postcode": "0399０"},
        {"citycode": "2C001"},
        {"citycode": None},
        {"city": "T" * 61},
        {"city": {"name": "Tilleray"}},
        {"type": "locality", "name": "x" * 39},
    ],
)
def test_an_address_of_the_wrong_form_is_left_out_and_never_cut(
    geocoder: Service, wrong: dict[str, Any]
) -> None:
    geocoder.says = lambda: collection(feature(**wrong), feature())
    assert Addresses(geocoder.url).like("14 rue du mou") == (MOULIN,)


@pytest.mark.parametrize("wrong", [None, 3, "text", [], {}, {"properties": []}])
def test_what_is_no_address_at_all_is_left_out(geocoder: Service, wrong: object) -> None:
    geocoder.says = lambda: collection(wrong, feature())
    assert Addresses(geocoder.url).like("14 rue du mou") == (MOULIN,)


def test_more_than_asked_and_repeats_are_left_out(geocoder: Service) -> None:
    geocoder.says = lambda: collection(*[feature()] * 3, *[feature(name=f"{n} Rue") for n in range(9)])
    found = Addresses(geocoder.url).like("14 rue du mou")
    assert found is not None
    assert len(found) == 3


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_text_that_the_service_cannot_search_finds_nothing_and_is_no_failure(
    geocoder: Service, status: int
) -> None:
    geocoder.says = lambda: Response("no", status)
    addresses = Addresses(geocoder.url)
    assert addresses.like("???") == ()
    assert addresses.like("???") == ()
    assert len(geocoder.asked) == 2


def _slow() -> Response:
    time.sleep(2.5)
    return collection(feature())


def _drop_by_drop() -> Response:
    def body() -> Iterator[bytes]:
        for _drop in range(30):
            time.sleep(0.1)
            yield b" "

    return Response(body(), mimetype="application/json")


def _without_end() -> Response:
    def body() -> Iterator[bytes]:
        for _piece in range(1000):
            yield b" " * 65536

    return Response(body(), mimetype="application/json")


FAILURES: dict[str, Callable[[], Response | str]] = {
    "slow": _slow,
    "drop by drop": _drop_by_drop,
    "without end": _without_end,
    "huge": lambda: collection(feature(), "x" * 70_000),
    "a page": lambda: "<!doctype html><title>Maintenance</title>",
    "no JSON": lambda: Response("{", mimetype="application/json"),
    "too deep": lambda: Response("[" * 30_000, mimetype="application/json"),
    "no UTF-8": lambda: Response(b'{"a": "\xff"}', mimetype="application/json"),
    "a list": lambda: Response("[]", mimetype="application/json"),
    "another shape": lambda: Response('{"type": "FeatureCollection"}', mimetype="application/json"),
    "another type": lambda: Response('{"type": "x", "features": []}', mimetype="application/json"),
    "500": lambda: Response("oops", 500),
    "429": lambda: Response("slowly", 429),
    "moved": lambda: redirect("/elsewhere"),  # type: ignore[dict-item,return-value]  # werkzeug's parent class
}


@pytest.mark.parametrize("says", FAILURES.values(), ids=FAILURES)
def test_a_failure_is_nothing_soon_said_once_without_the_text_and_the_service_rests(
    geocoder: Service, says: Callable[[], Response | str], caplog: pytest.LogCaptureFixture
) -> None:
    geocoder.says = says
    now = [0.0]
    addresses = Addresses(geocoder.url, tick=lambda: now[0])
    began = time.monotonic()
    with caplog.at_level(logging.DEBUG, logger="engine"):
        assert addresses.like("14 rue du mou") is None
        assert time.monotonic() - began < 2.3
        assert addresses.like("14 rue du moul") is None
    assert len(geocoder.asked) == 1
    assert "is left alone" in caplog.text
    assert len([one for one in caplog.records if one.name.startswith("engine")]) == 1
    assert "rue" not in caplog.text
    geocoder.says = lambda: collection(feature())
    now[0] += PAUSE
    assert addresses.like("14 rue du mou") == (MOULIN,)
    assert addresses.like("14 rue du mou") == (MOULIN,)


def test_a_service_that_is_down_is_nothing() -> None:
    assert Addresses(f"http://127.0.0.1:{free_port()}/search").like("14 rue du mou") is None


def test_a_machine_that_takes_connections_and_says_nothing_is_nothing_soon() -> None:
    import socket  # noqa: PLC0415 -- beside its only use

    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        began = time.monotonic()
        assert Addresses(f"http://127.0.0.1:{mute.getsockname()[1]}/search").like("14 rue") is None
        assert time.monotonic() - began < 2.0


def test_two_ask_at_a_time_and_the_third_goes_without(geocoder: Service) -> None:
    gate, inside = threading.Event(), threading.Semaphore(0)

    def held() -> Response:
        inside.release()
        gate.wait(1.2)
        return collection(feature())

    geocoder.says = held
    addresses, found = Addresses(geocoder.url), []
    two = [threading.Thread(target=lambda: found.append(addresses.like("14 rue"))) for _ in range(2)]
    for one in two:
        one.start()
    assert all(inside.acquire(timeout=5) for _ in two)
    began = time.monotonic()
    assert addresses.like("14 rue") is None
    assert time.monotonic() - began < 0.5
    gate.set()
    for one in two:
        one.join()
    assert found == [(MOULIN,), (MOULIN,)]
    assert addresses.like("14 rue") == (MOULIN,)


def test_after_a_pause_one_tries_and_the_others_do_not_wait(geocoder: Service) -> None:
    geocoder.says = lambda: Response("oops", 500)
    now = [0.0]
    addresses = Addresses(geocoder.url, tick=lambda: now[0])
    assert addresses.like("14 rue") is None
    now[0] += PAUSE
    seen: list[object] = []

    def meanwhile() -> Response:
        seen.append(addresses.like("15 rue"))
        return Response("oops", 500)

    geocoder.says = meanwhile
    assert addresses.like("14 rue") is None
    assert seen == [None]
    assert len(geocoder.asked) == 2


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://data.geopf.fr/geocodage/search", "data.geopf.fr"),
        ("http://10.0.0.7:7878/search", "10.0.0.7"),
        ("http://[::1]:7878/search", "::1"),
    ],
)
def test_its_host_is_told(url: str, host: str) -> None:
    assert Addresses(url).host == host


def test_an_unusable_answer_says_why_and_a_text_has_a_longest() -> None:
    assert str(Unusable("status 500")) == Unusable("status 500").why == "status 500"
    assert LONGEST == 120
