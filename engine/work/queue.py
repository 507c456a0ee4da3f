"""Enqueueing, cheap and in the caller's transaction: the web processes run no worker of their own."""

from datetime import UTC, datetime, timedelta
from typing import Final

from dbos import DBOS, DBOSClient, EnqueueOptions, error
from sqlalchemy import Connection

from engine.store import Store
from engine.work.names import APPLICATION, ATTEMPT, QUEUE, SERIALIZER, VERSION

#: Longest delay left to DBOS; what is due later waits in our tables for the worker's reconciler.
LONGEST_DELAY: Final = timedelta(seconds=60)
#: How long one attempt queued by `take_up` keeps others about its row away: a stuck process cannot for ever.
ALONE: Final = timedelta(minutes=10)
#: How long an attempt that ended is remembered; what happened stands in the store's own tables.
KEEP: Final = timedelta(days=1)

_ENDED: Final = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
_BATCH: Final = 500


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
        """Make the queue's tables, or bring them to this release's shape; safe to run again, takes no work."""
        DBOS.migrate(self._store.engine.url.render_as_string(hide_password=False))

    def enqueue(self, conn: Connection, kind: str, row_id: str, not_before: datetime) -> None:
        """Queue one attempt about a row, visible when the caller commits; nothing when it is due much later."""
        delay = not_before - self._store.keeper.clock.now()
        if delay > LONGEST_DELAY:
            return
        self._put(conn, kind, row_id, max(delay.total_seconds(), 0.0))

    def take_up(self, kind: str, row_id: str) -> bool:
        """Queue an attempt about a row that is due, unless one so queued still lives; say whether it was."""
        try:
            with self._store.begin() as conn:
                self._put(conn, kind, row_id, 0.0, alone=f"{kind}:{row_id}:{self._period()}")
        except error.DBOSQueueDeduplicatedError:
            return False
        return True

    def resume_work_of(self, executor: str) -> int:
        """Queue again the attempts that a process began and will not end; give their number."""
        left = self._client.list_workflows(
            status="PENDING", executor_id=executor, load_input=False, load_output=False
        )
        if left:
            self._client.resume_workflows([one.workflow_id for one in left], queue_name=QUEUE)
        return len(left)

    def purge(self, keep: timedelta = KEEP) -> int:
        """Forget attempts that ended so long ago, by the machine's clock, which DBOS reads; give their number."""
        before, gone = (datetime.now(UTC) - keep).isoformat(), 0
        while old := self._client.list_workflows(
            status=list(_ENDED), end_time=before, limit=_BATCH, load_input=False, load_output=False
        ):
            self._client.delete_workflows([one.workflow_id for one in old])
            gone += len(old)
        return gone

    def _period(self) -> int:
        return int(self._store.keeper.clock.now().timestamp() // ALONE.total_seconds())

    def _put(self, conn: Connection, kind: str, row_id: str, delay: float, alone: str | None = None) -> None:
        options = EnqueueOptions(workflow_name=ATTEMPT, queue_name=QUEUE, app_version=VERSION)
        if delay:
            options["delay_seconds"] = delay
        if alone is not None:
            options["deduplication_id"] = alone
        self._client.enqueue_in_transaction(conn, options, kind, row_id)
