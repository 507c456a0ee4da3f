"""Where the data folders (forms, schemas, themes) stand, in a checkout and in an installed wheel alike.

A wheel carries them as `engine/_data/<name>` (package_dir in setup.cfg); a checkout has them at its top level.
"""

import json
import re
from pathlib import Path
from typing import Any

from engine import _data
from engine.errors import FormuneError


class BadJsonFile(FormuneError):
    """A JSON file cannot be read."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


#: The largest JSON file that is read, in bytes: the largest form has a tenth of that.
LARGEST = 4 * 1024 * 1024
#: The deepest nesting that is read: conditions and schemas stay under twenty.
DEEPEST = 64


def forms_root() -> Path:
    """Give the folder of the national forms' sources."""
    return _folder("forms")


def schemas_root() -> Path:
    """Give the folder of shared blocks, metaschemas and reference tables."""
    return _folder("schemas")


def themes_root() -> Path:
    """Give the folder of stylesheets, tokens and logos."""
    return _folder("themes")


def read_json(path: Path) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Read a UTF-8 JSON file; raise BadJsonFile with the file and line when it cannot be.

    A key written twice, more than LARGEST bytes and more than DEEPEST levels are refused: none is an accident that
    may pass unseen.
    """
    text = _text(path)
    _check_depth(path, text)
    try:
        return json.loads(text, object_pairs_hook=lambda pairs: _object(path, text, pairs))
    except json.JSONDecodeError as error:
        raise BadJsonFile(path, error.lineno, error.msg) from None


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise BadJsonFile(path, 0, f"{size} bytes, {LARGEST} at most")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadJsonFile(path, 0, f"not UTF-8 at byte {error.start}") from None
    except FileNotFoundError:
        raise BadJsonFile(path, 0, "the file does not exist") from None
    except OSError as error:
        raise BadJsonFile(path, 0, f"the file cannot be read: {error.strerror}") from None


def _check_depth(path: Path, text: str) -> None:
    """Refuse what nests too deep before parsing it: the parser and every walk below are recursive."""
    depth = 0
    for token in _BRACKETS.finditer(text):
        word = token.group()
        depth += word in "{[" if len(word) == 1 else 0
        if depth > DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            raise BadJsonFile(path, line, f"nests deeper than {DEEPEST} levels")
        depth -= word in "}]" if len(word) == 1 else 0


def _object(path: Path, text: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        written = json.dumps(twice, ensure_ascii=False)
        second = text.rfind(written)
        raise BadJsonFile(
            path, text.count("\n", 0, max(second, 0)) + 1, f"the key {written} is written twice"
        )
    return found


#: A text, whole, or one bracket outside any text.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')


def _folder(name: str) -> Path:
    shipped = Path(_data.__file__).parent / name
    return shipped if shipped.is_dir() else Path(_data.__file__).parents[2] / name
