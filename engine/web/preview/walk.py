"""An example walked through: the pages in the order in which its answers meet them, and what is said on each."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.catalogue.told import Example
from engine.journey.flow import Stop, exit_from, mended_on, stop_of, stops
from engine.journey.pointers import Ranks
from engine.journey.problems import Problem
from engine.journey.summary import about, title_of
from engine.model import Exit
from engine.web.journey.desk import Desk
from engine.web.preview.desks import EMPTY


@dataclass(frozen=True, slots=True)
class Step:
    """One page met; `errors` and `confirms` count what it says, `exit` is the way out taken after it."""

    stop: Stop
    title: str
    errors: int
    confirms: int
    exit: Exit | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an example announces beside what the engine finds, as (question code, keyword)."""

    expected: tuple[tuple[str, str], ...]
    found: tuple[tuple[str, str], ...]
    #: Problems that no page shows: answers to questions that are not asked, or to none.
    homeless: tuple[tuple[str, str], ...]

    @property
    def agrees(self) -> bool:
        """Say whether the example tells the truth."""
        return sorted(self.expected) == sorted(self.found)


@dataclass(frozen=True, slots=True)
class Walk:
    """A form laid out, the pages that its answers meet in order, and everything that is wrong with them."""

    desk: Desk
    order: tuple[Stop, ...]
    found: tuple[Problem, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Give the pages met, in order; the walk ends at the first way out."""
        steps: list[Step] = []
        for stop in self.order:
            steps.append(self._step(stop))
            if steps[-1].exit is not None:
                break
        return tuple(steps)

    def said_on(self, stop: Stop) -> list[Problem]:
        """Give what is mended on a page."""
        return mended_on(self.found, stop, self.order)

    def at(self, page: str, ranks: Ranks) -> Stop | None:
        """Give a page that the answers meet; None when they do not."""
        return next((one for one in self.order if (one.page.slug, one.ranks) == (page, ranks)), None)

    def verdict(self, example: Example) -> Verdict:
        """Compare what an example expects with what its answers meet."""
        errors = [one for one in self.found if one.severity == "error"]
        return Verdict(
            expected=tuple((str(code), str(keyword)) for code, keyword in example.get("expected", ())),
            found=_named(errors),
            homeless=_named([one for one in errors if stop_of(self.order, one) is None]),
        )

    def _step(self, stop: Stop) -> Step:
        desk, said = self.desk, self.said_on(stop)
        return Step(
            stop=stop,
            title=title_of(stop, about(stop, desk.program, desk.words, desk.document), desk.document),
            errors=sum(one.severity == "error" for one in said),
            confirms=sum(one.severity == "confirm" for one in said),
            exit=exit_from(desk.program, desk.document, stop.page),
        )


def walk(desk: Desk) -> Walk:
    """Walk through the answers on a desk; an empty form has nothing wrong yet."""
    order = tuple(stops(desk.program, desk.document))
    return Walk(desk, order, () if desk.draft.id == EMPTY else desk.problems())


def _named(found: Sequence[Problem]) -> tuple[tuple[str, str], ...]:
    return tuple((one.code, one.keyword) for one in found)
