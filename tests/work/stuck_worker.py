"""A worker that begins an attempt and never ends it, for a test to kill."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from engine.clock import SystemClock
from engine.store import Secrets, open_store
from engine.work import Worker


def begin(row_id: str) -> None:
    """Say that the attempt began, and hang."""
    print(f"began {row_id}", flush=True)  # noqa: T201 -- the parent reads it
    threading.Event().wait()


def main(url: str, folder: str) -> None:
    """Work until killed."""
    clock = SystemClock()
    store = open_store(url, Secrets(Path(folder) / "secrets"), Path(folder) / "files", clock)
    Worker(store, {"deliver": begin}, clock, "stuck").run(threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
