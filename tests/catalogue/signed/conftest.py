"""A catalogue with one form in two versions' reach, made anew for each test."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.clock import FrozenClock
from tests.catalogue.conftest import Roots
from tests.catalogue.signed.keepers import Keepers

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def keepers(tmp_path: Path, roots: Roots) -> Keepers:
    """Give keepers who have made their keys and published nothing yet."""
    made = Keepers(tmp_path, roots.folder, FrozenClock(NOW))
    made.begin()
    return made
