"""The process that draws papers: one child at a time, begun at the first paper and begun again when it dies.

The drawing library is large, and its fonts crash threads that share them: it is loaded in the child alone.
"""

import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import Lock
from typing import Final

from engine.documents.paper import ReceiptPaper
from engine.errors import FormuneError

#: Papers after which the child is replaced, so that what the library keeps is given back.
_PAPERS_A_CHILD: Final = 500


class NotDrawn(FormuneError):
    """The child that draws died, or took too long and ended itself."""


@dataclass(slots=True)
class Papers:
    """Draws papers in a process of its own; `seconds` is what one paper may take. Close it at the end."""

    seconds: int = 60
    _pool: ProcessPoolExecutor | None = None
    _lock: Lock = field(default_factory=Lock)

    def receipt(self, paper: ReceiptPaper) -> bytes:
        """Draw a receipt; raise NotDrawn, or what the drawing itself raised."""
        pool = self._open()
        try:
            return pool.submit(_draw, paper, self.seconds).result()
        except BrokenProcessPool:
            self._drop(pool)
            raise NotDrawn from None

    def close(self) -> None:
        """End the child."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _open(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    max_workers=1, mp_context=get_context("spawn"), max_tasks_per_child=_PAPERS_A_CHILD
                )
            return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False)


def _draw(paper: ReceiptPaper, seconds: int) -> bytes:
    """Draw in the child. An alarm that nothing handles ends the child: a paper that hangs ends with it."""
    from engine.documents.receipt import receipt_pdf  # noqa: PLC0415 -- the library is loaded in the child alone

    signal.alarm(seconds)
    try:
        return receipt_pdf(paper)
    finally:
        signal.alarm(0)
