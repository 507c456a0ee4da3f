"""Items of a group, of a list answer or of a city's list: how many, a total over them, others made from them."""

from collections.abc import Callable, Mapping

from engine.journey.conditions import compile_tree
from engine.journey.expressions.answers import branch
from engine.journey.expressions.arithmetic import tidy
from engine.journey.expressions.rows import CITY_LIST, rows_of
from engine.journey.expressions.values import Compile, Maker, Value, flat, is_number, reader
from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT
from engine.model import Definition, Document, Expression, Json

#: Under which an item carries its rank, from 1, while `each` goes through it; no answer has such a key.
RANK = "*"


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


def _each(expression: Expression, compile_part: Compile) -> Value:
    get = _items(str(expression["each"]))
    made = [
        (branch(one, compile_part), {key: compile_part(part) for key, part in one["item"].items()})
        for one in expression["give"]
    ]

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        result = []
        for rank, one in enumerate(get(document, item), start=1):
            ranked = {**one, RANK: rank} if isinstance(one, dict) else one
            for holds, members in made:
                if holds(document, ranked, facts, definition) is True:
                    filled = {key: part(document, ranked, facts, definition) for key, part in members.items()}
                    result += [filled] if ABSENT not in filled.values() else []
        return result or ABSENT

    return value


def _object(expression: Expression, compile_part: Compile) -> Value:
    members = {key: compile_part(part) for key, part in expression["object"].items()}

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        found = {key: part(document, item, facts, definition) for key, part in members.items()}
        return ABSENT if any(one is ABSENT for one in found.values()) else found

    return value


def _lines(expression: Expression, compile_part: Compile) -> Value:
    parts = tuple(compile_part(part) for part in expression["lines"])

    def value(document: Document, item: Json, facts: Facts, definition: Definition) -> Json:
        return list(flat([part(document, item, facts, definition) for part in parts])) or ABSENT

    return value


def _rank(_expression: Expression, _compile: Compile) -> Value:
    return lambda _document, item, _facts, _definition: item.get(RANK) if isinstance(item, dict) else ABSENT


def _items(pointer: str) -> Callable[[Document, Json], list[Json]]:
    """Give what reads the items at a pointer; through a group, those of every item together."""
    get, through = reader(pointer), "/*/" in pointer

    def items(document: Document, item: Json) -> list[Json]:
        found = get(document, item)
        if not isinstance(found, list):
            return []
        return list(flat(found)) if through else found

    return items


KINDS: Mapping[str, Maker] = {
    "number": _number,
    "total": _total,
    "each": _each,
    "rank": _rank,
    "object": _object,
    "lines": _lines,
}
