"""What every page met must satisfy: sound source, axe silent, nothing wider than the screen, focus in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from tests.services.checkers import axe_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page, Route

    from tests.browser.person import Met
    from tests.services.checkers import Finding, Report

#: Width, height and colours under which a page is examined.
View = tuple[int, int, str]

VIEWS: Final[tuple[View, ...]] = (
    (1280, 900, "dark"),
    (320, 640, "light"),
    (320, 640, "dark"),
    (1280, 900, "light"),
)
#: A question with several answers repeats its name on purpose (docs/reference/form-format.md, inputs).
_ALLOWED: Final = frozenset({"form-dup-name"})
#: What differs between two showings of the same page.
_CHANGING: Final = re.compile(r'name="_csrf" value="[^"]*"|/d/[^/"]+')
_TOO_WIDE: Final = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return "";
  const all = [...document.querySelectorAll("body *")];
  const wide = all.find(e => e.getBoundingClientRect().right > page.clientWidth + 1);
  return `${page.scrollWidth} px wide, ${wide ? wide.outerHTML.slice(0, 120) : "?"}`;
}"""
_STOPS: Final = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const stops = [...document.querySelectorAll(all)].filter(e => e.tabIndex >= 0 && e.checkVisibility());
  window.reached = [];
  addEventListener("focusin", event => {
    const e = event.target, box = e.getBoundingClientRect();
    const seen = getComputedStyle(e).outlineStyle !== "none" && box.left >= 0 && box.right <= innerWidth + 1;
    window.reached.push([stops.indexOf(e), seen]);
  });
  const said = e => e.type === "radio" ? `radios ${e.name}` : `${e.localName} ${e.id || e.textContent.trim()}`;
  return stops.map(said);
}"""
#: axe's rules that depend on the screen and its colours; the others are asked once a page.
_SEEN_ONLY: Final = """axe.run(document, {
  runOnly: ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
  resultTypes: ["violations", "incomplete"],
}).then(found => [...found.violations, ...found.incomplete].map(
  one => `${one.id} ${one.nodes.map(node => `${node.target} ${node.failureSummary}`)}`))"""


@dataclass(frozen=True, slots=True)
class Proof:
    """Examines pages again, from their very source, in a browser profile where axe may run."""

    browser: Browser
    axe: Callable[[Page], Report]
    html_validate: Callable[[Mapping[str, str]], list[Finding]]

    def faults(self, met: Iterable[Met], views: Sequence[View]) -> list[str]:
        """Give what is wrong with these pages; the same page met twice is examined once.

        A page that was refused too is seen in that state, which holds everything of the first and the errors.
        """
        pages = tuple({_CHANGING.sub("", one.source): one for one in met}.values())
        refused = {one.url for one in pages if one.status == HTTPStatus.UNPROCESSABLE_ENTITY}
        shown = [one for one in pages if one.url not in refused or one.status != HTTPStatus.OK]
        return [*self.of_source(pages), *self._seen(shown, views)]

    def of_source(self, pages: Iterable[Met]) -> list[str]:
        """Give what html-validate has against the source of these pages."""
        return [
            f"{one.name}:{finding.line} {finding.rule}: {finding.message}"
            for one in pages
            for finding in self.html_validate({one.name: one.source})
            if finding.rule not in _ALLOWED
        ]

    def _seen(self, pages: Iterable[Met], views: Sequence[View]) -> Iterator[str]:
        context = self.browser.new_context(locale="fr-FR")
        # Sent once to the profile, not half a megabyte to each page.
        context.add_init_script(axe_source())
        screen, order = _Screen(context.new_page()), _neighbours(views)
        for one in pages:
            _show(screen.page, one)
            for view in order:
                screen.turn(view)
                for fault in self._faults_seen(screen.page, whole=view == views[0]):
                    yield f"{one.name} at {view[0]} px, {view[2]}: {fault}"
            yield from (f"{one.name}: {fault}" for fault in _focus_faults(screen.page))
            order.reverse()
        context.close()

    def _faults_seen(self, page: Page, *, whole: bool) -> Iterator[str]:
        if wide := too_wide(page):
            yield wide
        if not whole:
            yield from page.evaluate(_SEEN_ONLY)
            return
        report = self.axe(page)
        for remark in (*report.violations, *report.incomplete):
            yield f"{remark.rule} {remark.nodes}"


def too_wide(page: Page) -> str:
    """Say what stands wider than the screen on the page shown; empty when nothing does."""
    return str(page.evaluate(_TOO_WIDE))


@dataclass(slots=True)
class _Screen:
    """What a page is shown on; it changes only when it must, for each change paints the page again."""

    page: Page
    view: View | None = None

    def turn(self, view: View) -> None:
        """Show the page under this width, height and colours."""
        width, height, colours = view
        if self.view is None or self.view[:2] != (width, height):
            self.page.set_viewport_size({"width": width, "height": height})
        if self.view is None or self.view[2] != colours:
            self.page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        self.view = view


def _neighbours(views: Sequence[View]) -> list[View]:
    """Give the same views, those of one width side by side and one colour where the width changes."""
    rows = [[view for view in views if view[:2] == size] for size in dict.fromkeys(v[:2] for v in views)]
    return [
        view
        for index, row in enumerate(rows)
        for view in sorted(row, key=lambda one: one[2], reverse=bool(index % 2))
    ]


def _show(page: Page, one: Met) -> None:
    """Show a page from its source: an answer to a post cannot be asked again; styles come from the server."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=one.source)

    page.unroute_all()
    page.route(one.url.split("#", maxsplit=1)[0], answer)
    page.goto(one.url)


def _focus_faults(page: Page) -> Iterator[str]:
    """Walk a page with the Tab key: every stop in the order of the source, each seen when it has the focus."""
    stops: list[str] = page.evaluate(_STOPS)
    for _stop in stops:
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    reached: list[int] = []
    for index, seen in page.evaluate("window.reached"):
        if index < 0 or index in reached:
            break
        if not seen:
            yield f"the focus is not seen on {stops[index]}"
        reached.append(index)
    if reached != sorted(reached):
        yield f"the focus jumps: {[stops[index] for index in reached]}"
    missed = set(stops) - {stops[index] for index in reached}
    yield from (f"the Tab key misses {stop}" for stop in sorted(missed))
