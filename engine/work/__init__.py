"""The durable queue: work enqueued in the caller's transaction, done by workers, one attempt at a time.

The only room that knows DBOS. It carries kinds and ids; the truth of what is due stays in the store's tables,
and handlers come in as callables.
"""

from engine.work.queue import Queue
from engine.work.worker import Handler, Worker

__all__ = ["Handler", "Queue", "Worker"]
