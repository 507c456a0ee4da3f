"""The process that does queued work: it lives by a heartbeat, takes up what dead workers left, and what is due.

One attempt is one short workflow of one step. A worker that dies in the middle leaves its workflow pending and
its row leased; another worker resumes the first and, when the lease ends, the reconciler takes up the second.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from dbos import DBOS

from engine.clock import Clock
from engine.store import Store, deliveries, jobs, leases, mails
from engine.work.names import ATTEMPT, QUEUE, config, own_engine
from engine.work.queue import Queue

#: Does one attempt about a row; an exception is logged by its class, and the row's own schedule goes on.
Handler = Callable[[str], None]

#: A worker that has not beaten for so long is dead.
DEAD_AFTER: Final = timedelta(seconds=20)
#: Attempts that one worker makes at once; each may wait for a back office.
CONCURRENCY: Final = 8

_LOG: Final = logging.getLogger("formune.worker")
_POLL: Final = 0.5
_BEAT: Final = 1.0
_RECONCILE_EVERY: Final = 2
_PURGE_EVERY: Final = 600
_FINISH_SECONDS: Final = 3
#: What became due so lately was queued by whoever made it due, and is about to begin by itself.
_GRACE: Final = timedelta(seconds=2)
_BATCH: Final = 100


class Worker:
    """One worker of a store. `executor` is a word for people: each run adds a part that no other run has.

    `handlers` maps a kind of work (deliver, receipt, mail) to what does it; a kind without one waits in its
    table. `housekeeping` is called every ten minutes.
    """

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
        self._executor = f"{executor[:60]}-{uuid.uuid4().hex[:12]}"
        self._queue = Queue(store)
        self._housekeeping = housekeeping

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; attempts under way then have three seconds to finish.

        What they leave is taken up by another worker. One process runs one worker at a time.
        """
        engine = own_engine(self._store.engine.url.render_as_string(hide_password=False))
        DBOS(config=config(engine, self._executor))
        self._register()
        try:
            self._beat()
            DBOS.launch()
            DBOS.register_queue(QUEUE, worker_concurrency=CONCURRENCY, polling_interval_sec=_POLL)
            self._watch(stop)
        finally:
            DBOS.destroy(workflow_completion_timeout_sec=_FINISH_SECONDS, destroy_registry=True)
            engine.dispose()
            self._bury(self._executor)

    def reconcile(self) -> int:
        """Queue whatever is due and that nobody is about to attempt; give the number queued."""
        now = self._clock.now() - _GRACE
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
        while not stop.wait(_BEAT):
            try:
                self._turn(turn)
            except Exception as failure:  # noqa: BLE001 -- the database may be away, a disk full: the next turn tries again
                _LOG.error("a turn of the worker failed: %s", type(failure).__name__)
            turn += 1

    def _turn(self, turn: int) -> None:
        self._beat()
        self._take_over()
        if turn % _RECONCILE_EVERY == 0:
            self.reconcile()
        if turn % _PURGE_EVERY == 0:
            self._queue.purge()
            if self._housekeeping is not None:
                self._housekeeping()

    def _beat(self) -> None:
        with self._store.begin() as conn:
            leases.beat(conn, self._executor, self._clock.now())

    def _take_over(self) -> None:
        with self._store.read() as conn:
            dead = leases.dead(conn, self._clock.now() - DEAD_AFTER)
        for executor in dead:
            self._bury(executor)

    def _bury(self, executor: str) -> None:
        """Resume what a worker left, then forget it: dying between the two leaves both to the next one.

        Two workers may resume one attempt; the claim of its row lets one of them work.
        """
        left = self._queue.resume_work_of(executor)
        if left:
            _LOG.warning("%s left %d attempts to others", executor, left)
        with self._store.begin() as conn:
            leases.drop(conn, executor)
