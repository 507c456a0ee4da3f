"""Tiles are asked of a real server on the loopback, that can be slow, huge, wrong, down or lead elsewhere."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from connectors.transport import HttpLimits
from engine.cities.city import Plan
from engine.geography import tiles
from engine.geography.tiles import Tile, Tiles, shows, tile_of
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PNG = b"\x89PNG\r\n\x1a\n" + b"a tile"
BOX = (46.54, 3.3, 46.58, 3.36)
AT = (14, *tile_of(46.56, 3.33, 14))
SHORT = HttpLimits(connect=0.5, silence=0.3, total=0.6, answer=tiles.LARGEST)
pytestmark = pytest.mark.server


@dataclass
class Service:
    """A service of tiles: what it answers, and what it was asked."""

    answer: Callable[[BaseHTTPRequestHandler], None]
    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def plan(self, port: int | None = None) -> Plan:
        """Give a plan whose tiles are here."""
        host = f"127.0.0.1:{port or self.port}"
        return Plan(f"http://{host}/{{z}}/{{x}}/{{y}}.png?key=secret", "© Us", (12, 18), BOX, (host,))


@contextmanager
def service(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Service]:
    made = Service(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, {name.lower(): text for name, text in self.headers.items()}))
            made.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def says(
    body: bytes = PNG, kind: str = "image/png", status: int = 200, pause: float = 0, **more: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(to: BaseHTTPRequestHandler) -> None:
        time.sleep(pause)
        to.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            to.send_header(name, value)
        to.end_headers()
        try:
            to.wfile.write(body)
        except OSError:
            return

    return answer


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("image/png", PNG),
        ("image/jpeg", b"\xff\xd8\xff\xe0..."),
        ("image/webp", b"RIFF....WEBP"),
        ("IMAGE/PNG; charset=x", PNG),
    ],
)
def test_a_picture_is_given_with_its_type(kind: str, body: bytes) -> None:
    with service(says(body, kind)) as there:
        assert Tiles().get(there.plan(), *AT) == Tile(kind.partition(";")[0].lower(), body)


def test_the_service_learns_the_tile_and_nothing_of_who_looks() -> None:
    with service(says()) as there:
        Tiles().get(there.plan(), *AT)
    [(path, headers)] = there.asked
    assert path == f"/{AT[0]}/{AT[1]}/{AT[2]}.png?key=secret"
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding", "connection", "content-length"}
    assert headers["user-agent"] == "formune"


@pytest.mark.parametrize(
    "answer",
    [
        says(b"<script>", "text/html"),
        says(b"<svg/>", "image/svg+xml"),
        says(b"<html>", "image/png"),
        says(PNG, "image/jpeg"),
        says(PNG, "text/plain"),
        says(PNG + b"x" * tiles.LARGEST),
        says(PNG, pause=0.8),
        says(PNG, status=500),
        says(b"", status=302, Location="http://127.0.0.1:1/"),
    ],
    ids=["html", "svg", "html as png", "png as jpeg", "text", "huge", "slow", "error", "redirect"],
)
def test_anything_else_is_no_tile_and_is_not_kept(answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
    held = Tiles(limits=SHORT)
    with service(answer) as there:
        assert held.get(there.plan(), *AT) is None
        there.answer = says()
        assert held.get(there.plan(), *AT) == Tile("image/png", PNG)
    assert len(there.asked) == 2


def test_no_other_address_than_the_one_named_is_asked() -> None:
    with service(says()) as there:
        plan = there.plan()
        assert Tiles().get(Plan(plan.template, "", (12, 18), BOX, ()), *AT) is None
    assert there.asked == []


def test_a_service_that_fails_is_left_alone_and_tried_again_later(caplog: pytest.LogCaptureFixture) -> None:
    clock = [0.0]
    held = Tiles(clock=lambda: clock[0], limits=SHORT)
    with service(says(status=503)) as there, caplog.at_level(logging.WARNING):
        for _ in range(6):
            held.get(there.plan(), *AT)
        assert len(there.asked) == tiles.FAILURES
        there.answer = says()
        clock[0] += tiles.REST
        assert held.get(there.plan(), *AT) is not None
    [line] = caplog.messages
    assert line == "tiles of 127.0.0.1: status 503; left alone for 30 s"


def test_a_service_that_is_down_gives_no_tile() -> None:
    with service(says()) as there:
        assert Tiles(limits=SHORT).get(there.plan(free_port()), *AT) is None


def test_a_tile_that_does_not_exist_is_no_failure_and_is_not_asked_again() -> None:
    held = Tiles()
    with service(says(b"", status=404)) as there:
        for _ in range(tiles.FAILURES + 1):
            assert held.get(there.plan(), *AT) is None
        assert len(there.asked) == 1
        there.answer = says()
        assert held.get(there.plan(), 14, AT[1] + 1, AT[2]) is not None


def test_a_tile_is_kept_for_a_day() -> None:
    clock = [0.0]
    held = Tiles(clock=lambda: clock[0])
    with service(says()) as there:
        for _ in range(3):
            assert held.get(there.plan(), *AT)
        assert len(there.asked) == 1
        clock[0] += tiles.AGE + 1
        assert held.get(there.plan(), *AT)
    assert len(there.asked) == 2


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    held = Tiles(clock=lambda: 0.0)
    body = PNG + b"x" * (tiles.LARGEST - len(PNG))
    most = tiles.KEPT // tiles.LARGEST
    with service(says(body)) as there:
        for x in range(most + 4):
            assert held.get(there.plan(), 18, x, 1)
        fetched = len(there.asked)
        assert held._bytes <= tiles.KEPT  # noqa: SLF001 -- the bound itself
        held.get(there.plan(), 18, most + 3, 1)
        assert len(there.asked) == fetched
        held.get(there.plan(), 18, 0, 1)
    assert len(there.asked) == fetched + 1
    assert held._bytes == sum(len(url) + len(tile.body) for url, (_, tile) in held._kept.items() if tile)  # noqa: SLF001 -- what is counted is what is held


def test_three_tiles_are_fetched_at_once_and_a_crowd_does_not_wait() -> None:
    busy, most, lock = [0], [0], threading.Lock()
    at_once = says()

    def answer(to: BaseHTTPRequestHandler) -> None:
        with lock:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.15)
        # Before it is sent: who asked may ask again as soon as it has its answer.
        with lock:
            busy[0] -= 1
        at_once(to)

    held = Tiles()
    with service(answer) as there, ThreadPoolExecutor(12) as crowd:
        got = list(crowd.map(lambda x: held.get(there.plan(), 18, x, 1), range(12)))
    assert most[0] == tiles.FETCHES
    assert 6 <= sum(one is not None for one in got) < 12


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 0), (85.2, 180), (-90, -180), (46.56, 3.33)])
def test_every_point_has_its_tile(latitude: float, longitude: float) -> None:
    x, y = tile_of(latitude, longitude, 5)
    assert 0 <= x < 32
    assert 0 <= y < 32


def test_only_the_town_and_two_tiles_around_it_are_shown() -> None:
    plan = Plan("", "", (12, 18), BOX)
    left, top = tile_of(BOX[2], BOX[1], 15)
    right, bottom = tile_of(BOX[0], BOX[3], 15)
    assert shows(plan, 15, left - 2, top - 2)
    assert shows(plan, 15, right + 2, bottom + 2)
    for x, y in ((left - 3, top), (right + 3, top), (left, top - 3), (left, bottom + 3)):
        assert not shows(plan, 15, x, y)
    assert not shows(plan, 11, *tile_of(46.56, 3.33, 11))
    assert not shows(plan, 19, *tile_of(46.56, 3.33, 19))
