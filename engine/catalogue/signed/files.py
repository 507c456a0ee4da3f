"""The files of a published catalogue: their names, and writing them whole, durably, one writer at a time.

metadata/<n>.root.json          every version, so that a reader may walk from the one it trusts
metadata/timestamp.json         the only file that is replaced; all else is found from it
metadata/<n>.<role>.json        snapshot, targets, and one for each authority
targets/<authority>/<slug>/<digest>.<version>.json    the bundles
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.catalogue.signed.errors import UnusableFolder

METADATA = "metadata"
TARGETS = "targets"


def metadata_file(folder: Path, role: str, version: int | None = None) -> Path:
    """Give the file of a role's metadata; only the timestamp has no version in its name."""
    name = f"{role}.json" if version is None else f"{version}.{role}.json"
    return folder / METADATA / name


def target_path(authority: str, slug: str, version: str) -> str:
    """Give the name of a bundle in the catalogue's metadata."""
    return f"{authority}/{slug}/{version}.json"


def target_file(folder: Path, path: str, digest: str) -> Path:
    """Give the file of a bundle: its name is prefixed with its digest (TUF, consistent snapshots)."""
    parent, _, name = path.rpartition("/")
    return folder / TARGETS / parent / f"{digest}.{name}"


def write_whole(file: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all, and have it on the disk when this returns."""
    draft = file.with_name(f".{file.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
        _sync_folder(file.parent)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise UnusableFolder(file.parent, error.strerror or "cannot be written") from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder alone, against other processes that ask the same."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UnusableFolder(folder, error.strerror or "cannot be written") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
