"""Sealed files in a folder of this machine: temporary file, fsync, rename, fsync of the folder."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from engine.errors import FormuneError
from engine.store.files import FilesAway, MissingFile

_MODE: Final = 0o600
_PROBE: Final = ".formune-check"


class BadFolder(FormuneError):
    """The folder of the sealed files cannot be written."""

    def __init__(self, root: Path, reason: str) -> None:
        super().__init__(f"{root}: {reason}. Give this folder to the account that runs Formune.")
        self.root = root


@dataclass(frozen=True, slots=True)
class Folder:
    """A FileStore; the folder is made by the first file."""

    root: Path

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        """Write beside its place, then move it there: what is in place is whole."""
        path = self.root / name
        draft = path.with_name(f".{path.name}.tmp")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as stream:
                for part in parts:
                    stream.write(part)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
            _sync_folder(path.parent)
        except BaseException as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise FilesAway(str(error.strerror)) from None
            raise

    def opened(self, name: str) -> IO[bytes]:
        """Open it; what it was is read on even if it is removed meanwhile."""
        try:
            return (self.root / name).open("rb")
        except FileNotFoundError:
            raise MissingFile(name.rpartition("/")[2]) from None
        except OSError as error:
            raise FilesAway(str(error.strerror)) from None

    def remove(self, name: str) -> None:
        """Remove it."""
        try:
            (self.root / name).unlink(missing_ok=True)
        except OSError as error:
            raise FilesAway(str(error.strerror)) from None

    def older(self, before: datetime) -> Iterator[str]:
        """Give the files whose last writing is older."""
        for path in self._written_before(before):
            if not path.name.startswith("."):
                yield path.relative_to(self.root).as_posix()

    def drop_unfinished(self, before: datetime) -> int:
        """Remove the temporary files that are older."""
        left = [path for path in self._written_before(before) if path.name.startswith(".")]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def check(self) -> None:
        """Raise BadFolder when nothing can be written there."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.root / _PROBE).write_bytes(b"")
            (self.root / _PROBE).unlink()
        except OSError as error:
            raise BadFolder(self.root, str(error.strerror)) from None

    def _written_before(self, before: datetime) -> Iterator[Path]:
        limit = before.timestamp()
        for path in sorted(self.root.glob("*/*/*")):
            if path.is_file() and path.stat().st_mtime < limit:
                yield path


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
