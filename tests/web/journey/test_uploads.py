"""Files: taken by what they are, cleaned, kept encrypted, refused with the reason, and removed again."""

import io
from typing import Any

import pytest
from PIL import Image

from engine.documents.received import FILE_BYTES
from engine.store import attachments
from tests.services.stores import root_of, sealed_files
from tests.towns import Towns
from tests.walking import Walker, sample_pdf
from tests.web.journey.answering import (
    draft_of,
    errors,
    example,
    parsed,
    picture,
    text,
    token,
    walk_to,
)

NAME = "pieces.qualitePro"


@pytest.fixture
def documents(walker: Walker) -> str:
    """Give the address of a page that asks for one file or more."""
    return walk_to(walker, example("v5"), "documents")


def sent(*files: tuple[bytes, str]) -> dict[str, Any]:
    return {NAME: [(io.BytesIO(data), name) for data, name in files]}


def kept(made: Towns, here: str) -> list[dict[str, Any]]:
    pieces: dict[str, Any] = draft_of(made, here).body.document.get("pieces", {})
    found: list[dict[str, Any]] = pieces.get("qualitePro", [])
    return found


@pytest.mark.parametrize(
    ("data", "name", "type_", "shown"),
    [
        (picture("JPEG"), "photo.PNG", "image/jpeg", "photo.jpg"),
        (picture("PNG"), "../../etc/passwd", "image/png", "passwd.png"),
        (sample_pdf(), "carte pro.pdf", "application/pdf", "carte pro.pdf"),
    ],
)
def test_a_file_is_taken_for_what_it_is(data: bytes, name: str, type_: str, shown: str, both: Towns) -> None:
    walker = Walker(both.client())
    documents = walk_to(walker, example("v5"), "documents")
    assert walker.send(documents, sent((data, name))).status_code == 303
    (piece,) = kept(both, documents)
    assert (piece["type"], piece["nom"]) == (type_, shown)
    assert shown in text(walker.page(documents))
    with both.store.read() as conn:
        assert len(attachments.open(both.store, conn, piece["id"])) == piece["taille"]
    disk = [one.read_bytes() for one in sealed_files(both.store)]
    assert not any(head in content for content in disk for head in (b"%PDF", b"\xff\xd8\xff", b"PNG"))


def test_what_a_photo_tells_of_the_phone_is_gone(both: Towns, walker: Walker, documents: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Marque du telephone"
    target = io.BytesIO()
    Image.new("RGB", (20, 20)).save(target, "JPEG", exif=exif)
    walker.send(documents, sent((target.getvalue(), "photo.jpg")))
    (piece,) = kept(both, documents)
    with both.store.read() as conn:
        clean = attachments.open(both.store, conn, piece["id"])
    assert b"Marque" in target.getvalue()
    assert b"Marque" not in clean


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"GIF89a" + b"\x00" * 40, "ne convient pas"),
        (b"<script>alert(1)</script>", "ne convient pas"),
        (b"", "est vide"),
        (b"%PDF-1.7 casse", "ne s’ouvre pas"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 60, "ne s’ouvre pas"),
    ],
    ids=["gif", "html", "empty", "broken-pdf", "broken-jpeg"],
)
def test_a_file_that_cannot_be_kept_is_refused_with_its_reason(
    data: bytes, why: str, both: Towns, walker: Walker, documents: str
) -> None:
    reply = walker.send(documents, sent((data, "preuve.pdf")))
    assert reply.status_code == 422
    page = parsed(reply)
    ((href, words),) = errors(page)
    assert href == "#PIE-006"
    assert page.xpath('//*[@id="PIE-006"]')
    assert why in words
    assert "preuve.pdf" in words
    assert words in text(page.xpath('//*[@id="PIE-006-e"]')[0])
    assert kept(both, documents) == []


def test_a_refused_file_does_not_cost_the_good_one_sent_with_it(
    both: Towns, walker: Walker, documents: str
) -> None:
    reply = walker.send(documents, sent((picture(), "bonne.jpg"), (b"texte", "mauvaise.txt")))
    assert reply.status_code == 422
    assert "mauvaise.txt" in errors(parsed(reply))[0][1]
    assert [one["nom"] for one in kept(both, documents)] == ["bonne.jpg"]
    assert walker.send(documents, {}).status_code == 303


def test_no_more_files_than_were_said(both: Towns, walker: Walker, documents: str) -> None:
    four = [(picture(), f"photo-{index}.jpg") for index in range(4)]
    reply = walker.send(documents, sent(*four))
    assert reply.status_code == 422
    assert "Le fichier « photo-3.jpg » est de trop" in errors(parsed(reply))[0][1]
    assert len(kept(both, documents)) == 3
    page = walker.page(documents)
    assert not page.xpath(f'//input[@type="file"][@name="{NAME}"]')
    assert page.xpath('//*[@id="PIE-006"]')


def test_two_files_at_once_are_kept_in_order_and_one_is_removed(
    both: Towns, walker: Walker, documents: str
) -> None:
    walker.send(documents, sent((picture(), "un.jpg"), (picture("PNG"), "deux.png")), action="enregistrer")
    assert [one["nom"] for one in kept(both, documents)] == ["un.jpg", "deux.png"]
    page = walker.page(documents)
    (button, _other) = page.xpath('//button[starts-with(@value, "retirer:")]/@value')
    assert walker.send(documents, {}, action=button).location == documents
    assert [one["nom"] for one in kept(both, documents)] == ["deux.png"]
    with both.store.read() as conn:
        assert len(attachments.of_draft(conn, draft_of(both, documents))) == 1
    files = sealed_files(both.store)
    assert len(files) == 1


def test_a_file_that_is_too_big_is_refused_with_its_reason(
    both: Towns, walker: Walker, documents: str
) -> None:
    body = multipart(token(walker.page(documents)), b"%PDF-1.7" + b"0" * FILE_BYTES)
    reply = walker.client.post(documents, data=body, content_type=MULTIPART)
    assert reply.status_code == 422
    assert "Le fichier « deux.jpg » est trop lourd" in errors(parsed(reply))[0][1]
    assert kept(both, documents) == []


def test_a_whole_post_that_is_too_heavy_is_refused_and_loses_nothing(
    both: Towns, walker: Walker, documents: str
) -> None:
    walker.send(documents, sent((picture(), "un.jpg")), action="enregistrer")
    heavy = {"CONTENT_LENGTH": "80000000"}
    reply = walker.client.post(documents, data=b"", content_type=MULTIPART, environ_overrides=heavy)
    assert reply.status_code == 413
    assert "trop lourd" in text(parsed(reply))
    assert [one["nom"] for one in kept(both, documents)] == ["un.jpg"]


# Werkzeug's parser leaves its spool to the collector when the connection breaks under it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_connection_that_breaks_keeps_what_was_there(both: Towns, walker: Walker, documents: str) -> None:
    walker.send(documents, sent((picture(), "un.jpg")), action="enregistrer")
    body = multipart(token(walker.page(documents)), picture())
    said = {"CONTENT_LENGTH": str(len(body))}
    reply = walker.client.post(
        documents, data=body[: len(body) // 2], content_type=MULTIPART, environ_overrides=said
    )
    assert reply.status_code == 400
    assert parsed(reply).xpath("//main//a/@href")
    assert [one["nom"] for one in kept(both, documents)] == ["un.jpg"]
    assert walker.send(documents, {}).status_code == 303


MULTIPART = "multipart/form-data; boundary=x"


def multipart(secret: str, data: bytes) -> bytes:
    """Give the body by which a browser sends one file with the page's token."""
    return (
        b'--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n' + secret.encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="pieces.qualitePro"; filename="deux.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + data + b"\r\n--x--\r\n"
    )


def test_nobody_names_a_file_by_its_id(both: Towns, walker: Walker, documents: str) -> None:
    walker.send(documents, {NAME: "3f1c7a52-0b6e-4d1a-9c55-000000000002", f"{NAME}.0.id": "x"}, "enregistrer")
    assert kept(both, documents) == []


def test_a_place_of_files_that_is_away_loses_no_answer_and_says_to_send_again(
    both: Towns, walker: Walker, documents: str
) -> None:
    root = root_of(both.store)
    root.parent.mkdir(exist_ok=True)
    root.write_bytes(b"")  # A file where the folder should be: nothing can be written there.
    reply = walker.send(documents, sent((sample_pdf(), "acte.pdf")))
    assert reply.status_code == 422
    assert "n’a pas pu être gardé" in text(parsed(reply))
    assert kept(both, documents) == []
    root.unlink()
    assert walker.send(documents, sent((sample_pdf(), "acte.pdf"))).status_code == 303
    assert len(kept(both, documents)) == 1
