"""The distribution's Chromium, driven by Playwright; it reaches the loopback and nothing else.

Its headless shell is preferred: the same engine without the windows, for two thirds of the processor's time.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

#: No sandbox, for CI runs as root; no visit to anybody's servers at start; no name but the loopback's.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE *.localhost",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the run's Chromium on first use; the test must be marked `server`."""
    with chromium() as running:
        yield running


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the distribution's Chromium, and stop it at the end of the block."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_program(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page of a new, empty browser profile, French, 1280 by 800."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 800}
    )
    yield context.new_page()
    context.close()


def _program() -> str:
    named = os.environ.get("FORMUNE_CHROMIUM")
    found = named or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        pytest.fail("Chromium is not installed; `make test` installs it", pytrace=False)
    return found
