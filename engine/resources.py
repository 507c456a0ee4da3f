"""Where the data folders (forms, schemas, themes) stand, in a checkout and in an installed wheel alike.

A wheel carries them as `engine/_data/<name>` (package_dir in setup.cfg); a checkout has them at its top level.
"""

import json
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
    """Read a UTF-8 JSON file; raise BadJsonFile with the file and line when it cannot be."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadJsonFile(path, 0, "the file does not exist") from None
    except UnicodeDecodeError as error:
        raise BadJsonFile(path, 0, f"not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise BadJsonFile(path, error.lineno, error.msg) from None


def _folder(name: str) -> Path:
    shipped = Path(_data.__file__).parent / name
    return shipped if shipped.is_dir() else Path(_data.__file__).parents[2] / name
