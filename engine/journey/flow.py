"""Which page comes next: those that ask something now, in order, and the ways out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from engine.journey.bind import asks, place_on, shown_on
from engine.journey.compiled import Program, condition
from engine.journey.names import page_key
from engine.journey.pointers import Ranks, item_at, size
from engine.journey.problems import Problem
from engine.model import Document, Exit, Page


@dataclass(frozen=True, slots=True)
class Stop:
    """One page to fill: a page, one item's page of its group, a page of each item (ranks from 0)."""

    page: Page
    ranks: Ranks = ()

    @property
    def key(self) -> str:
        """Give the page's name in a draft and in its address: `parents/2`."""
        return page_key(self.page.slug, self.ranks)

    @property
    def codes(self) -> tuple[str, ...]:
        """Give the questions that may be asked here."""
        return self.page.codes(self.ranks)

    @property
    def of_group(self) -> str | None:
        """Give the group whose items are added and taken away here."""
        return self.page.group if len(self.ranks) == self.page.depth else None

    @property
    def item_of(self) -> str | None:
        """Give the group of whose item this page is."""
        return self.page.each if len(self.ranks) == self.page.depth else self.page.group


def stops(program: Program, document: Document) -> list[Stop]:
    """Give the pages that ask something now, in order, each item of a group on its own.

    The pages of each item that follow their group's page are taken item by item.
    """
    pages = program.definition.pages
    found: list[Stop] = []
    for index, page in enumerate(pages):
        if page.each is not None:
            continue
        following = takewhile(partial(_is_of, page.group), pages[index + 1 :])
        found.extend(_stops(program, document, page, tuple(following), ()))
    return found


def _is_of(group: str | None, page: Page) -> bool:
    return group is not None and page.each == group


def _stops(
    program: Program, document: Document, page: Page, following: tuple[Page, ...], ranks: Ranks
) -> Iterator[Stop]:
    if asks(program, page, ranks, document) or shown_on(program, page, ranks, document):
        yield Stop(page, ranks)
    if page.group is None:
        return
    group = program.by_code[page.group]
    path = place_on(group.question, ranks).path
    if not group.shown(document, item_at(document, path)):
        return
    for rank in range(size(document, path)):
        own = (*ranks, rank)
        if asks(program, page, own, document):
            yield Stop(page, own)
        for other in following:
            yield from _stops(program, document, other, (), own)


def stop_of(order: Sequence[Stop], problem: Problem) -> Stop | None:
    """Give the page, among those asked now, where a problem can be mended; None when there is none.

    A calculated value is mended on the last page that shows it.
    """
    for stop in order:
        if concerns(stop, problem) and problem.code not in stop.page.shows:
            return stop
    return next((stop for stop in reversed(order) if concerns(stop, problem)), None)


def concerns(stop: Stop, problem: Problem) -> bool:
    """Say whether a problem is about what stands on a page."""
    if problem.ranks != stop.ranks:
        return False
    on_page = len(stop.ranks) == stop.page.depth
    return problem.code in stop.codes or (on_page and problem.code in (stop.page.group, *stop.page.shows))


def mended_on(found: Sequence[Problem], stop: Stop, order: Sequence[Stop]) -> list[Problem]:
    """Give the problems that are mended on a page; one of a total shown on several pages waits for the last."""
    return [
        one
        for one in found
        if one.severity != "notice"
        and concerns(stop, one)
        and (one.code not in stop.page.shows or stop_of(order, one) == stop)
    ]


def next_stop(
    program: Program,
    document: Document,
    current: Stop,
    visited: frozenset[str],
    found: tuple[Problem, ...],
) -> Stop | None:
    """Give the page to show after `current`; None when only the summary is left.

    It is the first after `current` that was not visited or holds an error, else the first such page of all.
    An item once filled leads back to the list of its group while that list is open.
    """
    order = stops(program, document)
    wrong = {
        stop.key
        for problem in found
        if problem.severity != "notice" and (stop := stop_of(order, problem)) is not None
    }
    open_ones = [stop for stop in order if stop.key not in visited or stop.key in wrong]
    position = _position(order, current)
    after = [stop for stop in open_ones if _position(order, stop) > position]
    return _back_to_list(current, open_ones, after) or next(iter(after or open_ones), None)


def _back_to_list(current: Stop, open_ones: list[Stop], after: list[Stop]) -> Stop | None:
    """Give the list of a filled item's group: open, and no page of that item left to fill."""
    if current.item_of is None or any(_same_item(current, stop) for stop in after):
        return None
    lists = [stop for stop in open_ones if stop.of_group == current.item_of and _holds(stop, current)]
    return lists[0] if lists else None


def _same_item(current: Stop, other: Stop) -> bool:
    return bool(current.ranks) and other.ranks[: len(current.ranks)] == current.ranks


def _holds(listing: Stop, current: Stop) -> bool:
    return listing.ranks == current.ranks[: len(listing.ranks)] and listing.ranks != current.ranks


def previous_stop(order: Sequence[Stop], current: Stop) -> Stop | None:
    """Give the page before, or None on the first."""
    position = _position(order, current)
    return order[position - 1] if position > 0 else None


def exit_from(program: Program, document: Document, page: Page | None) -> Exit | None:
    """Give the first way out whose condition holds on leaving `page`, or anywhere when `page` is None.

    An exit without pages of its own is tested everywhere.
    """
    for way_out in program.definition.exits:
        if way_out.condition is None:
            continue
        concerned = page is None or not way_out.after or page.slug in way_out.after
        if concerned and condition(way_out.condition)(document, None):
            return way_out
    return None


def _position(order: Sequence[Stop], stop: Stop) -> int:
    keys = [one.key for one in order]
    return keys.index(stop.key) if stop.key in keys else -1
