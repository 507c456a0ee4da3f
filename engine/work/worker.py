"""The process that does queued work: it lives by a heartbeat, takes up what dead workers left, and what is due.

One attempt is one short workflow of one step. A worker that dies in the middle leaves its workflow pending and
its row leased; another worker resumes the first and, when the lease ends, the reconciler takes up the second.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from dbos import DBOS
from sqlalchemy import Connection

from engine.clock import Clock
from engine.store import Store, deliveries, jobs, leases, mails
from engine.work.names import ATTEMPT, QUEUE, config, own_engine
from engine.work.queue import Queue

#: Does one attempt about a row; an exception is logged by its class, and the row's own schedule goes on.
Handler = Callable[[str], None]

_LOG: Final = logging.getLogger("formune.worker")
_BEAT: Final = 1.0
_DEAD_AFTER: Final = timedelta(seconds=20)
_RECONCILE_EVERY: Final = 5
_PURGE_EVERY: Final = 600
_KEEP: Final = timedelta(days=1)
_BATCH: Final = 100
_CONCURRENCY: Final = 4


class Worker:
    """One worker of a store; `executor` is a name no other living process uses."""

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        clock: Clock,
        executor: str,
        *,
        housekeeping: Callable[[], None] | None = None,
    ) -> None:
        self._store = store
        self._handlers = dict(handlers)
        self._clock = clock
        self._executor = executor
        self._queue = Queue(store)
        self._housekeeping = housekeeping

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; attempts under way are finished first."""
        engine = own_engine(self._store.engine.url.render_as_string(hide_password=False))
        DBOS(config=config(engine, self._executor))
        self._register()
        try:
            DBOS.launch()
            DBOS.register_queue(QUEUE, worker_concurrency=_CONCURRENCY, polling_interval_sec=0.5)
            self._watch(stop)
        finally:
            DBOS.destroy(workflow_completion_timeout_sec=3)
            with self._store.begin() as conn:
                leases.drop(conn, self._executor)
            engine.dispose()

    def reconcile(self) -> int:
        """Queue whatever is due and has no live attempt; give the number queued."""
        now = self._clock.now()
        with self._store.read() as conn:
            waiting = [
                (kind, row_id)
                for kind, due in (("deliver", deliveries.due), ("receipt", jobs.due), ("mail", mails.due))
                if kind in self._handlers
                for row_id in due(conn, now, _BATCH)
            ]
        return sum(self._queue.take_up(kind, row_id) for kind, row_id in waiting)

    def _register(self) -> None:
        @DBOS.step(name=f"{ATTEMPT}.step")
        def handle(kind: str, row_id: str) -> None:
            try:
                self._handlers[kind](row_id)
            except Exception as failure:  # noqa: BLE001 -- whatever a handler meets, the queue must live
                _LOG.error("%s %s failed: %s", kind, row_id, type(failure).__name__)

        @DBOS.workflow(name=ATTEMPT)
        def attempt(kind: str, row_id: str) -> None:
            handle(kind, row_id)

    def _watch(self, stop: threading.Event) -> None:
        turn = 0
        while not stop.is_set():
            with self._store.begin() as conn:
                leases.beat(conn, self._executor, self._clock.now())
                dead = self._bury(conn)
            self._take_over(dead)
            if turn % _RECONCILE_EVERY == 0:
                self.reconcile()
            if turn % _PURGE_EVERY == 0:
                self._purge()
            turn += 1
            stop.wait(_BEAT)

    def _bury(self, conn: Connection) -> list[str]:
        """Drop the leases of workers that beat no more; give those that this one dropped."""
        gone = leases.dead(conn, self._clock.now() - _DEAD_AFTER)
        return [executor for executor in gone if executor != self._executor and leases.drop(conn, executor)]

    def _take_over(self, dead: list[str]) -> None:
        """Resume the attempts that dead workers left; those of a name never leased are caught by their rows."""
        for executor in dead:
            left = DBOS.list_workflows(
                status="PENDING", executor_id=executor, load_input=False, load_output=False
            )
            if left:
                _LOG.warning("taking over %d attempts of %s", len(left), executor)
                DBOS.resume_workflows([one.workflow_id for one in left], queue_name=QUEUE)

    def _purge(self) -> None:
        """Forget finished attempts: the store's own tables hold what happened."""
        before = (self._clock.now() - _KEEP).isoformat()
        old = DBOS.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=before,
            limit=1000,
            load_input=False,
            load_output=False,
        )
        if old:
            DBOS.delete_workflows([one.workflow_id for one in old])
        if self._housekeeping is not None:
            self._housekeeping()
