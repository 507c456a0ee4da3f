"""Both demo cities served to a real browser, and the one place where every page met is examined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.proof import Proof
from tests.browser.site import Site, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, Page

    from tests.services.checkers import Finding, Report


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the application on the loopback; the test must be marked `server`."""
    with serve(tmp_path_factory.mktemp("served")) as site:
        yield site


@pytest.fixture
def proof(
    browser: Browser,
    axe: Callable[[Page], Report],
    html_validate: Callable[[Mapping[str, str]], list[Finding]],
) -> Proof:
    """Give what examines the pages that a person met."""
    return Proof(browser, axe, html_validate)
