"""What every family of expressions needs: closures, answers read by pointer, and operands told apart by type."""

from collections.abc import Callable, Iterator

from engine.journey.facts import Facts
from engine.journey.pointers import ABSENT, get
from engine.model import Definition, Document, Expression, Json

#: A calculation at work: document, item of the group (or None), facts, definition.
Value = Callable[[Document, Json, Facts, Definition], Json]
#: Compiles an operand.
Compile = Callable[[Expression], Value]
#: Compiles one kind of expression; its operands go through the second argument.
Maker = Callable[[Expression, Compile], Value]
#: Reads an answer from the document, or from the item.
Reader = Callable[[Document, Json], Json]


def reader(pointer: str) -> Reader:
    """Give what reads a pointer, absolute or relative to the item (`./x`); `*` gathers the items' answers."""
    relative = pointer.startswith("./")
    path = tuple(pointer.removeprefix(".").strip("/").split("/"))
    if "*" in path:
        return lambda document, item: list(_gather(item if relative else document, path)) or ABSENT
    if relative:
        return lambda _document, item: get(item, path)
    return lambda document, _item: get(document, path)


def read(pointer: str, document: Document, item: Json) -> Json:
    """Give the answer at a pointer, once; `reader` serves when it is read again."""
    return reader(pointer)(document, item)


def flat(values: list[Json]) -> Iterator[Json]:
    """Give the present values, those of lists one by one."""
    for value in values:
        if isinstance(value, list):
            yield from value
        elif value is not ABSENT:
            yield value


def is_number(value: Json) -> bool:
    """Say whether a value is a number; `true` is none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(one: Json, other: Json) -> bool:
    """Compare as JSON does: `true` is never 1, 1 and 1.0 are one number."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def _gather(value: Json, path: tuple[str, ...]) -> Iterator[Json]:
    if "*" not in path:
        found = get(value, path)
        if found is not ABSENT:
            yield found
        return
    split = path.index("*")
    items = get(value, path[:split])
    for one in items if isinstance(items, list) else ():
        yield from _gather(one, path[split + 1 :])
