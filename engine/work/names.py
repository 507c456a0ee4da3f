"""What the queue's processes must agree on: names, version, serializer, and an engine of DBOS's own.

The version is a constant: DBOS would else hash the code and strand queued work at each release. Rows are JSON,
never pickles, and hold a kind and an id only.
"""

from typing import Any, Final

import dbos
from sqlalchemy import Engine, create_engine, event, make_url

APPLICATION: Final = "formune"
VERSION: Final = "1"
QUEUE: Final = "formune"
ATTEMPT: Final = "formune.attempt"
SERIALIZER: Final = dbos.DBOSPortableJSONSerializer()

_BUSY_MS: Final = 30_000
#: More than the attempts that one worker makes at once; each waiting workflow would else be a thread.
_THREADS: Final = 32


def own_engine(url: str) -> Engine:
    """Give an engine for DBOS's own transactions, which begin in their own way, on the store's database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    return engine


def config(engine: Engine, executor: str) -> dbos.DBOSConfig:
    """Give DBOS's settings: no telemetry, no listener, nothing of its paid services."""
    return {
        "name": APPLICATION,
        "system_database_engine": engine,
        "system_database_url": engine.url.render_as_string(hide_password=False),
        "application_version": VERSION,
        "executor_id": executor,
        "serializer": SERIALIZER,
        "enable_otlp": False,
        "use_listen_notify": False,
        "log_level": "ERROR",
        "notification_listener_polling_interval_sec": 0.5,
        "max_executor_threads": _THREADS,
    }


def _prepare(raw: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's connection
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MS}", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {pragma}").close()
    raw.isolation_level = "IMMEDIATE"
