"""Moving every sealed file from one place to another: copied, read back and compared, then removed.

Stopped at any point, it is begun again and goes on.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Final

from engine.errors import FormuneError
from engine.store.files import FileStore

_PART: Final = 64 * 1024


class CopyDiffers(FormuneError):
    """A copy does not read back as its original, which stays; `name` is the file's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: its copy does not read back the same. Nothing was removed; begin again.")
        self.name = name


def move(source: FileStore, target: FileStore, before: datetime) -> Iterator[str]:
    """Move the files written before an instant, giving the name of each once moved; raise CopyDiffers, FilesAway."""
    for name in source.older(before):
        move_one(source, target, name)
        yield name


def move_one(source: FileStore, target: FileStore, name: str) -> None:
    """Move one file; one that was copied before is copied again, and its original goes only after the comparison."""
    digest = hashlib.sha256()
    with source.opened(name) as original:
        target.write(name, _measured(original, digest))
    copied = hashlib.sha256()
    with target.opened(name) as copy:
        for _part in _measured(copy, copied):
            pass
    if copied.digest() != digest.digest():
        raise CopyDiffers(name)
    source.remove(name)


def _measured(source: IO[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    while part := source.read(_PART):
        digest.update(part)
        yield part
