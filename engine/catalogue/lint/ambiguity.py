"""Whether a pattern can read one text in so many ways that refusing it takes for ever.

Read from Python's own parse of the pattern. Two shapes are found: a choice inside an unbounded repetition whose
branches can begin alike (exponential), and two unbounded repetitions that follow one another and can take the
same characters (polynomial). A repetition inside a repetition is looked for elsewhere.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

#: What `re` itself reads patterns with; the standard library gives it no public name.
parser: Any = import_module("re._parser")
op: Any = import_module("re._constants")

#: A repetition that goes on longer than this is taken as unbounded: its square is already slow.
LONG = 64
#: Every character: what a class that is not written as ranges may hold.
_ALL = ((0, 0x10FFFF),)
_Ranges = tuple[tuple[int, int], ...]
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


def is_ambiguous(pattern: str) -> bool:
    """Say whether a pattern has one of the two shapes; raise `re.error` when it cannot be read."""
    return _in(parser.parse(pattern))


def _in(items: Iterable[Any]) -> bool:
    repeated: list[_Ranges] = []
    for operation, argument in items:
        if operation in _REPEATS and argument[1] >= LONG:
            body = list(argument[2])
            if _choice_begins_alike(body) or any(_overlap(one, _first(body)) for one in repeated):
                return True
            repeated.append(_characters(body))
        elif not _may_be_empty(operation, argument):
            repeated = [one for one in repeated if _all_within(operation, argument, one)]
        if any(_in(part) for part in _parts(operation, argument)):
            return True
    return False


def _choice_begins_alike(body: list[Any]) -> bool:
    for operation, argument in body:
        if operation is op.SUBPATTERN and _choice_begins_alike(list(argument[3])):
            return True
        if operation is op.BRANCH:
            firsts = [_first(list(branch)) for branch in argument[1]]
            pairs = ((one, two) for rank, one in enumerate(firsts) for two in firsts[rank + 1 :])
            empty = sum(all(_may_be_empty(*one) for one in branch) for branch in argument[1])
            if empty > 1 or any(_overlap(one, two) for one, two in pairs):
                return True
    return False


def _parts(operation: Any, argument: Any) -> list[Any]:  # noqa: ANN401 -- the parser has no types
    if operation in _REPEATS:
        return [argument[2]]
    if operation is op.SUBPATTERN:
        return [argument[3]]
    return list(argument[1]) if operation is op.BRANCH else []


def _may_be_empty(operation: Any, argument: Any) -> bool:  # noqa: ANN401 -- same
    if operation in _REPEATS:
        return bool(argument[0] == 0)
    if operation is op.SUBPATTERN:
        return all(_may_be_empty(*one) for one in argument[3])
    if operation is op.BRANCH:
        return any(all(_may_be_empty(*one) for one in branch) for branch in argument[1])
    return operation in (op.AT, op.ASSERT, op.ASSERT_NOT)


def _all_within(operation: Any, argument: Any, ranges: _Ranges) -> bool:  # noqa: ANN401 -- same
    """Say whether what must stand between two repetitions could be read by the first one too."""
    return _overlap(_characters([(operation, argument)]), ranges)


def _first(items: list[Any]) -> _Ranges:
    found: list[tuple[int, int]] = []
    for operation, argument in items:
        found += _characters([(operation, argument)])
        if not _may_be_empty(operation, argument):
            break
    return tuple(found)


def _characters(items: Iterable[Any]) -> _Ranges:
    """Give every character that the items can take, as ranges; all of them where that is not plain."""
    found: list[tuple[int, int]] = []
    for operation, argument in items:
        if operation in (op.LITERAL, op.RANGE):
            low, high = argument if operation is op.RANGE else (argument, argument)
            found.append((low, high))
        elif operation is op.IN:
            found += _others(argument[1:]) if argument[0][0] is op.NEGATE else _characters(argument)
        elif operation in (op.ANY, op.NOT_LITERAL, op.CATEGORY, op.GROUPREF):
            found += _ALL
        else:
            for part in _parts(operation, argument):
                found += _characters(part)
    return tuple(found)


def _others(items: Iterable[Any]) -> _Ranges:
    """Give every character that a negated class takes."""
    start, found = 0, []
    for low, high in sorted(_characters(items)):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return (*found, (start, _ALL[0][1]))


def _overlap(one: _Ranges, two: _Ranges) -> bool:
    return any(low <= end and start <= high for low, high in one for start, end in two)
