"""A file that the antivirus refuses, or cannot judge, is refused with its question; nothing else is lost."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from engine.documents.gate import Gate
from tests.services.antivirus import VIRUS
from tests.services.stores import sealed_files
from tests.towns import Towns, towns
from tests.walking import Walker, sample_pdf
from tests.web.journey.answering import draft_of, errors, example, parsed, text, walk_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services.antivirus import Daemon

NAME = "pieces.qualitePro"


@pytest.fixture
def guarded(tmp_path: Path, clamd: Daemon) -> Iterator[Towns]:
    with towns(tmp_path, gate=Gate(clamd.scanner)) as made:
        yield made


def kept(made: Towns, here: str) -> list[str]:
    pieces = draft_of(made, here).body.document.get("pieces", {})
    return [one["nom"] for one in pieces.get("qualitePro", ())]


def test_a_virus_is_refused_and_the_good_file_beside_it_is_kept(guarded: Towns) -> None:
    walker = Walker(guarded.client())
    here = walk_to(walker, example("v5"), "documents")
    files = [(io.BytesIO(sample_pdf()), "bon.pdf"), (io.BytesIO(sample_pdf() + VIRUS), "mauvais.pdf")]
    reply = walker.send(here, {NAME: files})
    assert reply.status_code == 422
    ((href, words),) = errors(parsed(reply))
    assert href == "#PIE-006"
    assert words.startswith("L’antivirus a trouvé un danger dans le fichier « mauvais.pdf ».")
    assert kept(guarded, here) == ["bon.pdf"]
    disk = sealed_files(guarded.store)
    assert len(disk) == 1


def test_no_file_passes_while_the_antivirus_is_away_and_the_page_says_to_come_back(
    guarded: Towns, clamd: Daemon
) -> None:
    walker = Walker(guarded.client())
    here = walk_to(walker, example("v5"), "documents")
    walker.send(here, {NAME: [(io.BytesIO(sample_pdf()), "avant.pdf")]}, "enregistrer")
    clamd.stop()
    reply = walker.send(here, {NAME: [(io.BytesIO(sample_pdf()), "pendant.pdf")]})
    assert reply.status_code == 422
    page = parsed(reply)
    ((href, words),) = errors(page)
    assert href == "#PIE-006"
    assert "« pendant.pdf » n’a pas pu être vérifié" in words
    assert "Renvoyez le fichier plus tard" in words
    assert "avant.pdf" in text(page)
    assert kept(guarded, here) == ["avant.pdf"]
    clamd.start()
    assert walker.send(here, {NAME: [(io.BytesIO(sample_pdf()), "pendant.pdf")]}).status_code == 303
    assert kept(guarded, here) == ["avant.pdf", "pendant.pdf"]
