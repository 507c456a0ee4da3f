"""The tutorial for authors is carried out, command by command and edit by edit, and prints what it says it prints."""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.server

_PAGE = "docs/tutorial/write-your-first-form.md"
_FENCED = re.compile(
    r"^```(?P<kind>\S+)(?: exit=(?P<status>\d))?\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
#: Kinds of blocks that a tutorial may hold: all of them are carried out or compared.
_KINDS = {"console", "text", "diff"}
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block; a command must end with `status`."""

    kind: str
    body: str
    status: int = 0


def blocks(checkout: Path) -> list[Block]:
    """Read the blocks of the tutorial, in order."""
    text = (checkout / _PAGE).read_text(encoding="utf-8")
    return [Block(one["kind"], one["body"], int(one["status"] or 0)) for one in _FENCED.finditer(text)]


def test_the_tutorial_is_true_from_the_first_command_to_the_last(checkout: Path, tmp_path: Path) -> None:
    printed = ""
    for block in blocks(checkout):
        assert block.kind in _KINDS
        if block.kind == "diff":
            edit(tmp_path, block.body)
        elif block.kind == "text":
            assert [
                line for line in block.body.splitlines() if spaced(line.strip()) not in spaced(printed)
            ] == [], printed
        else:
            printed = "".join(carry_out(checkout, tmp_path, line, block) for line in block.body.splitlines())


def test_every_word_that_the_tutorial_adds_is_shown_by_the_preview(checkout: Path, tmp_path: Path) -> None:
    for block in blocks(checkout):
        if block.kind == "diff":
            edit(tmp_path, block.body)
        elif "preview" not in block.body and block.kind == "console":
            for line in block.body.splitlines():
                carry_out(checkout, tmp_path, line, block)
    with previewed(checkout, tmp_path) as origin:
        page = fetched(f"{origin}fr/demande-composteur/exemples/i2/demande")
    assert "Écrivez le numéro, en chiffres" in page
    assert "gravé sous le couvercle" in page


@pytest.mark.parametrize(
    "broken",
    ["--- a.txt\n one\n-three\n+four\n", "--- b.txt\n one\n+two\n", "--- a.txt\n-o\n+u\n"],
    ids=["words-absent", "file-absent", "words-twice"],
)
def test_an_edit_that_does_not_fit_its_file_is_noticed(tmp_path: Path, broken: str) -> None:
    (tmp_path / "a.txt").write_text("one\no\ntwo\no\n", encoding="utf-8")
    with pytest.raises((AssertionError, FileNotFoundError)):
        edit(tmp_path, broken)


def spaced(text: str) -> str:
    """Give a text with plain spaces: a page shows no-break ones alike."""
    return text.replace("\u00a0", " ")


def edit(folder: Path, body: str) -> None:
    """Make the edits of a block: lines begin with a space (kept), a minus (taken) or a plus (added)."""
    path = folder
    for part in re.split(r"^(?=--- )|^@@\n", body, flags=re.MULTILINE):
        lines = part.splitlines(keepends=True)
        if lines and lines[0].startswith("--- "):
            path = folder / lines.pop(0)[4:].strip()
        if not lines:
            continue
        before = "".join(line[1:] for line in lines if line[0] in " -")
        text = path.read_text(encoding="utf-8")
        assert f"\n{text}".count(f"\n{before}") == 1, before
        after = "".join(line[1:] for line in lines if line[0] in " +")
        path.write_text(f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:], encoding="utf-8")


def carry_out(checkout: Path, folder: Path, line: str, block: Block) -> str:
    """Carry out one command; give what it printed. A server is asked for its page, then stopped."""
    if " preview " in f"{line} ":
        with previewed(checkout, folder) as origin:
            assert "DÉMONSTRATION" in fetched(origin)
            return f"Ready: {origin}\n".replace(origin, "http://127.0.0.1:8600/")
    done = subprocess.run(
        command(line), cwd=folder, env=environment(checkout), capture_output=True, text=True, check=False,
        timeout=_SECONDS,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (block.status, ""), (line, done.stdout, done.stderr)
    return done.stdout


def command(line: str) -> list[str]:
    """Give the words of a command; `formune` is the one under test."""
    words = shlex.split(line)
    if words[0] == "formune":
        return [sys.executable, "-m", "engine.cli", *words[1:]]
    assert words[0] in {"mkdir", "cp"}, line
    return [shutil.which(words[0]) or words[0], *words[1:]]


def environment(checkout: Path) -> dict[str, str]:
    """Give the environment of a command that runs outside the checkout."""
    return {**os.environ, "PYTHONPATH": str(checkout)}


@contextmanager
def previewed(checkout: Path, folder: Path) -> Iterator[str]:
    """Serve the preview while the block lasts; give the address that it printed. Ctrl-C ends it well."""
    line = f"formune forms preview --root forms --port {free_port()}"
    with subprocess.Popen(
        command(line), cwd=folder, env=environment(checkout), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], _SECONDS)
        said = process.stdout.readline() if ready else ""
        try:
            assert said.startswith("Ready: http://127.0.0.1:"), said
            yield said.removeprefix("Ready: ").strip()
        finally:
            process.send_signal(signal.SIGINT)
            try:
                assert process.wait(_SECONDS) == 0
            finally:
                process.kill()


def fetched(address: str) -> str:
    """Give a page of the loopback."""
    with urllib.request.urlopen(address, timeout=_SECONDS) as reply:  # noqa: S310 -- the preview's own address
        return str(reply.read().decode())
