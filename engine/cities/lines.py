"""Where a key stands in a TOML file, so that an error can name the line.

`tomllib` gives values without places. This scan reads table headers and keys, skips long strings, and gives
the nearest line above for what it does not see (keys of inline tables, items of arrays).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

Path = tuple[str | int, ...]

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*\]")
_KEY = re.compile(rf"\s*({_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_PARTS = re.compile(_NAME)
_LONG = ('"""', "'''")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Give the line (from 1) of the key at `path`, or of the nearest part of it that stands in the file."""
    best, depth = 1, 0
    for line, found in _places(text):
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(path, found, strict=False))))
        if shared > depth:
            best, depth = line, shared
    return best


def _places(text: str) -> Iterator[tuple[int, Path]]:
    table: Path = ()
    seen: dict[Path, int] = {}
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
            continue
        header, key = _HEADER.match(line), _KEY.match(line)
        if header and not key:
            table = _parts(header[2])
            if header[1] == "[[":
                seen[table] = seen.get(table, -1) + 1
                table = (*table, seen[table])
            yield number, table
        elif key:
            yield number, (*table, *_parts(key[1]))
            closing = next((mark for mark in _LONG if line.count(mark) % 2), "")


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in _PARTS.findall(name))
