"""Sealed files on disk, atomic with respect to their row.

A file is written before the commit and removed after it: a machine that stops between the two leaves a file
without a row, which `collect_orphans` sweeps, never a row without a file.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Connection

from engine.errors import FormuneError

_INFO: Final = "formune_files"
_MODE = 0o600


class MissingFile(FormuneError):
    """A row's file is not on the disk."""

    def __init__(self, file_id: str) -> None:
        super().__init__(f"the sealed file {file_id} is not on the disk")
        self.file_id = file_id


@dataclass(slots=True)
class Changes:
    """The files that one transaction wrote, and those it removes once committed."""

    written: list[Path] = field(default_factory=list)
    removed: list[Path] = field(default_factory=list)


def path_of(root: Path, city: str, file_id: str) -> Path:
    """Give where a file stands: `<root>/<city>/<first two characters>/<id>`, nothing personal in it."""
    return root / city / file_id[:2] / file_id


def write(conn: Connection, path: Path, parts: Iterable[bytes]) -> None:
    """Write a sealed file, part by part, durably and whole: temporary file, fsync, rename, fsync of the folder."""
    changes(conn).written.append(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as stream:
        for part in parts:
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)
    _sync_folder(path.parent)


def read(path: Path) -> bytes:
    """Read a sealed file; raise MissingFile."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise MissingFile(path.name) from None


def opened(path: Path) -> BinaryIO:
    """Open a sealed file; raise MissingFile."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise MissingFile(path.name) from None


def remove_after_commit(conn: Connection, path: Path) -> None:
    """Remove a file once the transaction that removed its row is committed."""
    changes(conn).removed.append(path)


def changes(conn: Connection) -> Changes:
    """Give what the present transaction did to files."""
    found = conn.info.get(_INFO)
    if not isinstance(found, Changes):
        found = conn.info[_INFO] = Changes()
    return found


def settle(conn: Connection) -> tuple[Path, ...]:
    """Forget the transaction's changes, and give the files to remove now that it is committed."""
    return tuple(_forget(conn).removed)


def undo(conn: Connection) -> tuple[Path, ...]:
    """Forget the transaction's changes, and give the files to remove now that it is rolled back."""
    return tuple(_forget(conn).written)


def remove(paths: tuple[Path, ...]) -> None:
    """Remove files as far as the disk allows; what stays is an orphan for the sweep."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _forget(conn: Connection) -> Changes:
    found = conn.info.pop(_INFO, None)
    return found if isinstance(found, Changes) else Changes()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
