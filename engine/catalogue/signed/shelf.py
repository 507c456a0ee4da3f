"""Published bundles as a catalogue reads them: the index in memory, each bundle parsed on first use.

The folder is looked at again now and then; what is new is verified first, and what is refused is reported
while the last verified bundles go on being served.
"""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from engine.catalogue.errors import CatalogueError, CatalogueRefused, UnknownForm
from engine.catalogue.shelf import Copy
from engine.catalogue.signed.errors import OutOfDate, OutsidePaths
from engine.catalogue.signed.index import Index, Release
from engine.catalogue.signed.reading import parsed
from engine.catalogue.signed.trust import Trust
from engine.catalogue.versions import Version

#: Seconds between two looks at the published folder.
RESCAN: Final = 5.0

_log = logging.getLogger(__name__)


class PublishedShelf:
    """The bundles of a published catalogue."""

    def __init__(self, trust: Trust, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Verify the folder; raise what refuses it only when nothing was ever verified here."""
        self._trust = trust
        self._monotonic = monotonic
        self._lock = Lock()
        self._refused: CatalogueError | None = None
        self._broken: dict[str, CatalogueRefused] = {}
        self._told = ""
        self._stamp: tuple[int, ...] = ()
        self._next_look = monotonic() + RESCAN
        self._index = self._verified()
        self._tell()

    @property
    def alert(self) -> CatalogueError | None:
        """Why nothing new is taken, or what was left out; None when all is well."""
        if self._refused is not None:
            return self._refused
        if self._index.expires <= self._trust.clock.now():
            return OutOfDate(f"{self._index.role} ran out on {self._index.expires:%Y-%m-%d %H:%M} UTC")
        if self._index.refused:
            return OutsidePaths("; ".join(self._index.refused))
        return next(iter(self._broken.values()), None)

    def look(self) -> None:
        """Take what is new in the folder, if it can be verified; what is wrong is in `alert` and in the log."""
        with self._lock:
            self._next_look = self._monotonic() + RESCAN
            if self._trust.stamp() != self._stamp:
                self._index = self._verified()
            self._tell()

    def slugs(self) -> tuple[str, ...]:
        """Give every slug, sorted."""
        return self._looked().slugs()

    def versions(self, slug: str) -> tuple[Version, ...]:
        """Give the published versions of a form, oldest first."""
        return tuple(self._looked().of(slug))

    def titles(self, slug: str, version: Version) -> Mapping[str, str]:
        """Give a form's title by language, from the index; raise UnknownForm."""
        return self._release(slug, version).titles

    def read(self, slug: str, version: Version) -> Copy:
        """Give a bundle, its digest verified; raise UnknownForm, Incomplete or Altered."""
        release = self._release(slug, version)
        try:
            copy = parsed(self._trust.bundle(release), release), release.digest
        except CatalogueRefused as error:
            self._broken[release.digest] = error
            self._tell()
            raise
        self._broken.pop(release.digest, None)
        return copy

    def _looked(self) -> Index:
        if self._monotonic() >= self._next_look:
            self.look()
        return self._index

    def _release(self, slug: str, version: Version) -> Release:
        release = self._index.of(slug).get(version)
        if release is None:
            raise UnknownForm(slug, str(version))
        return release

    def _verified(self) -> Index:
        """Verify the folder; when it is refused, give what was verified last, or raise when nothing ever was."""
        stamp = self._trust.stamp()
        try:
            index = self._trust.verify()
        except CatalogueError as error:
            known = self._trust.last()
            if known is None:
                raise
            self._refused = error
            return known
        self._refused, self._stamp = None, stamp
        return index

    def _tell(self) -> None:
        """Log what is wrong, once for each thing that is."""
        alert = self.alert
        words = f"{type(alert).__name__}: {alert}" if alert else ""
        if words and words != self._told:
            _log.error("catalogue: %s; what was verified before goes on being served", words)
        self._told = words
