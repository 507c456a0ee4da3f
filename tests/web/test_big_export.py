"""All of one's data in one archive takes no more memory with large files than with none."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_five_files_of_twenty_megabytes_leave_in_constant_memory(tmp_path: Path, checkout: Path) -> None:
    command = [sys.executable, "-m", "tests.web.big_export", str(tmp_path)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    grown, sent, whole = (int(one) for one in done.stdout.split())
    assert whole == 5
    assert sent > 100_000_000
    assert grown < 10_000
