"""An antivirus asked over its own socket: ClamAV's daemon, the INSTREAM command of its protocol (clamd(8)).

A file that the daemon could not judge is never taken for a clean one: `ScannerAway` says so.
"""

import logging
import re
import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Final

from engine.errors import FormuneError

_LOG: Final = logging.getLogger(__name__)
_CHUNK: Final = 64 * 1024
#: A reply is one short line: a signature's name, or an error.
_LONGEST_REPLY: Final = 4096
_FOUND: Final = re.compile(r"stream: ([!-~]{1,200}) FOUND")


class ScannerAway(FormuneError):
    """The antivirus did not answer, or could not judge the file."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """One daemon: the path of its socket, or its host and port; `seconds` is how long one exchange may wait."""

    address: str | tuple[str, int]
    seconds: float = 30.0

    def virus_in(self, source: IO[bytes]) -> str | None:
        """Give the name of what was found in a file read from its start, None when clean; raise ScannerAway."""
        source.seek(0)
        reply = self._ask(b"zINSTREAM\0", _stream(source))
        if reply == "stream: OK":
            return None
        found = _FOUND.fullmatch(reply)
        if found is None:
            _LOG.error("clamd could not judge a file: %s", _plain(reply))
            raise ScannerAway
        return found[1]

    def answers(self) -> bool:
        """Tell whether the daemon is there."""
        try:
            return self._ask(b"zPING\0", iter(())) == "PONG"
        except ScannerAway:
            return False

    def _ask(self, command: bytes, parts: Iterator[bytes]) -> str:
        try:
            with closing(self._connect()) as line:
                return _exchange(line, command, parts)
        except OSError as error:
            _LOG.error("clamd does not answer: %s", type(error).__name__)
            raise ScannerAway from None

    def _connect(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        try:
            line.connect(self.address)
        except BaseException:
            line.close()
            raise
        return line


def _exchange(line: socket.socket, command: bytes, parts: Iterator[bytes]) -> str:
    try:
        line.sendall(command)
        for part in parts:
            line.sendall(part)
    except (BrokenPipeError, ConnectionResetError):
        pass  # The daemon closes in the middle of a file that is over its own limit: its reply says so.
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _LONGEST_REPLY:
        more = line.recv(_LONGEST_REPLY)
        if not more:
            break
        reply += more
    return reply.rstrip(b"\0\n").decode("ascii", "replace")


def _plain(reply: str) -> str:
    return "".join(one for one in reply[:200] if " " <= one <= "~") or "no reply"


def _stream(source: IO[bytes]) -> Iterator[bytes]:
    while part := source.read(_CHUNK):
        yield struct.pack("!I", len(part)) + part
    yield struct.pack("!I", 0)
