"""Where each file comes in: asked of the antivirus, then looked into by a process of its own, kept clean or refused.

The process has little time, little memory and nothing of this one: what hangs, fills or crashes a decoder ends
there, and costs its sender a refusal. `engine.documents.intake` says what is looked at.
"""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from shutil import copyfileobj
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO, Final, Protocol

from engine.documents.clamd import ScannerAway
from engine.documents.received import EXTENSIONS, FILE_BYTES, BadFile, safe_name

_LOG: Final = logging.getLogger(__name__)
#: Files looked into at once by one web process: each may take most of a processor.
_AT_ONCE: Final = 2
#: The longest first line that the process writes: a media type, or the reason of a refusal.
_HEAD: Final = 100


class Scanner(Protocol):
    """An antivirus; `engine.documents.clamd.Clamd` is one."""

    def virus_in(self, source: IO[bytes]) -> str | None:
        """Give the name of what was found in a file, None when it is clean; raise ScannerAway."""
        ...


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file fit to keep: a safe name, its real MIME type, its content, to be read from the start."""

    name: str = field(repr=False)
    type: str
    content: IO[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gate:
    """What every file passes; one may take `seconds` and have `most` octets."""

    scanner: Scanner | None = None
    seconds: float = 30.0
    most: int = FILE_BYTES
    _room: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE), repr=False)

    def admit(self, name: str, source: IO[bytes], accepted: Sequence[str]) -> Admitted:
        """Give a file clean; raise BadFile. Nothing decodes it before the antivirus has seen it."""
        size = source.seek(0, io.SEEK_END)
        if not size:
            raise BadFile("vide")
        if size > self.most:
            raise BadFile("taille")
        self._scan(source)
        kind, drawn = self._look(source, accepted)
        content = source if drawn is None else io.BytesIO(drawn)
        content.seek(0)
        return Admitted(safe_name(name, EXTENSIONS[kind]), kind, content)

    def _scan(self, source: IO[bytes]) -> None:
        if self.scanner is None:
            return
        try:
            found = self.scanner.virus_in(source)
        except ScannerAway:
            raise BadFile("attente") from None
        if found is not None:
            _LOG.warning("the antivirus refused a file: %s", found)
            raise BadFile("virus")

    def _look(self, source: IO[bytes], accepted: Sequence[str]) -> tuple[str, bytes | None]:
        """Give the type, and the picture drawn again, None for a file that is kept as it came."""
        if not self._room.acquire(timeout=self.seconds):
            raise BadFile("attente")
        try:
            with _on_disk(source) as given, TemporaryFile() as told:
                self._run(given, told, accepted)
                told.seek(0)
                head = told.readline(_HEAD).decode("ascii", "replace").strip()
                if head not in EXTENSIONS:
                    raise BadFile(head.removeprefix("!") or "illisible")
                return head, told.read() or None
        finally:
            self._room.release()

    def _run(self, given: IO[bytes], told: IO[bytes], accepted: Sequence[str]) -> None:
        given.seek(0)
        command = [sys.executable, "-I", "-m", "engine.documents.inspector", *_limits(self), *accepted]
        try:
            # Our own program, named by us: what the resident sent is its input, never its arguments.
            done = subprocess.run(  # noqa: S603
                command,
                stdin=given,
                stdout=told,
                stderr=subprocess.DEVNULL,
                timeout=self.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BadFile("illisible") from None
        if done.returncode:
            _LOG.warning("a file ended the process that looked into it: status %d", done.returncode)
            raise BadFile("illisible")


def _limits(gate: Gate) -> tuple[str, str]:
    return str(max(1, round(gate.seconds / 2))), str(gate.most)


@contextmanager
def _on_disk(source: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a file that another process can read: the upload's own temporary file, or a copy of a small one."""
    try:
        source.fileno()
    except OSError:
        with TemporaryFile() as copy:
            source.seek(0)
            copyfileobj(source, copy)
            copy.flush()
            yield copy
    else:
        source.flush()
        yield source
