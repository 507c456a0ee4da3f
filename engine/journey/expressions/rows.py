"""Rows of a list that only the city knows: those open on a day whose columns fit what was answered."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from engine.journey.dates import whole
from engine.journey.expressions.values import Compile, Value, same
from engine.journey.facts import Facts, ListRow
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json

#: How an expression names a city's list where a pointer could stand.
CITY_LIST = "list:"

Rows = Callable[[Document, Json, Facts, Definition], list[ListRow]]


def rows_of(name: str, expression: Expression, compile_part: Compile) -> Rows:
    """Give what finds the rows of a list open on `on` (today) that fit `match`, those that fit more columns first.

    An empty column of a row fits anything; an absent answer fits only an empty column.
    """
    columns = [(column, *_fits(written, compile_part)) for column, written in _match(expression).items()]
    at = compile_part(expression["on"]) if "on" in expression else None

    def rows(document: Document, item: Json, facts: Facts, definition: Definition) -> list[ListRow]:
        day = whole(at(document, item, facts, definition)) if at else facts.today
        if day is None:
            return []
        asked = [(column, fits, value(document, item, facts, definition)) for column, fits, value in columns]
        ranked = [(_rank(row, asked), row) for row in facts.city.lists.get(name, ()) if row.open_on(day)]
        kept = [(rank, row) for rank, row in ranked if rank is not None]
        return [row for _, row in sorted(kept, key=lambda pair: -pair[0])]

    return rows


def column_of(row: ListRow, column: str) -> Json:
    """Give a column of a row, its own `code`, `label`, `from` and `to` included; ABSENT when it is empty."""
    match column:
        case "code" | "label":
            return getattr(row, column)
        case "from":
            return row.first.isoformat() if row.first else ABSENT
        case "to":
            return row.last.isoformat() if row.last else ABSENT
        case _:
            return row.values.get(column)


def covering(rows: Sequence[ListRow], day: date) -> bool:
    """Say whether a row is open on that day."""
    return any(row.open_on(day) for row in rows)


def operand(written: Expression) -> Expression:
    """Give the expression of a column in `match`, out of its comparison if it has one."""
    word = _word(written)
    found: Expression = written if word is None else written[word]
    return found


_Fits = Callable[[Json, Json], bool]


def _match(expression: Expression) -> Mapping[str, Expression]:
    found: Mapping[str, Expression] = expression.get("match", {})
    return found


def _fits(written: Expression, compile_part: Compile) -> tuple[_Fits, Value]:
    word, part = _word(written), compile_part(operand(written))
    if word is None:
        return _equal, part
    compare = _ORDER[word]
    return lambda column, value: _comparable(column, value) and compare(column, value), part


def _word(written: Expression) -> str | None:
    return next((word for word in _ORDER if word in written), None)


def _equal(column: Json, value: Json) -> bool:
    return any(same(one, value) for one in column) if isinstance(column, list) else same(column, value)


def _comparable(column: Json, value: Json) -> bool:
    numbers = all(isinstance(one, int | float) for one in (column, value))
    return numbers or all(isinstance(one, str) for one in (column, value))


def _rank(row: ListRow, asked: Sequence[tuple[str, _Fits, Json]]) -> int | None:
    """Give how many columns of the row fit; None when one does not."""
    fitting = 0
    for column, fits, value in asked:
        own = column_of(row, column)
        if own is ABSENT or own == []:
            continue
        if value is ABSENT or not fits(own, value):
            return None
        fitting += 1
    return fitting


_ORDER: Mapping[str, Callable[[Json, Json], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
