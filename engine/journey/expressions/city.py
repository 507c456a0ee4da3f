"""What a city sets: a parameter of the form, a column of one of its lists, membership of a list."""

from collections.abc import Mapping

from engine.journey.expressions.rows import CITY_LIST, column_of, rows_of
from engine.journey.expressions.values import Compile, Maker, Value, reader, same
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json

#: In a table of values by answer, the line that stands for the answers it does not name.
OTHERS = "defaut"


def _parameter(expression: Expression, compile_part: Compile) -> Value:
    name = expression["parameter"]
    chosen = compile_part(expression["for"]) if "for" in expression else None

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        found = definition.parameters.get(name)
        if not isinstance(found, Mapping):
            return found
        answer = chosen(document, item, facts, definition) if chosen else ABSENT
        return found.get(answer, found.get(OTHERS)) if isinstance(answer, str) else found.get(OTHERS)

    return value


def _row(expression: Expression, compile_part: Compile) -> Value:
    rows, give = rows_of(expression["row"], expression, compile_part), expression["give"]

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        found = rows(document, item, facts, definition)
        return column_of(found[0], give) if found else ABSENT

    return value


def _column(expression: Expression, compile_part: Compile) -> Value:
    rows, give = rows_of(expression["column"], expression, compile_part), expression["give"]

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        found = (column_of(row, give) for row in rows(document, item, facts, definition))
        return [one for one in found if one is not ABSENT] or ABSENT

    return value


def _in(expression: Expression, compile_part: Compile) -> Value:
    written, where = expression["in"]
    part = compile_part(written)
    if isinstance(where, str) and where.startswith(CITY_LIST):
        name = where.removeprefix(CITY_LIST)

        def among(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
            code = part(document, item, facts, definition)
            rows = facts.city.lists.get(name, ())
            return any(row.code == code and row.open_on(facts.today) for row in rows)

        return among
    get = reader(where) if isinstance(where, str) else None
    held = compile_part(where) if get is None else None

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        asked = part(document, item, facts, definition)
        several = get(document, item) if get else held(document, item, facts, definition) if held else ABSENT
        if asked is ABSENT or not isinstance(several, list):
            return False
        return any(same(one, mine) for one in several for mine in _each(asked))

    return value


def _each(asked: Json) -> list[Json]:
    return asked if isinstance(asked, list) else [asked]


KINDS: Mapping[str, Maker] = {"parameter": _parameter, "row": _row, "column": _column, "in": _in}
