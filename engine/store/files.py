"""Sealed files, atomic with respect to their row, wherever they are kept: a folder, or a bucket.

A file is written before the commit and removed after it: a machine that stops between the two leaves a file
without a row, which `collect_orphans` sweeps, never a row without a file.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Final, Protocol

from sqlalchemy import Connection

from engine.errors import FormuneError

_INFO: Final = "formune_files"


class MissingFile(FormuneError):
    """A row's file is not where files are kept."""

    def __init__(self, file_id: str) -> None:
        super().__init__(f"the sealed file {file_id} is missing")
        self.file_id = file_id


class FilesAway(FormuneError):
    """The place where files are kept does not answer, or refuses; `reason` is a code, nothing personal."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the place of the sealed files does not answer as it should: {reason}")
        self.reason = reason


class FileStore(Protocol):
    """Where sealed files are kept, each under a name of `name_of`; tests/store/test_file_stores.py is its suite."""

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Keep a file, durably, whole or not at all, in place of an earlier one; raise FilesAway."""
        ...

    def opened(self, name: str) -> IO[bytes]:
        """Open a file, to be read once from its start; raise MissingFile or FilesAway, also while reading."""
        ...

    def remove(self, name: str) -> None:
        """Remove a file; a missing one is no error. Raise FilesAway."""
        ...

    def older(self, before: datetime) -> Iterator[str]:
        """Give the names of the files written before an instant; raise FilesAway."""
        ...

    def drop_unfinished(self, before: datetime) -> int:
        """Remove what writers that stopped before an instant left unfinished; give their number."""
        ...

    def check(self) -> None:
        """Try to write and to remove; raise the error that says what to mend."""
        ...


@dataclass(slots=True)
class Changes:
    """The files that one transaction wrote, and those it removes once committed."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def name_of(city: str, file_id: str) -> str:
    """Give a file's name: `<city>/<first two characters>/<id>`, nothing personal in it."""
    return f"{city}/{file_id[:2]}/{file_id}"


def id_of(name: str) -> str:
    """Give the id in a file's name."""
    return name.rpartition("/")[2]


def write(kept: FileStore, conn: Connection, name: str, parts: Iterable[bytes]) -> None:
    """Write a sealed file, part by part, durably and whole; it goes if `conn` is rolled back. Raise FilesAway."""
    changes(conn).written.append(name)
    kept.write(name, parts)


def remove_after_commit(conn: Connection, name: str) -> None:
    """Remove a file once the transaction that removed its row is committed."""
    changes(conn).removed.append(name)


def changes(conn: Connection) -> Changes:
    """Give what the present transaction did to files."""
    found = conn.info.get(_INFO)
    if not isinstance(found, Changes):
        found = conn.info[_INFO] = Changes()
    return found


def settle(conn: Connection) -> tuple[str, ...]:
    """Forget the transaction's changes, and give the files to remove now that it is committed."""
    return tuple(_forget(conn).removed)


def undo(conn: Connection) -> tuple[str, ...]:
    """Forget the transaction's changes, and give the files to remove now that it is rolled back."""
    return tuple(_forget(conn).written)


def remove(kept: FileStore, names: Iterable[str]) -> None:
    """Remove files as far as their place allows; what stays is an orphan for the sweep."""
    for name in names:
        with suppress(FilesAway):
            kept.remove(name)


def _forget(conn: Connection) -> Changes:
    found = conn.info.pop(_INFO, None)
    return found if isinstance(found, Changes) else Changes()
