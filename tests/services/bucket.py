"""A real S3-compatible server (moto) in a process of its own, and a way to it that can be cut."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import Session

from engine.settings import BucketAddress
from engine.store.bucket import Bucket
from engine.store.secrets import BucketKey
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 30.0
KEY = BucketKey("invented", "invented too")


@dataclass(frozen=True, slots=True)
class Host:
    """A running server; it holds any number of buckets."""

    port: int
    counter: Iterator[int]

    def client(self, key: BucketKey = KEY, service: str = "s3") -> Any:  # noqa: ANN401 -- the client has no types
        """Give a bare client, to look behind the store."""
        return Session().create_client(
            service,
            region_name="fr-test",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=key.id,
            aws_secret_access_key=key.secret,
        )

    def address(self, bucket: str, port: int | None = None) -> BucketAddress:
        """Give a bucket's address, through another port when one is given."""
        return BucketAddress(f"http://127.0.0.1:{port or self.port}", bucket, "fr-test", "ville/")

    def make(self) -> str:
        """Make a bucket and give its name."""
        name = f"bucket-{next(self.counter)}"
        self.client().create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "fr-test"})
        return name


@contextmanager
def host(*, guarded: bool = False) -> Iterator[Host]:
    """Run a server; a guarded one knows its keys and what each may do, after ten requests that set it up."""
    port = free_port()
    environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "10" if guarded else "1000000000"}
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(process, port)
            yield Host(port, count(1))
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def s3_host() -> Iterator[Host]:
    """Give the run's server; the test must be marked `server`."""
    with host() as running:
        yield running


@pytest.fixture
def bucket(s3_host: Host) -> Bucket:
    """Give an empty bucket; the test must be marked `server`."""
    return Bucket.at(s3_host.address(s3_host.make()), KEY)


@dataclass(slots=True)
class Cut:
    """A way to a server that breaks: after so many octets to it, or from it."""

    port: int
    target: int
    sent: int = 1_000_000_000
    received: int = 1_000_000_000

    def serve(self, listener: socket.socket) -> None:
        """Carry each connection until it is to break, or the listener is closed."""
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                threading.Thread(target=self._carry, args=(here,), daemon=True).start()

    def _carry(self, here: socket.socket) -> None:
        with here, socket.create_connection(("127.0.0.1", self.target)) as there:
            back = threading.Thread(target=_pump, args=(there, here, self.received), daemon=True)
            back.start()
            _pump(here, there, self.sent)
            back.join(10)


@contextmanager
def cut(target: int, *, sent: int = 1_000_000_000, received: int = 1_000_000_000) -> Iterator[Cut]:
    """Give a way to the server at a port that breaks after `sent` octets of a connection, or `received`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        way = Cut(listener.getsockname()[1], target, sent, received)
        thread = threading.Thread(target=way.serve, args=(listener,), daemon=True)
        thread.start()
        yield way
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _pump(source: socket.socket, target: socket.socket, most: int) -> None:
    with suppress(OSError):
        while most > 0 and (part := source.recv(min(65_536, most))):
            target.sendall(part)
            most -= len(part)
    for end in (source, target) if most <= 0 else (target,):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR if most <= 0 else socket.SHUT_WR)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.fail("the S3 server did not start", pytrace=False)
