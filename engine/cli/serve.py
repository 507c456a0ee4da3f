"""`formune serve` and `formune worker`: the processes of a host."""

import os
import signal
import sys
import threading
from types import FrameType

import click

from engine.settings import Settings


@click.command()
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen on.")
def serve(workers: int, threads: int, bind: str) -> None:
    """Serve the pages with gunicorn on PORT, behind the host's own HTTPS proxy."""
    from engine.web import wiring  # noqa: PLC0415 -- the worker must not carry the pages' libraries

    settings = Settings.from_environ(os.environ)
    store = wiring.wire(settings).store
    store.keeper.files.check()
    store.close()
    command = [
        *(sys.executable, "-m", "gunicorn", "engine.web.wsgi:application()"),
        *("--bind", f"{bind}:{settings.port}", "--worker-class", "gthread"),
        *("--workers", str(workers), "--threads", str(threads), "--no-control-socket"),
    ]
    os.execv(sys.executable, command)  # noqa: S606 -- the server replaces this process, by design


@click.command()
@click.option("--name", default=None, help="Name of this worker; one is made when absent.")
def worker(name: str | None) -> None:
    """Deliver, print receipts and send mails until stopped."""
    from engine.cli.working import run_worker  # noqa: PLC0415 -- the queue's library is slow to load

    stop = threading.Event()

    def stopped(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stopped)
    signal.signal(signal.SIGINT, stopped)
    run_worker(Settings.from_environ(os.environ), stop, name)
