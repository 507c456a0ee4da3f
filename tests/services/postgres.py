"""A PostgreSQL cluster of our own: in a temporary folder, on a free loopback port, thrown away at the end."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psycopg
import pytest

from engine.store import migrate
from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

#: PostgreSQL refuses root: the cluster then belongs to one of these, the first that exists.
UNPRIVILEGED = ("postgres", "nobody")
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running cluster on 127.0.0.1; anybody on this machine may connect as its superuser."""

    port: int
    counter: Iterator[int]

    def url(self, database: str) -> str:
        """Give the SQLAlchemy address of a database, existing or not."""
        return f"postgresql+psycopg://formune@127.0.0.1:{self.port}/{database}"

    def create_database(self, like: str = "template1") -> str:
        """Create a database and give its SQLAlchemy address: empty, or as another is, whom nobody may use meanwhile."""
        name = f"test_{next(self.counter)}"
        with self._admin() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'.encode())
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop a database made by `create_database`, whoever is still connected."""
        with self._admin() as connection:
            connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)'.encode())

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=formune dbname=postgres", autocommit=True
        )


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """Start the run's PostgreSQL on first use; the test must be marked `server`."""
    with _cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """Give the SQLAlchemy address of an empty PostgreSQL database; the test must be marked `server`."""
    url = postgres_cluster.create_database()
    yield url
    postgres_cluster.drop_database(url)


@pytest.fixture(scope="session")
def postgres_tables(postgres_cluster: Cluster) -> str:
    """Give the name of a database at the newest revision, to be copied."""
    url = postgres_cluster.create_database()
    migrate.upgrade(url)
    return url.rpartition("/")[2]


@pytest.fixture
def postgres_tables_url(postgres_cluster: Cluster, postgres_tables: str) -> Iterator[str]:
    """Give the SQLAlchemy address of a PostgreSQL database at the newest revision; mark the test `server`."""
    url = postgres_cluster.create_database(like=postgres_tables)
    yield url
    postgres_cluster.drop_database(url)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Who the cluster's processes run as; None keeps who we are."""

    user: int | None
    group: int | None
    extra_groups: list[str | int] | None


@contextmanager
def _cluster() -> Iterator[Cluster]:
    programs = _programs()
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="formune-postgres-"))
    data, log = folder / "data", folder / "log"
    try:
        if owner.user is not None:
            shutil.chown(folder, owner.user, owner.group)
        _make(owner, folder, [programs / "initdb", "-D", data, *_INITDB])
        port = free_port()
        with log.open("wb") as output:
            server = _start(
                owner, folder, [programs / "postgres", "-D", data, *_options(folder, port)], output
            )
        try:
            _wait(server, port, log)
            yield Cluster(port, itertools.count(1))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder)


_INITDB = ("-U", "formune", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")


def _options(folder: Path, port: int) -> list[str]:
    """Speed over durability: nothing in this cluster outlives the run."""
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": 200,
    }
    return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]


def _programs() -> Path:
    """Find the folder that holds `initdb` and `postgres`: Debian's newest version, else the path."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: float(path.parents[1].name), default=None)
    found = newest or shutil.which("initdb")
    if found is None:
        pytest.fail("PostgreSQL's initdb is not installed; `make test` installs it", pytrace=False)
    return Path(found).resolve().parent


def _owner() -> _Owner:
    if os.geteuid() != 0:
        return _Owner(None, None, None)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return _Owner(entry.pw_uid, entry.pw_gid, [])


def _make(owner: _Owner, folder: Path, command: list[str | Path]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        check=False,
        user=owner.user,
        group=owner.group,
        extra_groups=owner.extra_groups,
    )
    if done.returncode:
        pytest.fail(f"{command[0]} failed:\n{done.stderr.decode(errors='replace')}", pytrace=False)


def _start(
    owner: _Owner, folder: Path, command: list[str | Path], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        stdout=output,
        stderr=subprocess.STDOUT,
        user=owner.user,
        group=owner.group,
        extra_groups=owner.extra_groups,
    )


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=formune dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}", pytrace=False)
