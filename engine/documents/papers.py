"""The process that draws papers: one child at a time, begun at the first paper and begun again when it dies.

The drawing library is large, and its fonts crash threads that share them: it is loaded in the child alone.
"""

import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from engine.documents.paper import ReceiptPaper
from engine.errors import FormuneError
from engine.model import Definition

if TYPE_CHECKING:
    from engine.documents.printing import Kind

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
        return self._drawn(_receipt, paper)

    def form(self, definition: Definition, kind: "Kind", language: str = "fr") -> bytes:
        """Draw the blank form or the helper's sheet; raise the same."""
        return self._drawn(_form, (definition, kind, language))

    def close(self) -> None:
        """End the child."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _drawn(self, draw: Callable[[Any], bytes], told: Any) -> bytes:  # noqa: ANN401 -- what `draw` takes
        pool = self._open()
        try:
            return pool.submit(_draw, draw, told, self.seconds).result()
        except BrokenProcessPool:
            self._drop(pool)
            raise NotDrawn from None

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


def _draw(draw: Callable[[Any], bytes], told: Any, seconds: int) -> bytes:  # noqa: ANN401 -- what `draw` takes
    """Draw in the child. An alarm that nothing handles ends the child: a paper that hangs ends with it."""
    signal.alarm(seconds)
    try:
        return draw(told)
    finally:
        signal.alarm(0)


def _receipt(paper: ReceiptPaper) -> bytes:
    from engine.documents.receipt import receipt_pdf  # noqa: PLC0415 -- the library is loaded in the child alone

    return receipt_pdf(paper)


def _form(told: tuple[Definition, "Kind", str]) -> bytes:
    from engine.documents.printing import printed  # noqa: PLC0415 -- same

    return printed(*told)
