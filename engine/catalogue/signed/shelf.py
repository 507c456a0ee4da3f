"""Published bundles as a catalogue reads them: the index in memory, each bundle parsed on first use.

The folder is looked at again now and then; what is new is verified first, and what is refused is reported
while the last verified bundles go on being served.
"""

import logging
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from engine.catalogue.errors import CatalogueError, CatalogueRefused
from engine.catalogue.shelf import Copy
from engine.catalogue.signed.errors import OutOfDate, OutsidePaths
from engine.catalogue.signed.index import Index
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
        self._alert: CatalogueError | None = None
        self._broken: dict[str, CatalogueRefused] = {}
        self._stamp: tuple[int, ...] = ()
        self._next_look = monotonic() + RESCAN
        self._index = self._verified()

    @property
    def alert(self) -> CatalogueError | None:
        """Why nothing new is taken, or what was left out; None when all is well."""
        if self._alert is not None:
            return self._alert
        if self._index.expires <= self._trust.clock.now():
            return OutOfDate(f"{self._index.role} ran out on {self._index.expires:%Y-%m-%d %H:%M} UTC")
        if self._index.refused:
            return OutsidePaths("; ".join(self._index.refused))
        return next(iter(self._broken.values()), None)

    def slugs(self) -> tuple[str, ...]:
        """Give every slug, sorted."""
        return self._looked().slugs()

    def versions(self, slug: str) -> tuple[Version, ...]:
        """Give the published versions of a form, oldest first."""
        return tuple(self._looked().of(slug))

    def titles(self, slug: str, version: Version) -> Mapping[str, str]:
        """Give a form's title by language, from the index."""
        return self._index.of(slug)[version].titles

    def read(self, slug: str, version: Version) -> Copy:
        """Give a bundle, its digest verified; raise Incomplete or Altered."""
        release = self._index.of(slug)[version]
        try:
            copy = parsed(self._trust.bundle(release), release), release.digest
        except CatalogueRefused as error:
            if release.digest not in self._broken:
                _log.error("bundle refused: %s: %s", type(error).__name__, error)
            self._broken[release.digest] = error
            raise
        self._broken.pop(release.digest, None)
        return copy

    def look(self) -> None:
        """Take what is new in the folder, if it can be verified; report it in `alert` and the log otherwise."""
        with self._lock:
            self._next_look = self._monotonic() + RESCAN
            if self._trust.stamp() == self._stamp:
                return
            self._index = self._verified()

    def _looked(self) -> Index:
        if self._monotonic() >= self._next_look:
            self.look()
        return self._index

    def _verified(self) -> Index:
        """Verify the folder; when it is refused, give what was verified last, or raise when nothing ever was."""
        stamp, before = self._trust.stamp(), self._alert
        try:
            index = self._trust.verify()
        except CatalogueError as error:
            known = self._trust.last()
            if known is None:
                raise
            self._alert = error
            if str(error) != str(before):
                _log.error(
                    "catalogue refused, what was verified before is served: %s: %s",
                    type(error).__name__,
                    error,
                )
            return known
        self._alert, self._stamp = None, stamp
        for entry in index.refused:
            _log.error("catalogue entry refused: %s", entry)
        return index
