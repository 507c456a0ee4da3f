"""Series of numbers that a city gives: one after the other, without a gap, and none twice.

A number is taken inside the deposit's own transaction. The row stays locked until that transaction ends, so
two deposits at once wait for each other, and a deposit that fails gives its number back.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, case
from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import FormuneError
from engine.store.tables import series as table


@dataclass(frozen=True, slots=True)
class Series:
    """What a city numbers (`name`) in a place (a commune's INSEE code), from `first` to `last`.

    A `first` raised later makes the series jump there; lowered, it changes nothing: a number is given once.
    """

    city: str
    name: str
    place: str
    first: int
    last: int


class SeriesUsedUp(FormuneError):
    """A series has given its last number."""

    def __init__(self, series: Series) -> None:
        super().__init__(f"the series {series.name} of {series.place} in {series.city} is used up")
        self.series = series


def next_number(conn: Connection, series: Series) -> int:
    """Take the next number of a series in the caller's transaction; raise SeriesUsedUp after the last."""
    insert = postgresql.insert if conn.dialect.name == "postgresql" else sqlite.insert
    new = insert(table).values(city=series.city, name=series.name, place=series.place, last=series.first)
    after = case((table.c.last + 1 > series.first, table.c.last + 1), else_=series.first)
    keys = [table.c.city, table.c.name, table.c.place]
    taken = new.on_conflict_do_update(index_elements=keys, set_={"last": after}).returning(table.c.last)
    number = int(conn.execute(taken).scalar_one())
    if number > series.last:
        raise SeriesUsedUp(series)
    return number
