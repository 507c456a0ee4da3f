"""The whole way of a large file, from the post to the disk and back, takes no more memory than a small one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
def test_a_hundred_megabytes_pass_through_the_application_in_constant_memory(
    tmp_path: Path, checkout: Path
) -> None:
    command = [sys.executable, "-m", "tests.web.journey.big_upload", str(tmp_path)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    grown, kept, status = (int(one) for one in done.stdout.split())
    assert status == 303
    assert kept > 100_000_000
    assert grown < 10_000


@pytest.mark.slow
def test_a_picture_that_takes_too_much_memory_is_refused_kindly_and_the_web_process_does_not_grow(
    tmp_path: Path, checkout: Path
) -> None:
    command = [sys.executable, "-m", "tests.web.journey.big_picture", str(tmp_path)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    grown, refused, taken, words = done.stdout.splitlines()
    assert (refused, taken) == ("422", "303"), "it is the bound alone that refuses it"
    assert words.startswith("Le fichier « plan.png »")
    assert "ne s’ouvre pas" in words
    assert int(grown) < 10_000
