"""A real ClamAV daemon on a socket of its own, that knows one invented signature and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from engine.documents.clamd import Clamd

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What the daemon takes for a virus: words that no file holds by chance, and that harm nobody.
VIRUS = b"FORMUNE TEST SIGNATURE AND NO VIRUS"
#: Octets of a file that the daemon reads before it gives up: less than the tests' own limit.
LARGEST = 2_000_000
_CONFIGURATION = """\
DatabaseDirectory {folder}/signatures
LocalSocket {folder}/clamd.sock
Foreground yes
MaxThreads 2
StreamMaxLength {largest}
"""
_PATIENCE = 30.0


@dataclass
class Daemon:
    """One daemon, started and stopped at will."""

    folder: Path
    scanner: Clamd = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Write its settings and its one signature (the body signature format: name, any type, anywhere)."""
        (self.folder / "signatures").mkdir()
        line = f"Formune.Test:0:*:{VIRUS.hex()}\n"
        (self.folder / "signatures" / "local.ndb").write_text(line, encoding="ascii")
        text = _CONFIGURATION.format(folder=self.folder, largest=LARGEST)
        (self.folder / "clamd.conf").write_text(text, encoding="ascii")
        self.scanner = Clamd(str(self.folder / "clamd.sock"), seconds=10.0)

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        if program is None:
            pytest.fail("clamd is not installed; `make test` installs it", pytrace=False)
        with (self.folder / "log").open("ab") as log:
            command = [program, "-c", str(self.folder / "clamd.conf")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + _PATIENCE
        while not self.scanner.answers():
            if self._process.poll() is not None or time.monotonic() > end:
                pytest.fail((self.folder / "log").read_text(encoding="utf-8"), pytrace=False)
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; what asks it now finds nobody."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


@pytest.fixture(scope="session")
def _clamd() -> Iterator[Daemon]:
    # A short path: that of a Unix socket may not have more than 107 characters.
    with TemporaryDirectory(prefix="clamd-") as folder:
        Path(folder).chmod(0o755)
        daemon = Daemon(Path(folder))
        yield daemon
        daemon.stop()


@pytest.fixture
def clamd(_clamd: Daemon) -> Daemon:
    """Give the run's antivirus, there and answering."""
    if not _clamd.scanner.answers():
        _clamd.start()
    return _clamd
