"""A worker with a deliverer, for a test to kill in the middle of an attempt."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from engine.cities import Cities
from engine.clock import SystemClock
from engine.delivery import Deliverer
from engine.store import Secrets, open_store
from engine.work import Queue, Worker


def main(url: str, folder: str) -> None:
    """Work until killed."""
    clock, root = SystemClock(), Path(folder)
    store = open_store(url, Secrets(root / "secrets"), root / "files", clock)
    deliverer = Deliverer(store, Cities.load(root / "cities"), clock, enqueue=Queue(store).enqueue)
    Worker(store, {"deliver": deliverer}, clock, "victim").run(threading.Event())


if __name__ == "__main__":
    main(*sys.argv[1:])
