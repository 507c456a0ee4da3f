"""Real targets: a drop folder, the demo back office, and a server that answers from a script."""

from __future__ import annotations

import io
import json
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from engine.clock import FrozenClock
from engine.delivery import Deliverer
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.store import (
    Secrets,
    Store,
    attachments,
    deliveries,
    documents,
    drafts,
    open_store,
    submissions,
)
from engine.store.codes import new_code
from engine.store.drafts import DraftBody
from engine.store.references import new_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from wsgiref.types import WSGIApplication

    from engine.cities import Cities
    from engine.store.deliveries import Delivery
    from engine.store.submissions import Submission

#: A word that only the resident's answers hold.
SURNAME = "Ximénès-Quillien"
PIECE = b"%PDF-1.7 une piece"
PDF = b"%PDF-1.7 le recepisse"
FOLDER, HTTP = "tilleray", "port-lannec"


@dataclass
class Script:
    """A back office that answers each delivery from a list, then 201; it keeps what it took, by key."""

    answers: list[tuple[int, Mapping[str, str], Mapping[str, Any]]] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    #: Documents by the last part of their address.
    held: dict[str, bytes] = field(default_factory=dict)
    #: While it is clear, a document that arrived is held without an answer.
    go: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.go.set()

    def __call__(self, environ: Any, start_response: Any) -> Any:  # noqa: ANN401 -- WSGI
        """Answer one request."""
        request = Request(environ)
        body = request.get_data()
        path = request.path.removeprefix("/v1/deliveries/")
        self.requests.append((request.method, path))
        if "/" in path:
            self.held[path] = body
            return Response(status=201)(environ, start_response)
        known = path in self.held
        status, headers, told = self.answers.pop(0) if self.answers else (200 if known else 201, {}, {})
        if request.method == "PUT" and status < 300:
            self.held[path] = body
        self.arrived.set()
        self.go.wait(20)
        words = json.dumps({"state": "accepted", "external_id": "GEC-1", **told})
        return Response(words, status, headers)(environ, start_response)

    @property
    def documents(self) -> list[str]:
        """Give the keys of the deliveries taken."""
        return [path for path in self.held if "/" not in path]


@pytest.fixture
def clock() -> FrozenClock:
    """Give a clock that stands at this moment: receivers compare signatures with the machine's."""
    return FrozenClock(datetime.now(UTC))


@pytest.fixture
def serve() -> Iterator[Callable[[WSGIApplication], int]]:
    """Give a function that serves an application on a free port until the test ends."""
    with ExitStack() as stack:

        def start(application: WSGIApplication) -> int:
            server = make_server("127.0.0.1", 0, application, threaded=True)
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return server.server_port

        yield start


@pytest.fixture
def cities(tmp_path: Path) -> Cities:
    """Give the demo cities; nobody listens at the HTTP one's back office."""
    return write_cities(tmp_path, 9)


def write_cities(tmp_path: Path, port: int) -> Cities:
    """Write the demo cities, whose back office listens on `port`."""
    ports = DemoPorts(8000, 8001, port)
    return write_demo_cities(tmp_path / "cities", tmp_path / "secrets", ports, tmp_path / "drop")


@pytest.fixture
def store(store_url: str, tmp_path: Path, clock: FrozenClock, cities: Cities) -> Iterator[Store]:
    """Give an empty store for the demo cities, on SQLite and on PostgreSQL."""
    assert cities.all()
    opened = open_store(store_url, Secrets(tmp_path / "secrets"), tmp_path / "files", clock)
    yield opened
    opened.close()


@pytest.fixture
def deliverer(store: Store, cities: Cities, clock: FrozenClock) -> Deliverer:
    """Give a deliverer without jitter."""
    return Deliverer(store, cities, clock, jitter=lambda: 0.0)


@pytest.fixture
def deposited(store: Store, clock: FrozenClock) -> Callable[..., Delivery]:
    """Give a function that deposits a submission with one file and queues its delivery."""

    def deposit(city: str = FOLDER, *, receipt: bool = True) -> Delivery:
        return deposit_in(store, city, clock.now(), receipt=receipt)

    return deposit


def deposit_in(store: Store, city: str, now: datetime, *, receipt: bool = True) -> Delivery:
    """Deposit a submission with one file, with its PDF or without, and queue its delivery."""
    with store.begin() as conn:
        submission = submission_in(store, conn, city, now)
        if receipt:
            documents.put(store, conn, submission.id, "receipt", PDF)
        route = {FOLDER: "mairie", HTTP: "logiciel"}[city]
        return deliveries.insert(conn, submission.id, city, route, due_at=now)


def submission_in(store: Store, conn: Any, city: str, now: datetime) -> Submission:  # noqa: ANN401 -- a Connection
    """Deposit a submission with one file."""
    draft = drafts.create(conn, city, "acte-etat-civil", "1.0.0", "a" * 64, "b" * 64, DraftBody())
    piece = attachments.add(store, conn, draft, "PIE-001", "pièce.pdf", "application/pdf", io.BytesIO(PIECE))
    held = {name: getattr(piece, name) for name in ("id", "code", "name", "type", "size", "sha256")}
    label = {
        "code": "IDE-002",
        "label": "Nom de naissance",
        "value": SURNAME,
        "section": "Vous",
        "rank": "",
        "pointer": "/demandeur/nomNaissance",
    }
    return submissions.insert(
        conn,
        draft,
        reference=new_reference(),
        deposited_at=now,
        channel="portail",
        receipt_channel="ecran",
        seal="eyJhbGciOiJFUzI1NiJ9.e30.c2VhbA",
        payload={
            "answers": {"demandeur": {"nomNaissance": SURNAME}},
            "labels": [label],
            "warnings": [],
            "files": [held],
            "identity": {"level": "declared"},
            "helper": None,
            "title": "Copie d’un acte d’état civil",
        },
        second_code=new_code(),
    )
