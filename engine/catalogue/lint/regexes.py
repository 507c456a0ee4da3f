"""Patterns that every validator reads alike, and none reads slowly."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue.lint.finding import Finding, pointer_key
from engine.catalogue.references import NAMED, ONE, SEVERAL

_SHORTHAND = re.compile(r"\\[dDwWsSpPbB]")
_PART = re.compile(
    r"\\.|\[(?:[^\]\\]|\\.)*\]|\((?:\?[:=!]|\?<[=!])?|\)|[*+?]|\{[0-9]*,?[0-9]*\}|.", re.DOTALL
)


def check_patterns(schema: Any, file: str, where: str = "") -> Iterator[Finding]:  # noqa: ANN401 -- a schema
    """Check every pattern of a schema and of its subschemas."""
    if not isinstance(schema, Mapping):
        return
    if "pattern" in schema:
        for reason, mend in pattern_faults(schema["pattern"]):
            yield Finding("regex", file, f"{where}/pattern", reason, mend)
    for key, value in schema.items():
        if key in ONE:
            yield from check_patterns(value, file, f"{where}/{key}")
        elif key in SEVERAL:
            for rank, one in enumerate(value):
                yield from check_patterns(one, file, f"{where}/{key}/{rank}")
        elif key in NAMED:
            for name, one in value.items():
                yield from check_patterns(one, file, f"{where}/{key}/{pointer_key(name)}")


def pattern_faults(pattern: str) -> Iterator[tuple[str, str]]:
    """Give what is wrong with one pattern, each with its mend."""
    if not (pattern.startswith("^") and pattern.endswith("$")):
        yield "the pattern is not anchored", "Write ^…$."
    if _SHORTHAND.search(pattern):
        yield r"\d \w \s \p \b differ between validators", "Write the characters: [0-9], [A-Za-z]…"
    if _repeats_a_repetition(pattern):
        yield "a repetition inside a repetition may take for ever", "Bound the inner one, or write it flat."
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"the pattern cannot be read: {error}", "Mend it."


def _repeats_a_repetition(pattern: str) -> bool:
    """Say whether a group that holds an unbounded repetition is itself repeated."""
    parts = _PART.findall(pattern)
    unbounded = [False]
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        if part.startswith("("):
            unbounded.append(False)
        elif part == ")" and len(unbounded) > 1:
            inner = unbounded.pop()
            if inner and (after in ("*", "+") or after.startswith("{")):
                return True
            unbounded[-1] = unbounded[-1] or inner
        elif part in ("*", "+") or part.endswith(",}"):
            unbounded[-1] = True
    return False
