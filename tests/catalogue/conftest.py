"""Two small roots of forms and schemas, copied so that a test may break them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass(frozen=True, slots=True)
class Roots:
    """The folders of a small national catalogue."""

    folder: Path

    @property
    def forms(self) -> Path:
        """Give the folder of forms."""
        return self.folder / "forms"

    @property
    def schemas(self) -> Path:
        """Give the folder of blocks."""
        return self.folder / "schemas"

    def read(self, file: str) -> Any:  # noqa: ANN401 -- JSON has no narrower type
        """Read a file of JSON."""
        return json.loads((self.folder / file).read_text(encoding="utf-8"))

    def write(self, file: str, value: Any) -> None:  # noqa: ANN401 -- same
        """Write a file of JSON."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, ensure_ascii=False, indent=2), encoding="utf-8")

    def edit(self, file: str, change: Callable[[Any], Any]) -> None:
        """Change a file of JSON in place."""
        value = self.read(file)
        change(value)
        self.write(file, value)


@pytest.fixture
def roots(tmp_path: Path) -> Roots:
    """Give a copy of the fixtures."""
    shutil.copytree(FIXTURES, tmp_path / "roots")
    return Roots(tmp_path / "roots")
