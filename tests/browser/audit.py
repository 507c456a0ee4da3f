"""The long look at every page: `python -m tests.browser.audit` walks every form in every language.

axe (what it cannot decide is a fault too) and html-validate examine each page met, refused ones included, in light and
dark, on 320 px and on a desktop; the Tab key goes through it. Two forms are walked at once. What is named after
the command (`portail`, a form) is visited alone, and the report says that it is partial. The exit status is 1 when
anything is found.
"""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.language import LANGUAGES
from tests.browser.life import lived
from tests.browser.person import Met, Person, person
from tests.browser.proof import VIEWS, Proof
from tests.browser.report import Visited, written
from tests.browser.site import Site, serve
from tests.browser.states import states
from tests.browser.stumbling import send_empty
from tests.browser.told import Told, covering, plain_ones
from tests.services.browser import chromium
from tests.services.checkers import axe_checker, validator, version
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from tests.services.checkers import Report

REPORT: Final = Path(__file__).resolve().parents[2] / "docs" / "accessibility" / "report.md"
#: What is not a form.
PORTAL: Final = "portail"
_CITY: Final = "tilleray"
_PATHS: Final = (
    "",
    "?q=acte",
    "?q=zzz",
    "accessibilite",
    "donnees-personnelles",
    "conditions",
    "formulaires",
    "rien",
)
_AFTERWARDS: Final = ("suivi", "reprendre", "quitter")
_AT_ONCE: Final = 2


def main(slugs: Sequence[str]) -> int:
    """Audit everything, or the forms named; give the exit status."""
    subjects = slugs or (PORTAL, *CATALOGUE.slugs())
    with ProcessPoolExecutor(_AT_ONCE, mp_context=get_context("spawn")) as pool:
        walks = [pool.submit(visit, one, language) for language in LANGUAGES for one in subjects]
        for walk in as_completed(walks):
            _tell(walk.result())
    visited = [walk.result() for walk in walks]
    tools = {name: version(name) for name in ("axe-core", "html-validate")}
    day = datetime.now(UTC).date()
    text = written(visited, {**tools, "Chromium": visited[0].chromium}, day, partial=bool(slugs))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")
    return 1 if any(one.faults for one in visited) else 0


def visit(subject: str, language: str) -> Visited:
    """Visit the portal, or walk the examples that show together every page of a form; say what was found."""
    rules: set[str] = set()
    axe = axe_checker()

    def counted(page: Page) -> Report:
        report = axe(page)
        rules.update(report.passed)
        return report

    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder)) as site,
        chromium() as browser,
        validator() as check,
    ):
        people = list(_walks(site, browser, subject, language))
        met = [*_once(people), *(states(site, _CITY, language) if subject == PORTAL else ())]
        complaints = {complaint for one in people for complaint in one.complaints}
        faults = (*sorted(complaints), *Proof(browser, counted, check).faults(met, VIEWS))
        return Visited(subject, language, len(met), faults, tuple(sorted(rules)), browser.version)


def _walks(site: Site, browser: Browser, subject: str, language: str) -> Iterator[Person]:
    if subject == PORTAL:
        visitor = _visitor(site, browser, language)
        for path in _PATHS[:-1]:
            visitor.go(f"{site.city(_CITY)}/{path}")
        yield visitor
        lost = _visitor(site, browser, language)
        lost.go(f"{site.city(_CITY)}/{_PATHS[-1]}")
        lost.complaints.clear()  # the browser complains of the 404 that was asked
        yield lost
        return
    for chosen in covering(plain_ones(subject), lambda one: one.pages):
        resident = _visitor(site, browser, language)
        _walk(site, resident, chosen)
        yield resident


def _walk(site: Site, resident: Person, chosen: Told) -> None:
    """Walk a form from its start to the file followed, each page sent empty first."""
    with lived(site, _CITY, chosen) as life:
        resident.go(f"{site.city(_CITY)}/demarches/{life.definition.slug}/")
        resident.act("continuer")
        resident.walk(life.definition, life.answers, at_each=send_empty)
        resident.act("deposer")
        for path in _AFTERWARDS:
            resident.go(f"{site.city(_CITY)}/{path}")


def _visitor(site: Site, browser: Browser, language: str) -> Person:
    visitor = person(browser, (site.origin,), 1280, 900)
    visitor.go(f"{site.city(_CITY)}/?langue={language}")
    return visitor


def _once(people: Sequence[Person]) -> Iterator[Met]:
    """Give all that the first person met, and what the others met elsewhere."""
    known: set[tuple[str, int]] = set()
    for one in people:
        places = [(met, (_place(met), met.status)) for met in one.met]
        yield from (met for met, place in places if place not in known)
        known |= {place for _met, place in places}


def _place(met: Met) -> str:
    return met.url.split("/d/", 1)[-1].partition("/")[2] if "/d/" in met.url else met.url


def _tell(visited: Visited) -> None:
    count = f"{visited.pages} pages, {len(visited.faults)} faults"
    lines = [f"{visited.what} [{visited.language}]: {count}", *(f"  {one}" for one in visited.faults)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
