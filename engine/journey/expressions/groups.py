"""Items of a group, of a list answer or of a city's list: how many, and a total over them."""

from collections.abc import Callable, Mapping

from engine.journey.conditions import compile_tree
from engine.journey.expressions.arithmetic import tidy
from engine.journey.expressions.rows import CITY_LIST, rows_of
from engine.journey.expressions.values import Compile, Maker, Value, flat, is_number, reader
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json


def _number(expression: Expression, compile_part: Compile) -> Value:
    named = str(expression["number"])
    if named.startswith(CITY_LIST):
        rows = rows_of(named.removeprefix(CITY_LIST), expression, compile_part)
        return lambda document, item, facts, definition: len(rows(document, item, facts, definition))
    get = _items(named)
    where = compile_tree(expression["where"]) if "where" in expression else None

    def value(document: Document, item: Json, _facts: Facts, _definition: Definition) -> Json:
        items = get(document, item)
        return len(items) if where is None else sum(1 for one in items if where(document, one))

    return value


def _total(expression: Expression, compile_part: Compile) -> Value:
    get, part = _items(str(expression["total"])), compile_part(expression["value"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        terms = [part(document, one, facts, definition) for one in get(document, item)]
        numbers = [one for one in terms if is_number(one)]
        return tidy(sum(numbers)) if numbers else ABSENT

    return value


def _items(pointer: str) -> Callable[[Document, Json], list[Json]]:
    """Give what reads the items at a pointer; through a group, those of every item together."""
    get, through = reader(pointer), "/*/" in pointer

    def items(document: Document, item: Json) -> list[Json]:
        found = get(document, item)
        if not isinstance(found, list):
            return []
        return list(flat(found)) if through else found

    return items


KINDS: Mapping[str, Maker] = {"number": _number, "total": _total}
