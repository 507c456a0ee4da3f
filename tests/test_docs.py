"""The documentation names every command and every setting, and its links lead somewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from engine.cli import formune

if TYPE_CHECKING:
    from pathlib import Path

SETTING = re.compile(r"\bFORMUNE_[A-Z]+(?:_[A-Z]+)*\b")
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def words(checkout: Path) -> str:
    """Read the whole documentation, the README included."""
    pages = [*(checkout / "docs").rglob("*.md"), checkout / "README.md"]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


@pytest.fixture(scope="module")
def commands() -> list[str]:
    """Read the commands once."""
    return _commands()


def test_every_command_is_documented(commands: list[str], words: str) -> None:
    assert {"demo", "serve", "worker", "forms lint"} <= set(commands)
    assert [command for command in commands if f"formune {command}" not in words] == []


def test_every_command_in_a_code_block_exists(checkout: Path, commands: list[str], words: str) -> None:
    lines = [line.strip() for block in BLOCK.findall(words) for line in block.splitlines()]
    named = [line.split()[1:3] for line in lines if line.startswith("formune ")]
    known = {tuple(command.split()[:2]) for command in commands}
    assert named
    assert [words for words in named if not {tuple(words), tuple(words[:1])} & known] == []
    targets = {line.split()[1] for line in lines if re.match(r"make [a-z]", line)}
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    assert targets <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def test_every_setting_that_the_code_reads_is_documented(checkout: Path, words: str) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (checkout / "engine").rglob("*.py")]
    settings = set(SETTING.findall("\n".join(sources)))
    assert {"FORMUNE_DATABASE", "FORMUNE_DATA", "FORMUNE_CITIES", "FORMUNE_SECRETS"} <= settings
    assert settings - set(SETTING.findall(words)) == set()


def test_every_setting_that_is_documented_is_read_somewhere(
    checkout: Path, tracked: tuple[Path, ...], words: str
) -> None:
    programs = [
        path for path in tracked if path.suffix in {".py", ".sh", ""} and path.is_relative_to(checkout)
    ]
    read = {name for path in programs for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    assert set(SETTING.findall(words)) - read == set()


def test_every_link_to_a_file_leads_somewhere(checkout: Path) -> None:
    pages = [*(checkout / "docs").rglob("*.md"), *checkout.glob("*.md")]
    links = [(page, link) for page in pages for link in LINK.findall(page.read_text(encoding="utf-8"))]
    files = [(page, link) for page, link in links if "://" not in link and not link.startswith("mailto:")]
    assert files
    assert [f"{page.name}: {link}" for page, link in files if not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_index(checkout: Path) -> None:
    docs = checkout / "docs"
    seen: set[Path] = set()
    waiting = [docs / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        links = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [
            (page.parent / link).resolve() for link in links if link.endswith(".md") and "://" not in link
        ]
    assert [str(page.relative_to(docs)) for page in docs.rglob("*.md") if page not in seen] == []


def _commands(*above: str) -> list[str]:
    """Read the commands off `--help`, group by group: « forms lint »; a group itself is not a command."""
    shown = CliRunner().invoke(formune, [*above, "--help"], catch_exceptions=False)
    assert shown.exit_code == 0, above
    below = re.findall(r"^  ([a-z][a-z-]*)", shown.stdout.partition("\nCommands:\n")[2], re.MULTILINE)
    return [found for name in below for found in _commands(*above, name)] or [" ".join(above)]
