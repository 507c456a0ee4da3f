"""Every kind of question in a real browser: empty and refused, on a telephone and a desktop, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.person import Met
from tests.browser.proof import VIEWS, Proof
from tests.browser.site import listening
from tests.kinds.kind import cases, kind, names
from tests.kinds.page import application
from tests.services.ports import free_port
from tests.web.macros import samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from tests.services.checkers import Finding, Report

pytestmark = [pytest.mark.server, pytest.mark.browser]


@pytest.fixture(scope="module")
def app() -> Flask:
    """Give an application that holds the stylesheets."""
    return application()


@pytest.fixture(scope="module")
def origin(app: Flask) -> Iterator[str]:
    """Serve it."""
    port = free_port()
    with listening(app, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def proof(
    browser: Browser,
    axe: Callable[[Page], Report],
    html_validate: Callable[[Mapping[str, str]], list[Finding]],
) -> Proof:
    """Give what examines pages."""
    return Proof(browser, axe, html_validate)


def met(app: Flask, origin: str, name: str, case: Mapping[str, Any] | None, state: str) -> Met:
    source = samples.show(app, "question.html", page=kind(name).view(case), csrf="token")
    return Met(f"{origin}/{name}/{state}", 200, source)


@pytest.mark.parametrize("name", names())
def test_a_kind_is_seen_heard_and_reached_empty_and_refused(
    app: Flask, origin: str, proof: Proof, name: str
) -> None:
    told = kind(name).told
    refused = next((case for case in cases(told) if case.get("refused")), None)
    pages = [met(app, origin, name, told.get("shown"), "shown")]
    assert proof.faults(pages, VIEWS[:2]) == []
    if refused:
        assert proof.faults([met(app, origin, name, refused, "refused")], VIEWS) == []


def test_a_question_without_a_label_would_be_found(app: Flask, origin: str, proof: Proof) -> None:
    seen = met(app, origin, "text", None, "broken")
    broken = Met(seen.url, 200, seen.source.replace('<label for="EXE-001">', "<label>"))
    assert proof.faults([broken], VIEWS[:1]) != []
