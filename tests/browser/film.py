"""One whole journey as pictures: `python -m tests.browser.film FORM FOLDER` walks it on a telephone and on a desktop.

Each page is taken whole, as it is first shown; what was looked at and mended is told in docs/first-visit.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.browser.life import lived
from tests.browser.person import Person, person
from tests.browser.site import Site, serve
from tests.browser.told import longest
from tests.services.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_CITY: Final = "tilleray"
_SCREENS: Final = {"telephone": (390, 844), "desktop": (1280, 900)}
_AFTERWARDS: Final = ("suivi", "reprendre", "quitter")


def main(slug: str, folder: Path) -> None:
    """Take the pictures of a form's longest example, in a folder for each screen."""
    with tempfile.TemporaryDirectory() as store, serve(Path(store)) as site, chromium() as browser:
        for name, (width, height) in _SCREENS.items():
            place = folder / name
            place.mkdir(parents=True, exist_ok=True)
            _Film(place).of(site, browser, slug, width, height)
            sys.stdout.write(f"{place}: {len(list(place.glob('*.png')))} pictures\n")


class _Film:
    """Numbers the pictures in the order in which they are taken."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken = 0

    def of(self, site: Site, browser: Browser, slug: str, width: int, height: int) -> None:
        """Walk the form from the town's home page to what follows its deposit."""
        resident = person(browser, (site.origin,), width, height)
        with lived(site, _CITY, longest(slug)) as life:
            resident.go(f"{site.city(_CITY)}/")
            self._take(resident)
            resident.go(f"{site.city(_CITY)}/demarches/{slug}/")
            self._take(resident)
            resident.act("continuer")
            resident.walk(life.definition, life.answers, at_each=self._take)
            self._take(resident)
            resident.act("deposer")
            self._take(resident)
            resident.follow("Suivre mon dossier")
            self._take(resident)
            for path in _AFTERWARDS:
                resident.go(f"{site.city(_CITY)}/{path}")
                self._take(resident)

    def _take(self, resident: Person) -> None:
        self._taken += 1
        name = resident.here.rstrip("/").rsplit("/", 1)[-1] or "accueil"
        resident.page.screenshot(path=self._folder / f"{self._taken:02}-{name}.png", full_page=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
