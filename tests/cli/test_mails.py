"""`formune mails bounced`, called as a mail server calls it: by a pipe, silent, and never losing a notice."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from engine.documents.return_path import return_path
from engine.store import mails
from tests.documents.notices import absence, exim, postfix
from tests.towns import towns
from tests.web.following import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Pipe = Callable[..., subprocess.CompletedProcess[bytes]]

BOUNCES = "rebond@courrier.tilleray.example"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[File]:
    with towns(tmp_path) as made:
        yield File(made)


@pytest.fixture
def sender(file: File) -> str:
    """Let a mail about the submission have left, and give the envelope's sender."""
    with file.towns.store.begin() as conn:
        made = mails.insert(conn, file.submission.id, "receipt", file.towns.clock.now())
        claimed = mails.claim(conn, made.id, file.towns.clock.now())
        assert claimed is not None
        mails.record(conn, claimed, "sent")
    return return_path(file.towns.store.keeper.secrets.session_keys(), BOUNCES, made.id)


@pytest.fixture
def pipe(tmp_path: Path, checkout: Path) -> Pipe:
    """Give a function that pipes a message into the command, on the towns' machine."""
    settings = {
        "FORMUNE_DATA": str(tmp_path),
        "FORMUNE_DATABASE": f"sqlite:///{tmp_path}/formune.sqlite",
        "FORMUNE_CITIES": str(tmp_path / "cities"),
        "FORMUNE_SECRETS": str(tmp_path / "secrets"),
    }

    def call(data: bytes, *words: str, **other: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "engine.cli", "mails", "bounced", *words]
        environ = {**os.environ, **settings, **other}
        return subprocess.run(
            command, input=data, capture_output=True, check=False, env=environ, cwd=checkout
        )

    return call


def reached(file: File) -> bool:
    with file.towns.store.read() as conn:
        return mails.reached(conn, file.submission.id)


def test_a_notice_is_heeded_in_silence(file: File, sender: str, pipe: Pipe) -> None:
    done = pipe(postfix(sender))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert not reached(file)


def test_what_was_done_is_told_in_one_word_when_asked_and_names_nobody(
    file: File, sender: str, pipe: Pipe
) -> None:
    huge = "Content-Type: message/rfc822\n\n" + "claire.dubois@exemple.fr " * 200_000
    calls = {
        "unknown": (postfix("rebond+aaaa@courrier.tilleray.example"),),
        "other": (absence(sender),),
        "soft": (exim(sender, "4.4.1", "failed"),),
        "marked": (postfix(sender, original=huge), "--recipient", sender),
        "known": (exim(sender),),
    }
    for word, (data, *words) in calls.items():
        done = pipe(data, "--tell", *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{word}\n".encode(), b"")
    assert not reached(file)


def test_a_machine_that_is_not_right_lets_the_mail_server_keep_the_notice(
    file: File, sender: str, pipe: Pipe, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"no database")
    empty = tmp_path / "empty.sqlite"
    for setting in (
        {"FORMUNE_DATABASE": f"sqlite:///{broken}"},
        {"FORMUNE_DATABASE": f"sqlite:///{empty}"},
        {"FORMUNE_SECRETS": str(tmp_path / "nowhere")},
    ):
        done = pipe(postfix(sender), **setting)
        assert (done.returncode, done.stdout) == (75, b"")
        assert b"try again later" in done.stderr
        assert b"claire" not in done.stderr
        assert b"exemple" not in done.stderr
    assert reached(file)
