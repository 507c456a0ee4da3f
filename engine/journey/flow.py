"""Which page comes next: those that ask something now, in order, and the ways out."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.journey.bind import asked
from engine.journey.compiled import Program, condition
from engine.journey.names import page_key
from engine.journey.pointers import get
from engine.journey.problems import Problem
from engine.model import Document, Exit, Page


@dataclass(frozen=True, slots=True)
class Stop:
    """One page to fill: a page, or one item's page of its group (rank from 0)."""

    page: Page
    rank: int | None = None

    @property
    def key(self) -> str:
        """Give the page's name in a draft and in its address: `parents/2`."""
        return page_key(self.page.slug, self.rank)


def stops(program: Program, document: Document) -> list[Stop]:
    """Give the pages that ask something now, in order, each item of a group on its own."""
    return list(_stops(program, document))


def _stops(program: Program, document: Document) -> Iterator[Stop]:
    for page in program.definition.pages:
        if asked(program, page, None, document):
            yield Stop(page)
        if page.group is None:
            continue
        group = program.by_code[page.group]
        if not group.shown(document, None):
            continue
        items = get(document, group.question.path)
        for rank in range(len(items) if isinstance(items, list) else 0):
            if asked(program, page, rank, document):
                yield Stop(page, rank)


def stop_of(order: list[Stop], problem: Problem) -> Stop | None:
    """Give the page, among those asked now, where a problem can be mended; None when there is none."""
    for stop in order:
        codes = stop.page.questions if stop.rank is None else stop.page.item
        if problem.code in codes and stop.rank == problem.rank:
            return stop
        if problem.code == stop.page.group and stop.rank is None:
            return stop
    return None


def next_stop(
    program: Program,
    document: Document,
    current: Stop,
    visited: frozenset[str],
    found: tuple[Problem, ...],
) -> Stop | None:
    """Give the page to show after `current`; None when only the summary is left.

    It is the first after `current` that was not visited or holds an error, else the first such page of all.
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
    return next(iter(after or open_ones), None)


def previous_stop(order: list[Stop], current: Stop) -> Stop | None:
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


def _position(order: list[Stop], stop: Stop) -> int:
    keys = [one.key for one in order]
    return keys.index(stop.key) if stop.key in keys else -1
