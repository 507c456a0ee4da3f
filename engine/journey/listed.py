"""What a question offers of a list that only the city knows: national values around the rows open now."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from engine.journey.conditions import compile_tree
from engine.journey.expressions.rows import column_of
from engine.journey.expressions.values import Reader, reader
from engine.journey.facts import CityFacts, ListRow
from engine.journey.pointers import ABSENT
from engine.model import Document, Json, Option, Question

_Holds = Callable[[Document, Json], bool]


@dataclass(frozen=True, slots=True)
class Listed:
    """A question's list, compiled: national values before and after, and the columns that narrow the rows."""

    name: str
    first: tuple[tuple[str, _Holds | None], ...]
    last: tuple[tuple[str, _Holds | None], ...]
    where: tuple[tuple[str, Reader], ...]
    #: The column of a row's day; a day gone by offers nothing.
    day: str | None = None

    def on(self, row: ListRow) -> str:
        """Give a row's day, an ISO text; empty when the list has none."""
        return str(row.values.get(self.day, "")) if self.day else ""

    def gone(self, row: ListRow, today: date) -> bool:
        """Say whether a row's day is before today."""
        return bool(self.on(row)) and self.on(row) < today.isoformat()


def compile_list(question: Question) -> Listed | None:
    """Give the list of a question, or None when it has none."""
    if question.list_name is None:
        return None
    return Listed(
        name=question.list_name,
        first=tuple(map(_national, question.list_first)),
        last=tuple(map(_national, question.list_last)),
        where=tuple((column, reader(pointer)) for column, pointer in question.list_where.items()),
        day=question.list_day,
    )


def offered(  # noqa: PLR0913, PLR0917 -- one question's whole situation
    listed: Listed,
    document: Document,
    item: Json,
    city: CityFacts,
    today: date,
    kept: frozenset[str] = frozenset(),
) -> dict[str, str | None]:
    """Give the values offered now, in order, with the row's label (None: the form has the words).

    `kept` are codes already chosen: one withdrawn since is still offered to who chose it.
    """
    rows = sorted(
        (
            row
            for row in city.lists.get(listed.name, ())
            if (row.open_on(today) or row.code in kept)
            and not listed.gone(row, today)
            and _fits(listed, row, document, item)
        ),
        key=listed.on,
    )
    return {
        **dict.fromkeys(_holding(listed.first, document, item)),
        **{row.code: row.label for row in rows},
        **dict.fromkeys(_holding(listed.last, document, item)),
    }


def admits(  # noqa: PLR0913, PLR0917 -- one question's whole situation
    listed: Listed, value: Json, document: Document, item: Json, city: CityFacts, today: date
) -> bool:
    """Say whether an answer is of the list: a national value, or a row, also one that was withdrawn."""
    known = {*_holding(listed.first, document, item), *_holding(listed.last, document, item)}
    asked = [one for one in (value if isinstance(value, list) else [value]) if one not in known]
    if not asked:
        return True
    rows = {
        row.code
        for row in city.lists.get(listed.name, ())
        if (row.first is None or row.first <= today)
        and not listed.gone(row, today)
        and _fits(listed, row, document, item)
    }
    return all(one in rows for one in asked)


def passed(listed: Listed, value: Json, city: CityFacts, today: date) -> bool:
    """Say whether an answer is a row whose day is gone by: it was right when it was chosen."""
    rows = city.lists.get(listed.name, ())
    return any(row.code == value and listed.gone(row, today) for row in rows)


def _national(option: Option) -> tuple[str, _Holds | None]:
    return option.value, None if option.condition is None else compile_tree(option.condition)


def _holding(values: tuple[tuple[str, _Holds | None], ...], document: Document, item: Json) -> Iterator[str]:
    return (value for value, holds in values if holds is None or holds(document, item))


def _fits(listed: Listed, row: ListRow, document: Document, item: Json) -> bool:
    """Say whether the row's columns are, or hold, the answers; an empty column or an absent answer narrows nothing."""
    for column, read in listed.where:
        own, answer = column_of(row, column), read(document, item)
        if own is ABSENT or answer is ABSENT:
            continue
        mine = own if isinstance(own, list) else [own]
        if not any(one in mine for one in (answer if isinstance(answer, list) else [answer])):
            return False
    return True
