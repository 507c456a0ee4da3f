"""The receipt on paper: whole, tagged, accessible, archivable, and of its city."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import page
import pypdf
import pytest

from engine.documents import pdf as room
from engine.documents.collect import receipt_paper
from engine.documents.paper import Answer, Piece, Section
from engine.documents.receipt import receipt_pdf
from engine.evidence.seal import verify
from tests.documents.papers import HEAD, paper, rows
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.documents.paper import ReceiptPaper
    from engine.store.submissions import Submission
    from tests.towns import Towns

    Deposited = Callable[[str], tuple[Towns, Submission]]


#: The drawing library leaves the file of its colour profile to be closed when it is forgotten.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")


def words(pdf: bytes) -> str:
    """Read a PDF as pdftotext does, on one line."""
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(shown.decode().split())


def root_of(reader: pypdf.PdfReader) -> Any:  # noqa: ANN401 -- a PDF's catalogue, of any shape
    """Give the catalogue of a PDF."""
    return reader.trailer["/Root"]


def faults(pdf: bytes, folder: Path, profile: str) -> list[str]:
    """Give the rules of a profile (ua1, 3a) that a PDF breaks."""
    file = folder / "receipt.pdf"
    file.write_bytes(pdf)
    report = page.validate_pdf(str(file), profile=profile)
    assert report.rules.total > 100
    return [f"{one.rule_id}: {one.message}" for one in report.failures]


def real(deposited: Deposited, city: str) -> tuple[Towns, Submission, ReceiptPaper]:
    """Give the receipt of a real deposit."""
    made, submission = deposited(city)
    return made, submission, receipt_paper(made.cities.get(city), CATALOGUE, submission)


@pytest.mark.parametrize("city", ["tilleray", "port-lannec"])
def test_the_paper_holds_all_that_was_sent_and_all_that_the_law_says(deposited: Deposited, city: str) -> None:
    made, submission, drawn = real(deposited, city)
    text = words(receipt_pdf(drawn))
    assert submission.reference in text
    assert "mardi 24 novembre 2026 à 10 h 00 (heure de Paris)" in text
    assert made.cities.get(city).label in text
    for sentence in drawn.mentions:
        assert " ".join(sentence.split()) in text
    for label in submission.payload["labels"]:
        assert label["code"] in text
    for consent in submission.payload["consents"]:
        assert " ".join(consent["text"].split()) in text
    for answer in ("Claire Louise", "25 bis allée des Tilleuls"):
        assert answer in text
    assert f"{submission.form}, version {submission.version}" in text
    assert submission.digest in text.replace(" ", "")
    assert not re.search(r"\b(?:None|null|undefined|mention\.)", text)
    assert "DÉMONSTRATION" in text


def test_the_mentions_are_those_of_the_law_in_its_order(deposited: Deposited) -> None:
    _made, submission, drawn = real(deposited, "tilleray")
    definition = CATALOGUE.get(submission.form)
    date, service, *_rest = drawn.mentions
    assert "24 novembre 2026" in date
    assert "etat-civil@tilleray.example" in service
    assert "02\u00a061\u00a091\u00a000\u00a013" in service
    text = words(receipt_pdf(drawn))
    places = [text.index(" ".join(one.split())) for one in drawn.mentions]
    assert places == sorted(places)
    assert "en principe" in " ".join(drawn.mentions)
    assert definition.procedure["silence"]["verified"] is False


def test_the_two_cities_differ_in_name_colours_and_contact_alone(deposited: Deposited) -> None:
    _one, _first, tilleray = real(deposited, "tilleray")
    _two, _second, lannec = real(deposited, "port-lannec")
    assert [[(one.code, one.label) for one in section.answers] for section in tilleray.sections] == [
        [(one.code, one.label) for one in section.answers] for section in lannec.sections
    ]
    assert tilleray.head.accent != lannec.head.accent
    assert tilleray.head.logo != lannec.head.logo


def test_the_paper_is_pdf_ua_and_pdf_a_at_once(deposited: Deposited, tmp_path: Path) -> None:
    for city in ("tilleray", "port-lannec"):
        _made, _submission, drawn = real(deposited, city)
        pdf = receipt_pdf(drawn)
        assert faults(pdf, tmp_path, "ua1") == []
        assert faults(pdf, tmp_path, "3a") == []


def test_a_paper_without_its_tags_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What the receipt adds is taken away, so that the validator is seen to fail.
    monkeypatch.setattr(room, "_UNIVERSAL_ACCESS", b"")
    assert faults(receipt_pdf(paper()), tmp_path, "ua1")
    monkeypatch.setattr(room, "_VARIANT", "pdf/a-3u")
    assert faults(receipt_pdf(paper()), tmp_path, "3a")


@pytest.mark.parametrize(
    "drawn",
    [
        paper(),
        paper((rows(40),)),
        paper(
            (rows(3, "Une longue question qui tient sur plusieurs lignes. " * 4, "mot " * 400, "x" * 900),)
        ),
        paper(
            (Section("Récit", (Answer("REC-001", "Que s’est-il passé ?", ("Il était une fois. " * 900,)),)),)
        ),
        paper(pieces=(Piece("PIE-001", "Livret de famille", "k" * 116 + ".pdf", "1,2 Mo", "0f" * 32),)),
        paper(mark="ESSAI. Démarche non ouverte.", head=replace(HEAD, logo="", email="", hours="")),
    ],
    ids=["bare", "forty-rows", "long-words", "story", "piece", "trial"],
)
def test_any_shape_of_receipt_stays_valid_and_loses_nothing(drawn: ReceiptPaper, tmp_path: Path) -> None:
    pdf = receipt_pdf(drawn)
    assert faults(pdf, tmp_path, "ua1") == []
    assert faults(pdf, tmp_path, "3a") == []
    text = words(pdf)
    sent = "".join(line for section in drawn.sections for one in section.answers for line in one.lines)
    assert text.count("était") == sent.count("était")
    assert text.count("QUE-") == sum(
        one.code.startswith("QUE-") for section in drawn.sections for one in section.answers
    )
    assert ("Vous n’avez joint aucune pièce." in text) is not bool(drawn.pieces)
    for piece in drawn.pieces:
        assert piece.sha256 in text.replace(" ", "")
        assert text.count("k") >= piece.name.count("k"), "a name that fills several lines"


def test_the_file_says_its_title_language_and_maker(deposited: Deposited) -> None:
    _made, submission, drawn = real(deposited, "tilleray")
    reader = pypdf.PdfReader(io.BytesIO(receipt_pdf(drawn)))
    assert reader.metadata is not None
    assert reader.metadata.title == (
        f"Récépissé de votre demande, référence {submission.reference}, Ville de Tilleray"
    )
    assert reader.metadata.author == "Ville de Tilleray"
    assert root_of(reader)["/Lang"] == "fr"
    assert root_of(reader)["/MarkInfo"]["/Marked"]
    assert root_of(reader)["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_page_is_numbered_and_names_the_receipt(tmp_path: Path) -> None:
    pdf = receipt_pdf(paper((rows(120),), mark="DÉMONSTRATION. Sans valeur."))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) > 2
    for number in range(1, len(pages) + 1):
        file = tmp_path / "many.pdf"
        file.write_bytes(pdf)
        shown = subprocess.run(
            ["pdftotext", "-f", str(number), "-l", str(number), file, "-"], capture_output=True, check=True
        ).stdout.decode()
        assert f"Page {number} sur {len(pages)}" in shown
        assert "Récépissé 4KT-7MP-93, Ville de Tilleray" in shown
        assert "DÉMONSTRATION" in shown


def test_the_sealed_answers_are_joined_and_still_verify(deposited: Deposited) -> None:
    made, submission, drawn = real(deposited, "tilleray")
    reader = pypdf.PdfReader(io.BytesIO(receipt_pdf(drawn)))
    name = f"{submission.reference}.jws"
    joined = reader.attachments[name][0].decode()
    assert joined == submission.seal
    payload = joined.split(".")[1]
    statement = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert statement["answers"] == submission.payload["answers"]
    report = verify(statement, joined, made.store.keeper.secrets.seal("tilleray").chain)
    # The certificate was made today, the deposit on the day where the tests' clock stands.
    assert [line for line in report.lines if not line.holds and line.check != "validity"] == []
    source = next(iter(root_of(reader)["/AF"])).get_object()
    assert source["/AFRelationship"] == "/Source"


def test_an_answer_is_words_never_markup_and_loads_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("du disque")
    nasty = (
        "<b>gras</b>",
        "{{ 7*7 }}",
        '<img src="http://127.0.0.1:9/x">',
        f'<link rel="attachment" href="file://{secret}">',
        "<style>p{display:none}</style></td>",
    )
    pdf = receipt_pdf(paper((Section("<h1>t</h1>", (Answer("QUE-001", "<i>q</i>", nasty),)),)))
    text = words(pdf)
    for one in ("<b>gras</b>", "{{ 7*7 }}", "<h1>t</h1>", "<i>q</i>"):
        assert one in text
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).attachments) == 1


def test_a_city_s_logo_can_fetch_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<image href="file://{secret}" width="9" height="9"/>'
        '<image href="http://127.0.0.1:9/x" width="9" height="9"/></svg>'
    )
    logo = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
    assert receipt_pdf(paper(head=replace(HEAD, logo=logo))).startswith(b"%PDF-")
    assert "not allowed" in caplog.text or "allowed" in caplog.text or "Failed to load" in caplog.text


def test_no_stream_ends_where_two_ends_of_line_would_meet() -> None:
    for number in range(40):
        assert b"\r\nendstream" not in receipt_pdf(paper((rows(1, f"Question {number}"),)))


def test_a_table_that_would_be_misread_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    size = re.findall(rb"/Size [0-9]+[^0-9]", receipt_pdf(paper()))[-1]
    # One drawing in a hundred is ambiguous by itself: here the first one is said to be.
    monkeypatch.setattr(room, "_AMBIGUOUS", size)
    again = receipt_pdf(paper())
    assert size not in again
    monkeypatch.setattr(room, "_AMBIGUOUS", b"never")
    assert words(again) == words(receipt_pdf(paper()))
