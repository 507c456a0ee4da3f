"""The process that looks into one file: `python -m engine.documents.inspector SECONDS BYTES TYPE…`.

The file is its input. It writes one line, the type or `!` and the reason of a refusal, then the picture drawn
again when there is one. It holds no key and no database, and cannot outgrow the limits that it sets itself first.
"""

import os
import resource
import sys
from typing import IO, Final

from engine.documents.intake import look_into
from engine.documents.received import BadFile

#: Octets of memory: a picture of fifty million points needs half of it.
_MEMORY: Final = 1_000_000_000
_FILES: Final = 64


def main(arguments: list[str], source: IO[bytes], target: IO[bytes]) -> None:
    """Look into `source` and tell `target`."""
    seconds, most, *accepted = arguments
    _hold_to(int(seconds), int(most))
    try:
        kind, drawn = look_into(source, accepted, int(most))
    except BadFile as bad:
        kind, drawn = f"!{bad.reason}", None
    target.write(f"{kind}\n".encode())
    target.write(drawn or b"")
    target.flush()


def _hold_to(seconds: int, most: int) -> None:
    """Bound this process for good: processor, memory, octets written, open files, no memory left on the disk."""
    for what, limit in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, _MEMORY),
        (resource.RLIMIT_FSIZE, 2 * most + 1024),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    # Read and written as files, not as streams: a PDF is read from its end.
    with os.fdopen(0, "rb") as given, os.fdopen(1, "wb") as told:
        main(sys.argv[1:], given, told)
        # What is loaded need not be put away in order: the process is at its end.
        told.flush()
        os._exit(0)
