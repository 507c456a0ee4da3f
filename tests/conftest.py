"""What every test may ask for, and the two rules every test obeys: no network, real parts.

Sockets are blocked. A test marked `server` may reach the loopback address, where the fixtures of
`tests/services` start real servers on first use and stop them at the end.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ["127.0.0.1", "::1", "localhost"]

pytest_plugins = [
    "tests.services.postgres",
    "tests.services.stores",
    "tests.services.smtp",
    "tests.services.antivirus",
    "tests.services.bucket",
    "tests.services.addresses",
    "tests.services.browser",
    "tests.services.checkers",
]

os.environ["TZ"] = "America/Martinique"  # a machine's zone must never decide a date: Paris is asked by name
time.tzset()

# A busy machine is no reason to fail, and CI tries the same values twice.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open the loopback to `server` tests; run browser tests last: Playwright keeps an event loop running.

    Of these the slow ones come first: the others fill the end, when workers wait for one another.
    """
    for item in items:
        if item.get_closest_marker("server"):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    """Give when a test's turn comes: the rest, slow browser tests, other browser tests."""
    browser = "browser" in getattr(item, "fixturenames", ())
    return browser, browser and item.get_closest_marker("slow") is None


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Give the root of the checkout, for tests about the project itself."""
    return ROOT


@pytest.fixture(scope="session")
def tracked(checkout: Path) -> tuple[Path, ...]:
    """Give every file of the checkout that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=checkout, capture_output=True, check=True, text=True).stdout
    return tuple(sorted(path for name in listed.split("\0") if name and (path := checkout / name).is_file()))


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that writes a line that is seen although output is captured."""

    def write(line: str) -> None:
        reporter = request.config.pluginmanager.get_plugin("terminalreporter")
        capture = request.config.pluginmanager.get_plugin("capturemanager")
        if reporter is not None and capture is not None:
            with capture.global_and_fixture_disabled():
                reporter.ensure_newline()
                reporter.write_line(line, yellow=True)

    return write


@pytest.fixture(scope="session")
def samples_root(say: Callable[[str], None]) -> Path:
    """Give the folder of the State's sample files (`FORMUNE_SAMPLES`, else `../shared/data`).

    They may not be copied into the project. Absent, the test is skipped after one visible line;
    where CI is set they must be there.
    """
    folder = Path(os.environ.get("FORMUNE_SAMPLES") or ROOT / ".." / "shared" / "data").resolve()
    if folder.is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(
            f"CI needs the State's samples: {folder} is not a folder (FORMUNE_SAMPLES)", pytrace=False
        )
    told = f"The State's samples are not at {folder}: tests that read them are skipped."
    say(told)
    pytest.skip(told)
