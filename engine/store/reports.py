"""Problems reported lately in a city, by the hash of their kind and street; nothing about who reported."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.tables import report as table

#: How long a report is recalled to the next person.
KEPT: Final = timedelta(days=7)


def add(conn: Connection, city: str, form: str, key: str, day: date) -> None:
    """Note that something was reported; what is older than KEPT is forgotten."""
    same = (table.c.city == city, table.c.form == form)
    conn.execute(delete(table).where(*same, table.c.day < day - KEPT))
    values = {"city": city, "form": form, "key": key, "day": day}
    # Two deposits at once may note the same problem; neither may fail for it.
    if conn.dialect.name == "postgresql":
        conn.execute(postgresql.insert(table).values(values).on_conflict_do_nothing())
    else:
        conn.execute(sqlite.insert(table).values(values).on_conflict_do_nothing())


def recent(conn: Connection, city: str, form: str, today: date) -> tuple[tuple[str, date], ...]:
    """Give the keys reported in a city within KEPT, each with its day."""
    found = select(table.c.key, table.c.day).where(
        table.c.city == city, table.c.form == form, table.c.day >= today - KEPT
    )
    return tuple((row.key, row.day) for row in conn.execute(found))
