"""Benches of the three connectors: real folders, a real mail server, the real demo back office."""

import email
import email.policy
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from werkzeug.serving import BaseWSGIServer, make_server

from connectors import registry
from connectors.contract import Connector, Context
from connectors.email import EmailConnector
from connectors.folder import FolderConnector
from connectors.http import HttpConnector
from connectors.testing import Bench, Received
from connectors.testing.bench import Fault
from connectors.transport import SmtpSettings
from engine.clock import SystemClock
from engine.demo.backoffice import create_backoffice
from engine.demo.backoffice.faults import Faults
from engine.demo.backoffice.inbox import Inbox

KEY = b"a webhook key of thirty-two byte"


@dataclass(frozen=True)
class Route:
    """A route as a city file gives it."""

    connector: str
    config: Mapping[str, Any]
    id: str = "mairie"


class Ear(logging.Handler):
    """Keeps every line that connectors log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.lines.append(record.getMessage())


class Listening:
    """What the three benches share: an ear on the logs."""

    def __init__(self, stack: ExitStack) -> None:
        self._ear = Ear()
        logger = logging.getLogger("formune")
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self._ear)
        stack.callback(logger.removeHandler, self._ear)

    def spoken(self) -> str:
        """Give what was logged."""
        return "\n".join(self._ear.lines)

    def secrets(self) -> Mapping[str, str]:
        """Give what nobody may say."""
        return {"the webhook key": KEY.decode()}


class FolderBench(Listening):
    """A drop folder; a fault of its network cannot be staged."""

    def __init__(self, stack: ExitStack, tmp_path: Path) -> None:
        super().__init__(stack)
        self.base = tmp_path / "drop"
        self.base.mkdir()

    def connector(self) -> Connector:
        """Give the connector."""
        return FolderConnector()

    def context(self, fault: Fault | None = None) -> Context | None:
        """Give a context towards this target."""
        if fault in ("unanswered", "stored-unanswered"):
            return None
        base = self.base if fault is None else self.base / "gone"
        return open_route(Route("folder", {"path": str(base)}))

    def received(self) -> Sequence[Received]:
        """Give what the target holds."""
        found = []
        for home in self.base.glob("[!.]*"):
            files = sorted(home.glob("files/*"), key=lambda p: int(p.stem.rpartition("-")[2]))
            receipt = home / "receipt.pdf"
            found.append(
                Received(
                    home.name,
                    (home / "delivery.json").read_bytes(),
                    [path.read_bytes() for path in files],
                    receipt.read_bytes() if receipt.exists() else None,
                )
            )
        return found


class HttpBench(Listening):
    """The demo back office behind a real server, told to fail by its own means."""

    def __init__(self, stack: ExitStack, tmp_path: Path) -> None:
        super().__init__(stack)
        self.inbox = Inbox(tmp_path, {})
        self.faults = Faults(tmp_path / "faults.json")
        app = create_backoffice(tmp_path, {}, {"tilleray": [KEY]}, demo=True, slow=0.5)
        self.port = serve(stack, make_server("127.0.0.1", 0, app, threaded=True))

    def connector(self) -> Connector:
        """Give the connector."""
        return HttpConnector()

    def context(self, fault: Fault | None = None) -> Context | None:
        """Give a context towards this target."""
        way = {"unanswered": "cut", "stored-unanswered": "stored-cut"}.get(fault or "")
        if way:
            self.faults.give(way, 1)
        return http_context(free_port() if fault == "refused" else self.port)

    def received(self) -> Sequence[Received]:
        """Give what the target holds."""
        return [
            Received(
                entry.reference,
                (self.inbox.data / "http" / "tilleray" / key.name / "delivery.json").read_bytes(),
                [piece.path.read_bytes() for piece in entry.pieces if piece.path],
                entry.receipt.read_bytes() if entry.receipt else None,
            )
            for entry in self.inbox.entries()
            for key in (self.inbox.data / "http" / "tilleray").iterdir()
            if entry.reference.encode() in (key / "delivery.json").read_bytes()
        ]


class Postman:
    """Keeps messages; once told, hangs up after the final dot instead of answering."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answer = "250 OK"
        self.hang_up = False
        self.keep = True

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ANN401, ARG002, N802 -- aiosmtpd's names
        """Take one message."""
        if self.answer.startswith("250") and self.keep:
            self.messages.append(envelope.original_content)
        if self.hang_up:
            self.hang_up, self.keep = False, True
            server.transport.abort()
        return self.answer


class EmailBench(Listening):
    """A real mail server."""

    def __init__(self, stack: ExitStack) -> None:
        super().__init__(stack)
        self.postman = Postman()
        server = Controller(self.postman, hostname="127.0.0.1", port=free_port())
        server.start()
        stack.callback(server.stop)
        self.port = server.port

    def connector(self) -> Connector:
        """Give the connector."""
        return EmailConnector()

    def context(self, fault: Fault | None = None) -> Context | None:
        """Give a context towards this target."""
        self.postman.hang_up = fault in ("unanswered", "stored-unanswered")
        self.postman.keep = fault != "unanswered"
        return mail_context(free_port() if fault == "refused" else self.port)

    def received(self) -> Sequence[Received]:
        """Give what the target holds."""
        messages = {m["Message-ID"]: m for m in map(parsed, self.postman.messages)}
        late = {m["In-Reply-To"]: m for m in messages.values() if m["In-Reply-To"]}
        return [
            Received(
                json.loads(pieces["delivery.json"])["reference"],
                pieces["delivery.json"],
                [
                    content
                    for name, content in pieces.items()
                    if not name.startswith(("delivery", "recepisse"))
                ],
                receipt_of(late[name]) if name in late else receipt_of(message),
            )
            for name, message in messages.items()
            if not message["In-Reply-To"]
            for pieces in [attachments(message)]
        ]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(params=["folder", "http", "email"])
def bench(request: pytest.FixtureRequest, stack: ExitStack, tmp_path: Path) -> Bench:
    return make_bench(request.param, stack, tmp_path)


@pytest.fixture
def folder_bench(stack: ExitStack, tmp_path: Path) -> FolderBench:
    return FolderBench(stack, tmp_path)


@pytest.fixture
def http_bench(stack: ExitStack, tmp_path: Path) -> HttpBench:
    return HttpBench(stack, tmp_path)


@pytest.fixture
def email_bench(stack: ExitStack) -> EmailBench:
    return EmailBench(stack)


def make_bench(name: str, stack: ExitStack, tmp_path: Path) -> Bench:
    if name == "folder":
        return FolderBench(stack, tmp_path)
    return HttpBench(stack, tmp_path) if name == "http" else EmailBench(stack)


def open_route(route: Route, port: int = 0, smtp: SmtpSettings | None = None) -> Context:
    _, context = registry.open(
        route,
        {"webhook": [KEY]},
        SystemClock(),
        city="tilleray",
        allow_private_hosts=[f"127.0.0.1:{port}"],
        smtp=smtp,
    )
    return context


def http_context(port: int) -> Context:
    return open_route(Route("http", {"url": f"http://127.0.0.1:{port}"}), port)


def mail_context(port: int, **settings: Any) -> Context:  # noqa: ANN401 -- any of SmtpSettings
    smtp = SmtpSettings(
        "127.0.0.1", port, **{"security": "offered", "sender": "portail@tilleray.example", **settings}
    )
    return open_route(Route("email", {"to": ["mairie@tilleray.example"]}), port, smtp)


def serve(stack: ExitStack, server: BaseWSGIServer) -> int:
    """Run a server until the stack closes; give its port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    stack.callback(server.server_close)
    stack.callback(thread.join)
    stack.callback(server.shutdown)
    return server.server_port


def scripted(stack: ExitStack, script: Callable[[socket.socket], None]) -> int:
    """Run a raw server that plays `script` on each connection, then closes it; give its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    stack.callback(listener.close)

    def play() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with closing(connection), suppress(OSError):
                connection.settimeout(5)
                script(connection)

    thread = threading.Thread(target=play)
    thread.start()
    stack.callback(thread.join)
    stack.callback(listener.shutdown, socket.SHUT_RDWR)
    return int(listener.getsockname()[1])


def request_of(connection: socket.socket) -> bytes:
    """Read one whole HTTP request."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    size = int(sizes[0].split(b":")[1]) if sizes else 0
    while len(body) < size:
        more = connection.recv(65536)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def free_port() -> int:
    """Give a loopback port on which nobody listens."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def attachments(message: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_payload(decode=True) for part in message.iter_attachments()}  # type: ignore[misc]  # bytes: none of ours is multipart


def receipt_of(message: EmailMessage) -> bytes | None:
    found = [content for name, content in attachments(message).items() if name.startswith("recepisse")]
    return found[0] if found else None
