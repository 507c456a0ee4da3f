"""`formune submissions`: the service speaks from the command line, and nothing personal is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from engine.cli.submissions import submissions
from engine.dialogue import BadCode, TooEarlyLimit, UnknownSubmission
from engine.store import mails
from engine.work import Queue
from tests.towns import towns
from tests.walking import sample_pdf
from tests.web.following import File, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[File]:
    with towns(tmp_path) as made:
        Queue(made.store).prepare()
        yield File(made)


@pytest.fixture
def run(file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that calls the command on the towns' machine."""
    settings = {
        "FORMUNE_DATA": str(tmp_path),
        "FORMUNE_DATABASE": f"sqlite:///{tmp_path}/formune.sqlite",
        "FORMUNE_CITIES": str(tmp_path / "cities"),
        "FORMUNE_SECRETS": str(tmp_path / "secrets"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def call(*words: str, text: str = "Bonjour Maëlle.") -> Result:
        named = (words[0], file.submission.reference, "--city", "tilleray", *words[1:])
        return CliRunner().invoke(submissions, named, input=text)

    return call


def test_the_service_writes_asks_and_decides(file: File, run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "decision.pdf"
    paper.write_bytes(sample_pdf())
    said = run("say", "--text", "-")
    assert (said.exit_code, said.output) == (
        0,
        f"{file.submission.reference}: message 1 is on the follow-up page.\n",
    )
    asked = run(
        "ask", "--text", "-", "--piece", "Votre bail", "--until", "2100-01-31", "--question", "PIE-001"
    )
    assert asked.exit_code == 0
    shown = lines(file.show())
    assert "Bonjour Maëlle." in shown
    assert "Votre bail" in shown
    decided = run("decide", "--text", "-", "--outcome", "accepted", "--file", str(paper))
    assert decided.exit_code == 0
    assert file.status() == "closed"
    assert [one.kind for one in file.said()] == ["message", "request", "decision"]


def test_what_is_shown_holds_no_word_and_no_answer(file: File, run: Run) -> None:
    run("say", "--text", "-")
    shown, in_json = run("show"), run("show", "--json")
    told = json.loads(in_json.output)
    assert told["status"] == "deposited"
    assert [one["kind"] for one in told["exchanges"]] == ["message"]
    assert "deposited" in shown.output
    answers = [one["value"] for one in file.submission.payload["labels"] if len(one["value"]) > 6]
    for text in (shown.output, in_json.output):
        assert [word for word in ("Maëlle", *answers) if word in text] == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("ask", "--text", "-", "--piece", "Bail", "--until", "2020-01-31"), TooEarlyLimit),
        (
            ("ask", "--text", "-", "--piece", "Bail", "--until", "2100-01-31", "--question", "Bail de M. X"),
            BadCode,
        ),
    ],
)
def test_a_wrong_word_is_refused_and_nothing_is_said(
    file: File, run: Run, words: tuple[str, ...], error: type[Exception]
) -> None:
    assert isinstance(run(*words).exception, error)
    assert file.said() == ()


def test_a_file_that_cannot_be_kept_is_a_wrong_call(file: File, run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "decision.pdf"
    paper.write_bytes(b"MZ")
    refused = run("decide", "--text", "-", "--outcome", "accepted", "--file", str(paper))
    assert refused.exit_code == 2
    assert "decision.pdf: type" in refused.output
    assert file.status() == "deposited"


@pytest.mark.parametrize("reference", ["444-444-44", "x", "4KT 7MP 93; DROP"])
def test_an_unknown_reference_is_one_sentence(run: Run, reference: str) -> None:
    assert run is not None
    unknown = CliRunner().invoke(submissions, ["show", reference, "--city", "tilleray"])
    assert isinstance(unknown.exception, UnknownSubmission)


def test_who_was_not_reached_is_shown_and_listed(file: File, run: Run) -> None:
    reached = json.loads(run("show", "--json").output)
    assert reached["reached"] is True
    assert "not reached" not in run("show").output
    with file.towns.store.begin() as conn:
        mail = mails.insert(conn, file.submission.id, "receipt", file.towns.clock.now())
        mails.claim(conn, mail.id, file.towns.clock.now())
        mails.came_back(conn, mail.id)
    assert json.loads(run("show", "--json").output)["reached"] is False
    assert "not reached by e-mail" in run("show").output
    listed = CliRunner().invoke(submissions, ["unreached", "--city", "tilleray"])
    assert f"{file.submission.reference}  acte-etat-civil  2026-11-24" in listed.output
    assert "1 not reached by e-mail." in listed.output
    rows = json.loads(CliRunner().invoke(submissions, ["unreached", "--city", "tilleray", "--json"]).output)
    assert [one["reference"] for one in rows] == [file.submission.reference]
    other = CliRunner().invoke(submissions, ["unreached", "--city", "port-lannec"])
    assert other.output == "0 not reached by e-mail.\n"
