"""A hundred megabytes through the whole application, in a process of their own: prints what memory they took.

`python -m tests.web.journey.big_upload FOLDER [PORT BUCKET]`, the port being an S3 server's. The figures are
kilobytes, the octets kept, and the answer's status.
"""

import re
import sys
from pathlib import Path
from typing import IO

from werkzeug.test import TestResponse

from engine.documents.gate import Gate
from engine.settings import BucketAddress
from engine.store import attachments
from engine.store.bucket import Bucket
from engine.store.files import FileStore
from engine.store.secrets import BucketKey
from tests.documents.files import pdf
from tests.towns import towns
from tests.walking import Walker
from tests.web.journey.answering import draft_of, example, token, walk_to

_CONTENT = 100_000_000
_TYPE = "multipart/form-data; boundary=x"


def main(folder: Path, place: FileStore | None = None) -> None:
    """Send a small paper, then a large one, and tell by how much the process grew."""
    with towns(folder, gate=Gate(most=2 * _CONTENT, seconds=120), files=place) as made:
        walker = Walker(made.client())
        here = walk_to(walker, example("v5"), "documents")
        _send(walker, here, folder / "small", 1_000)
        before = _most_memory()
        reply = _send(walker, here, folder / "large", _CONTENT)
        files = draft_of(made, here).body.document["pieces"]["qualitePro"]
        with made.store.read() as conn, attachments.reader(made.store, conn, files[-1]["id"]) as content:
            read = sum(len(part) for part in iter(lambda: content.read(65_536), b""))
        grown = _most_memory() - before
    print(grown, read, reply.status_code)  # noqa: T201 -- what the test reads


def _send(walker: Walker, here: str, body: Path, size: int) -> TestResponse:
    with body.open("wb") as target:
        _write(target, token(walker.page(here)), size)
    with body.open("rb") as source:
        return walker.client.post(
            here, input_stream=source, content_length=body.stat().st_size, content_type=_TYPE
        )


def _write(target: IO[bytes], csrf: str, size: int) -> None:
    """Write a page's post that brings a paper with `size` octets that nothing shows."""
    target.write(
        b'--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n' + csrf.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\nenregistrer\r\n'
        b'--x\r\nContent-Disposition: form-data; name="pieces.qualitePro"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    head, mark, tail = pdf().partition(b"xref")
    start = len(head) + len(b"9 0 obj\n<< /Length  >>\nstream\n\nendstream\nendobj\n") + len(str(size)) + size
    target.write(head + b"9 0 obj\n<< /Length %d >>\nstream\n" % size)
    for _part in range(size // 1_000):
        target.write(bytes(1_000))
    target.write(b"\nendstream\nendobj\n")
    target.write(re.sub(rb"startxref\n\d+", b"startxref\n%d" % start, mark + tail))
    target.write(b"\r\n--x--\r\n")


def _most_memory() -> int:
    """Give the most that this very program had in memory, in kilobytes (proc(5), VmHWM)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def _bucket(port: str, name: str) -> Bucket:
    address = BucketAddress(f"http://127.0.0.1:{port}", name, "fr-test", "ville/")
    return Bucket.at(address, BucketKey("invented", "invented too"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), _bucket(*sys.argv[2:]) if sys.argv[2:] else None)
