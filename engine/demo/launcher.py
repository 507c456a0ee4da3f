"""One parent process and its children: pages, identity provider, back office, worker.

A child that dies is started again, three times at most; then all stop and its last words are shown. Ctrl-C
ends everything within five seconds.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from engine.clock import SystemClock
from engine.demo.backoffice.geocoder import PATH
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.errors import FormuneError
from engine.settings import Settings
from engine.store import migrate, open_hosted
from engine.work import Queue

_RESTARTS: Final = 3
_PATIENCE: Final = 60.0
_GRACE: Final = 4.0
_TAIL: Final = 3000


class PortTaken(FormuneError):
    """Another program listens on a port that the demonstration needs."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use; choose another: make run PORT=9000")
        self.port = port


@dataclass(slots=True)
class Child:
    """One process: how to start it, where its words go, how often it died."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0


@dataclass(slots=True)
class Launcher:
    """The parent."""

    settings: Settings
    _stopping: bool = field(default=False, init=False)

    def run(self) -> int:
        """Prepare, start, wait until the pages answer, say so, and watch until told to stop."""
        ports = self._ports()
        for port in (ports.web, ports.provider, ports.office):
            _check_free(port)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        urls = self._prepare(ports)
        children = list(self._children(ports))
        try:
            for child in children:
                self._start(child)
            return self._watch(children, urls, ports)
        finally:
            _end(children)

    def _ports(self) -> DemoPorts:
        return DemoPorts(self.settings.port, self.settings.port + 1, self.settings.port + 2)

    def _prepare(self, ports: DemoPorts) -> list[str]:
        settings = self.settings
        settings.data.mkdir(parents=True, exist_ok=True)
        cities = write_demo_cities(settings.cities, settings.secrets, ports, settings.data / "drop")
        migrate.upgrade(settings.database)
        store = open_hosted(settings, SystemClock())
        Queue(store).prepare()
        store.close()
        return [f"{city.url}/" for city in cities.all()]

    def _children(self, ports: DemoPorts) -> Iterator[Child]:
        logs = self.settings.data / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        for name, target, port in (
            ("pages", "engine.web.wsgi:application()", ports.web),
            ("provider", "engine.demo.processes:provider()", ports.provider),
            ("backoffice", "engine.demo.processes:backoffice()", ports.office),
        ):
            command = [
                *(sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}"),
                *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
                *("--log-level", "warning", "--graceful-timeout", "2", "--no-control-socket"),
            ]
            yield Child(name, command, logs / f"{name}.log")
        yield Child("worker", [sys.executable, "-m", "engine.cli", "worker"], logs / "worker.log")

    def environment(self) -> dict[str, str]:
        """Give the environment of every child: this one's settings, and the back office as service of addresses."""
        settings = self.settings
        return {
            **os.environ,
            "FORMUNE_DEMO": "1",
            "FORMUNE_DATA": str(settings.data),
            "FORMUNE_DATABASE": settings.database,
            "FORMUNE_CITIES": str(settings.cities),
            "FORMUNE_SECRETS": str(settings.secrets),
            "FORMUNE_ADDRESSES": settings.addresses or f"http://127.0.0.1:{self._ports().office}{PATH}",
            "PORT": str(settings.port),
        }

    def _start(self, child: Child) -> None:
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(  # noqa: S603 -- our own programs, no shell
                child.command,
                env=self.environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _watch(self, children: list[Child], urls: list[str], ports: DemoPorts) -> int:
        started, ready = time.monotonic(), False
        while not self._stopping:
            for child in children:
                if child.process is not None and child.process.poll() is not None:
                    child.deaths += 1
                    _kill_group(child.process.pid)
                    if child.deaths > _RESTARTS:
                        _say(
                            f"« {child.name} » stops again and again. Its last words ({child.log}):\n{_tail(child.log)}"
                        )
                        return 1
                    self._start(child)
            if not ready and all(_answers(url) for url in urls):
                ready = True
                for url in urls:
                    _say(f"Ready: {url}")
                _say(f"Back office: http://127.0.0.1:{ports.office}/ · Ctrl-C stops everything.")
            elif not ready and time.monotonic() - started > _PATIENCE:
                _say(f"The pages do not answer after {_PATIENCE:.0f} seconds:\n{_tail(children[0].log)}")
                return 1
            time.sleep(0.1 if not ready else 0.5)
        return 0

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True


def _end(children: list[Child]) -> None:
    for child in children:
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    limit = time.monotonic() + _GRACE
    for child in children:
        if child.process is None:
            continue
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, limit - time.monotonic()))
        _kill_group(child.process.pid)
        child.process.wait()


def _kill_group(leader: int) -> None:
    """End what a child left behind: it leads a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _check_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port) from None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 -- our own loopback address
            return bool(reply.status == 200)  # noqa: PLR2004 -- OK
    except (urllib.error.URLError, OSError):
        return False


def _tail(log: Path) -> str:
    return log.read_bytes()[-_TAIL:].decode(errors="replace") if log.is_file() else ""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
