"""Each file passes the antivirus, then a process of its own; what cannot be judged is refused, and says so."""

from __future__ import annotations

import io
import logging
import socket
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from engine.documents.clamd import Clamd, ScannerAway
from engine.documents.gate import Gate
from engine.documents.received import FILE_BYTES, BadFile
from tests.documents import files, hostile
from tests.services.antivirus import LARGEST, VIRUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.services.antivirus import Daemon

ACCEPTED = ("application/pdf", "image/jpeg", "image/png", "image/heic")


def refusal(gate: Gate, data: bytes) -> str:
    """Give the reason for which a file is refused."""
    with pytest.raises(BadFile) as caught:
        gate.admit("piece.pdf", io.BytesIO(data), ACCEPTED)
    return caught.value.reason


def test_a_picture_and_a_pdf_pass_as_in_one_process() -> None:
    picture = Gate().admit("IMG_1.HEIC", io.BytesIO(files.photo(kind="HEIF")), ACCEPTED)
    assert (picture.name, picture.type) == ("IMG_1.jpg", "image/jpeg")
    assert files.SECRET.encode() not in picture.content.read()
    sent = files.pdf(3)
    paper = Gate().admit("../acte.pdf", io.BytesIO(sent), ACCEPTED)
    assert (paper.name, paper.type, paper.content.read()) == ("acte.pdf", "application/pdf", sent)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "vide"),
        (bytes(FILE_BYTES + 1), "taille"),
        (b"plain words", "type"),
        (b"%PDF-1.7 broken", "illisible"),
        (files.pdf(lock=True), "verrouille"),
        (files.pdf_with_script(), "actif"),
    ],
    ids=["empty", "heavy", "words", "broken", "locked", "active"],
)
def test_a_refusal_of_the_process_keeps_its_reason(data: bytes, reason: str) -> None:
    assert refusal(Gate(), data) == reason


def test_the_antivirus_finds_what_it_knows_and_passes_the_rest(
    clamd: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate(clamd.scanner)
    assert gate.admit("a.pdf", io.BytesIO(files.pdf()), ACCEPTED).type == "application/pdf"
    with caplog.at_level(logging.WARNING):
        assert refusal(gate, files.pdf(author=VIRUS.decode())) == "virus"
    assert "Formune.Test" in caplog.text
    assert "piece.pdf" not in caplog.text


def test_nothing_decodes_a_file_before_the_antivirus(clamd: Daemon) -> None:
    assert refusal(Gate(clamd.scanner), b"no type at all " + VIRUS) == "virus"
    assert refusal(Gate(), b"no type at all " + VIRUS) == "type"


def test_an_antivirus_that_is_away_refuses_for_now_and_is_asked_again(clamd: Daemon) -> None:
    gate = Gate(clamd.scanner)
    clamd.stop()
    assert not clamd.scanner.answers()
    assert refusal(gate, files.pdf()) == "attente"
    clamd.start()
    assert gate.admit("a.pdf", io.BytesIO(files.pdf()), ACCEPTED).type == "application/pdf"


def test_a_file_that_the_antivirus_gives_up_on_is_not_taken_for_a_clean_one(
    clamd: Daemon, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ScannerAway):
        clamd.scanner.virus_in(io.BytesIO(bytes(3 * LARGEST)))
    assert "could not judge" in caplog.text


@pytest.mark.server
@pytest.mark.parametrize(
    "reply", [b"", b"stream: ", b"UNKNOWN COMMAND\0", b"stream: OK and more\0", b"\xff" * 9000]
)
def test_a_server_that_is_no_antivirus_is_not_believed(reply: bytes) -> None:
    with _answering(reply) as address, pytest.raises(ScannerAway):
        Clamd(address, seconds=2.0).virus_in(io.BytesIO(b"anything"))


@pytest.mark.server
def test_a_server_that_says_nothing_is_waited_for_no_longer_than_said() -> None:
    with _answering(None) as address, pytest.raises(ScannerAway):
        Clamd(address, seconds=0.2).virus_in(io.BytesIO(b"anything"))


def test_a_paper_that_takes_too_long_ends_with_its_process(caplog: pytest.LogCaptureFixture) -> None:
    slow = hostile.swollen_objects()
    began = time.monotonic()
    assert refusal(Gate(seconds=0.5), slow) == "illisible"
    assert time.monotonic() - began < 5
    assert "piece" not in caplog.text


def test_a_process_that_outgrows_its_memory_costs_its_sender_a_refusal(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # A program in the place of the decoder, found first: it fills what memory it gets.
    with TemporaryDirectory() as folder:
        greedy = Path(folder) / "python"
        program = "import sys; sys.argv = [*sys.argv[3:]]; from engine.documents import inspector as one\n"
        program += "one.look_into = lambda *_: bytearray(1_200_000_000)\nimport os\n"
        program += "one.main(sys.argv[1:], os.fdopen(0, 'rb'), os.fdopen(1, 'wb'))\n"
        greedy.write_text(f"#!{sys.executable}\n{program}", encoding="utf-8")
        greedy.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(greedy))
        assert refusal(Gate(), files.pdf()) == "illisible"
    assert "ended the process" in caplog.text


def test_a_table_of_objects_that_follows_itself_does_not_hold_anybody() -> None:
    kept = Gate(seconds=10).admit("a.pdf", io.BytesIO(hostile.looping_table()), ACCEPTED)
    assert kept.type == "application/pdf"


def test_files_wait_for_their_turn_and_are_told_to_come_back() -> None:
    gate = Gate(seconds=0.2)
    with ExitStack() as busy:
        for _place in range(2):
            gate._room.acquire()  # noqa: SLF001 -- two files that are being looked into
            busy.callback(gate._room.release)  # noqa: SLF001 -- and that leave
        assert refusal(gate, files.pdf()) == "attente"


@contextmanager
def _answering(reply: bytes | None) -> Iterator[tuple[str, int]]:
    """Listen once on the loopback, read what comes, give one reply, or none and keep the line open."""
    over = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def serve() -> None:
            line, _address = server.accept()
            with closing(line), suppress(ConnectionError):
                line.recv(1000)
                if reply is None:
                    over.wait(5)
                else:
                    line.sendall(reply)
                    line.shutdown(socket.SHUT_WR)
                    while line.recv(1000):
                        pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()
        finally:
            over.set()
            thread.join()
