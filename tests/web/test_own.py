"""One's own data: everything in one archive, and an erasure that loses nothing the service still needs."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from engine.documents.received import Clean
from engine.store import documents
from tests.services.stores import root_of, sealed_files
from tests.towns import towns
from tests.walking import sample_pdf
from tests.web.following import File, lines, pdf
from tests.web.journey.answering import token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTE = Clean("../../<note>.pdf", "application/pdf", b"%PDF-1.7 note")


@pytest.fixture
def file(tmp_path: Path, store_url: str) -> Iterator[File]:
    with towns(tmp_path, store_url) as made:
        yield File(made)


def test_the_archive_holds_everything_that_is_kept(file: File) -> None:
    with file.towns.store.begin() as conn:
        documents.put(file.towns.store, conn, file.submission.id, "receipt", b"%PDF-1.7 recu")
    file.ask("Votre bail")
    file.post("/piece/1", fichiers=[pdf()], message="Le voici.")
    file.say("Merci.", NOTE)
    reply = file.walker.client.get(f"{file.page}/mes-donnees.zip")
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.content_length == len(reply.get_data())
    made = zipfile.ZipFile(io.BytesIO(reply.get_data()))
    reply.close()
    names = set(made.namelist())
    assert {"LISEZMOI.txt", "donnees.json", "recepisse.pdf", "cachet.jws"} < names
    assert {"echanges/02-01-PIECE.pdf", "echanges/03-01-MESSAGE.pdf"} < names
    assert not [name for name in names if ".." in name or name.startswith("/")]
    assert made.read("echanges/02-01-PIECE.pdf") == sample_pdf()
    assert made.read("recepisse.pdf") == b"%PDF-1.7 recu"
    assert made.read("cachet.jws").decode() == file.submission.seal
    told = json.loads(made.read("donnees.json"))
    assert told["reponses"] == file.submission.payload["answers"]
    assert told["questions"] == file.submission.payload["labels"]
    assert [one["texte"] for one in told["echanges"]] == ["Le bail est illisible.", "Le voici.", "Merci."]
    assert told["evenements"][0]["type"] == "deposited"
    assert file.submission.reference in made.read("LISEZMOI.txt").decode()


def test_where_files_are_away_the_page_says_to_come_back_and_the_log_names_nobody(
    file: File, caplog: pytest.LogCaptureFixture
) -> None:
    file.say("Bonjour.", NOTE)
    root = root_of(file.towns.store)
    root.rename(root.with_name("elsewhere"))
    root.write_bytes(b"")
    reply = file.walker.client.get(f"{file.page}/mes-donnees.zip")
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "300")
    assert "Les fichiers sont en panne" in reply.get_data(as_text=True)
    assert "Not a directory" in caplog.text
    assert "note" not in caplog.text


def test_nothing_is_erased_before_the_service_holds_it(file: File) -> None:
    secret = token(file.show("/retrait"))
    assert "Le service n’a pas encore tout reçu" in lines(file.show("/effacement"))
    reply = file.walker.client.post(f"{file.page}/effacement", data={"_csrf": secret})
    assert (reply.status_code, reply.location) == (303, f"{file.page}/effacement")
    assert file.status() == "deposited"


def test_after_an_erasure_only_the_reference_and_dates_are_left(file: File) -> None:
    file.say("Bonjour Maëlle.", NOTE)
    file.arrive()
    page = file.show("/effacement")
    assert "dpd@" in lines(page) or "@tilleray.example" in lines(page)
    assert file.status() == "deposited", "asking is not erasing"
    reply = file.post("/effacement")
    assert (reply.status_code, reply.location) == (303, file.page)
    assert file.status() == "erased"
    said = lines(file.show())
    assert "Vos données sont effacées" in said
    assert file.submission.reference in said
    assert "Bonjour Maëlle" not in said
    labels = file.submission.payload["labels"]
    assert [one["label"] for one in labels if one["value"] in said and len(one["value"]) > 8] == []
    for path in ("/fichier/1/1", "/recepisse.pdf"):
        assert file.walker.client.get(f"{file.page}{path}").status_code == 404
    for path in ("/retrait", "/effacement"):
        assert file.walker.client.get(f"{file.page}{path}").location == file.page
    assert file.walker.client.get(f"{file.page}/mes-donnees.zip").status_code == 404
    left = sealed_files(file.towns.store)
    assert left == []
