"""Enqueueing, cheap and in the caller's transaction: the web processes run no worker of their own."""

from datetime import datetime, timedelta
from typing import Final

from dbos import DBOS, DBOSClient, EnqueueOptions, error
from sqlalchemy import Connection

from engine.store import Store
from engine.work.names import APPLICATION, ATTEMPT, QUEUE, SERIALIZER, VERSION, config, own_engine

#: Longest delay left to DBOS; what is due later waits in our tables for the worker's reconciler.
LONGEST_DELAY: Final = timedelta(seconds=60)


class Queue:
    """The queue of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._client = DBOSClient(
            system_database_engine=store.engine,
            application_name=APPLICATION,
            serializer=SERIALIZER,
            lazy=True,
        )

    def prepare(self) -> None:
        """Make the queue's tables, or bring them to this release's shape; safe to run again."""
        engine = own_engine(self._store.engine.url.render_as_string(hide_password=False))
        try:
            DBOS(config=config(engine, "prepare"))
            DBOS.launch()
        finally:
            DBOS.destroy()
            engine.dispose()

    def enqueue(self, conn: Connection, kind: str, row_id: str, not_before: datetime) -> None:
        """Queue one attempt about a row, visible when the caller commits; nothing when it is due much later."""
        delay = not_before - self._store.keeper.clock.now()
        if delay > LONGEST_DELAY:
            return
        self._put(conn, kind, row_id, max(delay.total_seconds(), 0.0))

    def take_up(self, kind: str, row_id: str) -> bool:
        """Queue an attempt about a row that is due, unless one is queued or running; say whether it was."""
        try:
            with self._store.begin() as conn:
                self._put(conn, kind, row_id, 0.0, unique=True)
        except error.DBOSQueueDeduplicatedError:
            return False
        return True

    def _put(self, conn: Connection, kind: str, row_id: str, delay: float, *, unique: bool = False) -> None:
        options = EnqueueOptions(workflow_name=ATTEMPT, queue_name=QUEUE, app_version=VERSION)
        if delay:
            options["delay_seconds"] = delay
        if unique:
            options["deduplication_id"] = f"{kind}:{row_id}"
        self._client.enqueue_in_transaction(conn, options, kind, row_id)
