"""Files that residents attach: kept clean or refused for a reason of the closed list."""

from __future__ import annotations

import io
import random

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from engine.documents import intake
from engine.documents.intake import take_in
from engine.documents.received import FILE_BYTES, REASONS, BadFile, safe_name, shown_name
from engine.journey.problems import Problem
from engine.journey.words import Words
from tests.documents import files
from tests.towns import CATALOGUE

ACCEPTED = ("application/pdf", "image/jpeg", "image/png", "image/heic")


def refusal(data: bytes, accepted: tuple[str, ...] = ACCEPTED, name: str = "piece.pdf") -> str:
    """Give the reason for which a file is refused."""
    with pytest.raises(BadFile) as caught:
        take_in(name, data, accepted)
    assert caught.value.reason in REASONS
    assert name not in str(caught.value)
    return caught.value.reason


def outcome(data: bytes) -> str:
    """Give the reason of a refusal, empty when the file is kept."""
    try:
        return "" if take_in("a.pdf", data, ACCEPTED).data else "nothing"
    except BadFile as bad:
        return bad.reason


def test_a_photo_loses_position_device_comment_and_profile() -> None:
    sent = files.photo()
    assert files.SECRET.encode() in sent
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825)
    kept = take_in("IMG_0042.JPEG", sent, ACCEPTED)
    drawn = Image.open(io.BytesIO(kept.data))
    assert (kept.name, kept.type, drawn.format, drawn.size) == (
        "IMG_0042.jpg",
        "image/jpeg",
        "JPEG",
        (64, 48),
    )
    assert dict(drawn.getexif()) == {}
    assert files.SECRET.encode() not in kept.data
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(drawn.info)


def test_a_photo_taken_on_its_side_stands_upright() -> None:
    kept = take_in("a.jpg", files.photo(orientation=6), ACCEPTED)
    drawn = Image.open(io.BytesIO(kept.data)).convert("RGB")
    assert drawn.size == (48, 64)
    red, _green, blue = drawn.getpixel((40, 8))  # type: ignore[misc]  # three bands of RGB
    assert red > 150 > blue


def test_a_telephone_s_own_format_becomes_jpeg_without_its_position() -> None:
    sent = files.photo(kind="HEIF")
    assert files.SECRET.encode() in sent
    kept = take_in("IMG_1.HEIC", sent, ACCEPTED)
    drawn = Image.open(io.BytesIO(kept.data))
    assert (kept.name, kept.type, drawn.format) == ("IMG_1.jpg", "image/jpeg", "JPEG")
    assert dict(drawn.getexif()) == {}
    assert files.SECRET.encode() not in kept.data
    assert refusal(sent, ("image/jpeg",)) == "type"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_a_png_of_any_mode_loses_its_texts(mode: str) -> None:
    sent = files.captioned_png(mode)
    assert files.SECRET.encode() in sent
    kept = take_in("capture.png", sent, ACCEPTED)
    drawn = Image.open(io.BytesIO(kept.data))
    drawn.load()
    assert (kept.type, drawn.format, drawn.size) == ("image/png", "PNG", (20, 20))
    assert drawn.info == {}
    assert files.SECRET.encode() not in kept.data


def test_sixteen_bits_of_grey_keep_their_grey() -> None:
    target = io.BytesIO()
    Image.new("I;16", (10, 10), 40_000).save(target, "PNG")
    kept = take_in("a.png", target.getvalue(), ACCEPTED)
    assert Image.open(io.BytesIO(kept.data)).getpixel((5, 5)) == (156, 156, 156)


def test_a_large_photo_is_brought_to_what_a_page_needs() -> None:
    target = io.BytesIO()
    Image.new("RGB", (6000, 8000), (200, 180, 90)).save(target, "JPEG", quality=60)
    drawn = Image.open(io.BytesIO(take_in("a.jpg", target.getvalue(), ACCEPTED).data))
    assert max(drawn.size) <= 4096
    assert drawn.size[0] * 8000 == pytest.approx(drawn.size[1] * 6000, rel=0.01)


@pytest.mark.parametrize(
    ("width", "height"), [(9_000, 9_000), (12_000, 12_000), (60_000, 60_000), (50_001, 1_000)]
)
def test_a_bomb_is_refused_by_its_header_alone(width: int, height: int) -> None:
    assert refusal(files.png_claiming(width, height)) == "taille"


def test_a_file_over_the_limit_is_refused_before_anything_is_read() -> None:
    assert refusal(b"%PDF-1.7" + bytes(FILE_BYTES)) == "taille"
    assert refusal(b"") == "vide"


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["jpeg", "png", "heif", "pdf"])
def test_a_file_that_was_cut_is_refused(kind: str, cut: float, monkeypatch: pytest.MonkeyPatch) -> None:
    # As the library that draws papers leaves it.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = {
        "jpeg": files.photo((400, 300)),
        "png": files.photo((400, 300), kind="PNG"),
        "heif": files.photo((400, 300), kind="HEIF"),
        "pdf": files.pdf(3),
    }[kind]
    assert refusal(whole[: int(len(whole) * cut)]) == "illisible"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
        b"PK\x03\x04" + bytes(60),
        b"MZ" + bytes(200),
        b"\n%PDF-1.7 not at its place %%EOF",
        b"plain words",
        b"\x00",
    ],
)
def test_a_file_that_is_something_else_is_refused_whatever_its_name(data: bytes) -> None:
    for name in ("piece.pdf", "photo.jpg", "photo.png"):
        assert refusal(data, name=name) == "type"


def test_a_type_that_the_question_does_not_take_is_refused() -> None:
    assert refusal(files.pdf(), ("image/jpeg",)) == "type"
    assert refusal(files.photo(), ("application/pdf",)) == "type"


def test_what_hides_behind_a_picture_is_gone() -> None:
    hidden = b"<script>alert(1)</script>PK\x03\x04" + files.pdf()
    kept = take_in("photo.jpg", files.photo() + hidden, ACCEPTED)
    assert b"script" not in kept.data
    assert b"%PDF" not in kept.data


def test_what_hides_behind_a_pdf_makes_it_refused() -> None:
    assert refusal(files.pdf() + b"PK\x03\x04" + bytes(2000)) == "illisible"


def test_a_plain_pdf_is_kept_as_it_was_sent_its_author_included() -> None:
    sent = files.pdf(2, author="Claire Martin")
    kept = take_in("Livret de famille.PDF", sent, ACCEPTED)
    assert (kept.name, kept.type, kept.data) == ("Livret de famille.pdf", "application/pdf", sent)


def test_a_locked_pdf_is_refused() -> None:
    assert refusal(files.pdf(lock=True)) == "verrouille"


def test_a_pdf_that_carries_a_program_or_a_file_is_refused() -> None:
    assert refusal(files.pdf_with_script()) == "actif"
    assert refusal(files.pdf_with_file()) == "actif"


@pytest.mark.parametrize(
    "action", ["/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition"]
)
def test_a_pdf_with_a_link_that_acts_is_refused(action: str) -> None:
    assert refusal(files.pdf_with_action(action)) == "actif"


@pytest.mark.parametrize("action", ["/URI", "/GoTo"])
def test_a_pdf_with_a_link_that_leads_somewhere_is_kept(action: str) -> None:
    assert take_in("a.pdf", files.pdf_with_action(action), ACCEPTED).type == "application/pdf"


def test_a_pdf_without_a_page_is_refused() -> None:
    assert refusal(files.pdf(0)) == "illisible"


def test_a_pdf_too_large_to_be_looked_at_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # The bound is lowered so that a small file reaches it.
    monkeypatch.setattr(intake, "_MOST_OBJECTS", 5)
    assert refusal(files.pdf(30)) == "illisible"


def test_a_broken_pdf_is_refused_and_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    sent = files.pdf(2, author="Claire Martin")
    rng = random.Random(7)  # noqa: S311 -- the same broken files each time
    for _attempt in range(60):
        broken = bytearray(sent)
        for _bit in range(rng.randint(1, 40)):
            broken[rng.randrange(8, len(broken))] = rng.randrange(256)
        assert outcome(bytes(broken)) in {"", *REASONS}
    assert caplog.text == ""


@given(
    st.binary(min_size=1, max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"]),
)
def test_any_bytes_are_kept_clean_or_refused(tail: bytes, head: bytes) -> None:
    assert outcome(head + tail) in {"", *REASONS}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\claire\\scan.pdf", "scan.pdf"),
        ("facture\u202efdp.exe", "facturefdp.pdf"),
        ("....", "fichier.pdf"),
        ("", "fichier.pdf"),
        (".pdf", "fichier.pdf"),
        ("a\u00a0b\u2028c\r\nd.pdf", "a b cd.pdf"),
        ('re<b>"cu*|?.pdf', "rebcu.pdf"),
        ("Pièce d’identité.jpeg", "Pièce d’identité.pdf"),
        ("e\u0301tat.pdf", "\u00e9tat.pdf"),
        ("nom..pdf", "nom.pdf"),
    ],
)
def test_a_name_is_made_safe_and_says_what_the_file_is(name: str, kept: str) -> None:
    assert safe_name(name, ".pdf") == kept


@given(st.text(max_size=400))
def test_any_name_is_one_short_line_without_a_path(name: str) -> None:
    made = safe_name(name, ".jpg")
    assert made.endswith(".jpg")
    assert 5 <= len(made) <= 120
    assert made.isprintable()
    assert not set(made) & set('/\\<>:"|?*\u202e')
    assert not made.startswith(".")
    assert len(shown_name(name)) <= 120


@pytest.mark.parametrize("reason", [*REASONS, "nombre"])
def test_every_refusal_has_its_words_with_an_example(reason: str) -> None:
    definition = CATALOGUE.get("acte-etat-civil")
    problem = Problem("PIE-001", f"fichier.{reason}", "/pieces", params={"nom": "scan.pdf"})
    said = Words(definition).message(problem, {})
    assert said == definition.texts["fr"][f"check.fichier.{reason}"].replace("{nom}", "scan.pdf")
    assert "par exemple" in said


def test_the_receipt_s_own_reader_opens_what_is_kept() -> None:
    kept = take_in("a.pdf", files.pdf(4), ACCEPTED)
    assert len(pypdf.PdfReader(io.BytesIO(kept.data)).pages) == 4
