"""Both demo cities on SQLite, and a resident in one of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.towns import Towns, towns
from tests.walking import Walker


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Towns]:
    with towns(tmp_path) as made:
        yield made


@pytest.fixture
def walker(both: Towns) -> Walker:
    return Walker(both.client())
