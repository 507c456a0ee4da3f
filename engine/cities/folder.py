"""All the cities of a machine: a folder of files, read again when one changes, without a restart."""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from engine.cities.city import City, bare_host
from engine.cities.errors import CityFileError, Finding, UnknownCity
from engine.cities.reader import Check, read_city

#: Seconds between two looks at the whole folder; a city asked by its code is looked at each time.
RESCAN = 1.0

_log = logging.getLogger(__name__)


class Cities:
    """The cities of a folder. A file that turns wrong keeps its last good reading, and is reported."""

    def __init__(self, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._monotonic = monotonic
        self._lock = Lock()
        self._entries: Mapping[str, _Entry] = {}
        self._hosts: Mapping[str, str] = {}
        self._next_scan = 0.0
        self._check: Check | None = None

    @classmethod
    def load(cls, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> "Cities":
        """Read every file of the folder; raise CityFileError with the faults of all the wrong ones."""
        if not folder.is_dir():
            mend = "Créez-le, ou corrigez FORMUNE_CITIES."
            raise CityFileError([Finding(folder, 0, "", "le dossier des communes n'existe pas.", mend)])
        cities = cls(folder, monotonic)
        cities._scan()
        cities._raise_problems()
        return cities

    def hold_to(self, check: Check) -> None:
        """Read every file again under one more check, now and whenever one changes; raise CityFileError."""
        self._check = check
        self._entries = {}
        self._scan()
        self._raise_problems()

    def get(self, code: str) -> City:
        """Give a city by its code; raise UnknownCity."""
        entry = self._entries.get(code)
        if entry is None:
            self._scan_when_due()
            entry = self._entries.get(code)
        elif _stamp(entry.path) not in {entry.stamp, None}:
            entry = self._read(entry.path)
        if entry is None or entry.city is None:
            raise UnknownCity(code)
        return entry.city

    def by_host(self, host: str) -> City | None:
        """Give the city that a Host header names alone, or None; a port does not matter."""
        self._scan_when_due()
        code = self._hosts.get(bare_host(host))
        return self.get(code) if code else None

    def all(self) -> tuple[City, ...]:
        """Give every city, by code."""
        self._scan_when_due()
        return tuple(entry.city for _, entry in sorted(self._entries.items()) if entry.city)

    def problems(self) -> tuple[CityFileError, ...]:
        """Give what is wrong now in the files; the last good reading is served meanwhile."""
        return tuple(entry.error for _, entry in sorted(self._entries.items()) if entry.error)

    def _raise_problems(self) -> None:
        wrong = [finding for error in self.problems() for finding in error.findings]
        if wrong:
            raise CityFileError(wrong)

    def _scan_when_due(self) -> None:
        if self._monotonic() >= self._next_scan:
            self._scan()

    def _scan(self) -> None:
        """Read the files that are new or changed, forget those that are gone."""
        self._next_scan = self._monotonic() + RESCAN
        paths = {path.stem: path for path in sorted(self._folder.glob("*.toml"))}
        for code, path in paths.items():
            entry = self._entries.get(code)
            if entry is None or _stamp(path) != entry.stamp:
                self._read(path)
        with self._lock:
            kept = {code: entry for code, entry in self._entries.items() if code in paths}
            self._keep(kept)

    def _read(self, path: Path) -> "_Entry":
        stamp = _stamp(path)
        before = self._entries.get(path.stem)
        try:
            entry = _Entry(path, stamp, read_city(path, self._check), None)
        except CityFileError as error:
            _log.error("city file refused, the last good one stays: %s line %d", error.file, error.line)
            entry = _Entry(path, stamp, before.city if before else None, error)
        with self._lock:
            self._keep({**self._entries, path.stem: entry})
        return entry

    def _keep(self, entries: Mapping[str, "_Entry"]) -> None:
        """Put new maps in place of the old ones, so that readers never see one half changed."""
        self._entries = entries
        served = sorted((code, entry.city) for code, entry in entries.items() if entry.city)
        self._hosts = {host: code for code, city in reversed(served) for host in city.hosts}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file as last read: the city served, and the fault when the file on disk is wrong."""

    path: Path
    stamp: tuple[int, ...] | None
    city: City | None
    error: CityFileError | None


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Give the file's time, size and number, or None while it is away (an editor may swap in two steps)."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)
