"""Opening the store, and its two kinds of transactions: `begin` writes, `read` cannot.

SQLite: WAL, synchronous FULL, foreign keys, BEGIN IMMEDIATE for every writing transaction (a deferred one
that reads before it writes fails at once with « database is locked », whatever its timeout). PostgreSQL:
psycopg 3, READ COMMITTED. What a module reads and then writes is guarded by a condition in its UPDATE on
both.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from engine.clock import Clock
from engine.errors import FormuneError
from engine.store import files as disk
from engine.store.context import OPTION, Keeper
from engine.store.files import FileStore
from engine.store.folder import Folder
from engine.store.secrets import Secrets

_READING: Final = "formune_reading"
_BUSY_SECONDS = 30
_PRAGMAS = (
    f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


class UnsupportedDatabase(FormuneError):
    """The database is neither a SQLite file nor PostgreSQL."""

    def __init__(self, backend: str) -> None:
        super().__init__(f"{backend}: the store is a SQLite file or PostgreSQL")
        self.backend = backend


@dataclass(frozen=True, slots=True)
class Store:
    """One database and one place of files."""

    #: The engine that writes; the queue puts its own tables into the same database through it.
    engine: Engine
    #: Keys, clock and files.
    keeper: Keeper
    _reader: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Open a writing transaction; it commits at the end, or rolls back when an exception leaves it."""
        with self.engine.connect() as conn:
            try:
                with conn.begin():
                    yield conn
            except BaseException:
                disk.remove(self.keeper.files, disk.undo(conn))
                raise
            disk.remove(self.keeper.files, disk.settle(conn))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction, one snapshot on SQLite; a write in it is refused by the database."""
        with self._reader.connect() as conn, conn.begin():
            yield conn

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def open_store(url: str, secrets: Secrets, files: Path | FileStore, clock: Clock) -> Store:
    """Open the store at a SQLAlchemy URL; the tables are made by engine.store.migrate.upgrade."""
    keeper = Keeper(secrets, clock, Folder(files) if isinstance(files, Path) else files)
    engine = connect(url).execution_options(**{OPTION: keeper})
    if engine.dialect.name == "sqlite":
        return Store(engine, keeper, engine.execution_options(**{_READING: True}))
    return Store(engine, keeper, engine.execution_options(postgresql_readonly=True))


def connect(url: str) -> Engine:
    """Make a bare engine with the house's settings; raise UnsupportedDatabase."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
        )
    if backend != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise UnsupportedDatabase(backend)
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None  # The driver's own BEGIN is deferred and late; ours is explicit.
    for pragma in _PRAGMAS:
        raw.execute(pragma).close()


def _begin(conn: Connection) -> None:
    raw: Any = conn.connection.driver_connection
    reading = bool(conn.get_execution_options().get(_READING))
    raw.execute("PRAGMA query_only=ON" if reading else "PRAGMA query_only=OFF").close()
    raw.execute("BEGIN" if reading else "BEGIN IMMEDIATE").close()
