"""Kill a program at random moments, again and again, and collect what it had acknowledged before it died.

A room that must be all-or-nothing writes a small program that works in a loop and prints one line after each
commit, runs it here, then looks at what the store holds: every acknowledged line, and nothing by halves.
"""

from __future__ import annotations

import os
import random
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that a program may take to print its first line.
START_SECONDS = 30.0


class NeverReady(Exception):
    """The program ended, or said nothing, before it could be killed."""


@dataclass(frozen=True, slots=True)
class Killed:
    """What came out of all the runs."""

    #: Lines printed after « ready », in order; a line cut by the kill is left out.
    acknowledged: tuple[str, ...]
    #: Runs that SIGKILL ended, all of them.
    kills: int


def kill_repeatedly(
    module: str, arguments: Sequence[str], *, times: int, longest: float = 0.3, seed: int = 0
) -> Killed:
    """Run `python -m <module> <arguments>` so many times, each killed within `longest` seconds of « ready ».

    The program prints « ready » when it begins its loop, then one line after each commit, flushed. Raises
    NeverReady, with the program's words, when a run ends by itself.
    """
    chance = random.Random(seed)  # noqa: S311 -- moments of death, not keys
    acknowledged: list[str] = []
    for _ in range(times):
        acknowledged += _run_once(module, arguments, chance.uniform(0, longest))
    return Killed(tuple(acknowledged), times)


def _run_once(module: str, arguments: Sequence[str], delay: float) -> list[str]:
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as process:
        try:
            output = _read(process, START_SECONDS, stop=b"ready\n")
            output += _read(process, delay)
        finally:
            process.send_signal(signal.SIGKILL)
        rest, words = process.communicate()
    if process.returncode != -signal.SIGKILL or not output.startswith(b"ready\n"):
        raise NeverReady(words.decode(errors="replace"))
    complete, _, _ = (output + rest).rpartition(b"\n")
    return complete.decode().split("\n")[1:]


def _read(process: subprocess.Popen[bytes], seconds: float, stop: bytes | None = None) -> bytes:
    """Read what the program prints for so many seconds, or until it has printed `stop`, or has ended."""
    if process.stdout is None:
        raise NeverReady
    deadline, output = time.monotonic() + seconds, b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0 and not (stop and stop in output):
            if selector.select(left):
                part = os.read(process.stdout.fileno(), 65536)
                if not part:
                    break
                output += part
    return output
