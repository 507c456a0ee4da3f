"""A picture that takes more memory than its inspector may have, through the page, in a process of their own.

`python -m tests.web.journey.big_picture FOLDER`. Prints by how many kilobytes the web process grew, the status of the
page where a host bounds programs to 200 MB, what it says, and the status of the same post without that bound.
"""

import io
import struct
import sys
import zlib
from pathlib import Path

from tests.towns import towns
from tests.walking import Walker
from tests.web.journey.answering import errors, example, parsed, walk_to
from tests.web.journey.big_upload import most_memory

_SIDE = 7_000
_NAME = "pieces.qualitePro"
_BOUND = 200_000


def main(folder: Path) -> None:
    """Send a small picture, then one of 49 million points under a bound, then without."""
    small, large, python = _png(100), _png(_SIDE), sys.executable
    bounded = folder / "python"
    bounded.write_text(f'#!/bin/sh\nulimit -d {_BOUND}\nexec {python} "$@"\n', encoding="utf-8")
    bounded.chmod(0o755)
    with towns(folder) as made:
        walker = Walker(made.client())
        here = walk_to(walker, example("v5"), "documents")
        sys.executable = str(bounded)
        walker.send(here, {_NAME: [(io.BytesIO(small), "petit.png")]})
        before = most_memory()
        refused = walker.send(here, {_NAME: [(io.BytesIO(large), "plan.png")]})
        grown = most_memory() - before
        sys.executable = python
        taken = walker.send(here, {_NAME: [(io.BytesIO(large), "plan.png")]})
    ((_href, words),) = errors(parsed(refused))
    print(grown, refused.status_code, taken.status_code, words, sep="\n")  # noqa: T201 -- what the test reads


def _png(side: int) -> bytes:
    """Give a white picture, made line by line: this process must not hold it whole."""
    packed = zlib.compressobj(9)
    line = b"\0" + b"\xff" * (3 * side)
    body = b"".join([*(packed.compress(line) for _line in range(side)), packed.flush()])
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
