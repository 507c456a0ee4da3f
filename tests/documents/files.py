"""Files as residents send them, good and bad, made here and now by the libraries that make real ones."""

from __future__ import annotations

import io
import struct
import zlib

import pillow_heif
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

#: 48° 51′ 30″ N: what a telephone writes into each photo.
LATITUDE = (48.0, 51.0, 30.0)
SECRET = "Secret-Lieu-Dit"


def photo(size: tuple[int, int] = (64, 48), orientation: int = 1, kind: str = "JPEG") -> bytes:
    """Give a photo with position, maker, comment and thumbnail's place, its upper left quarter red."""
    picture = Image.new("RGB", size, (30, 90, 200))
    picture.paste((220, 20, 20), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = SECRET
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (2.0, 17.0, 40.0)})
    target = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
        picture.save(target, "HEIF", exif=exif.tobytes())
    else:
        picture.save(
            target, kind, exif=exif, comment=SECRET.encode(), icc_profile=b"profile " + SECRET.encode()
        )
    return target.getvalue()


def captioned_png(mode: str = "RGB") -> bytes:
    """Give a PNG whose text chunks name a place."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    text.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    target = io.BytesIO()
    Image.new(mode, (20, 20), 0).save(target, "PNG", pnginfo=text, dpi=(300, 300))
    return target.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """Give a tiny PNG whose header claims a picture of any size: a bomb."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1 << 20), 9)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def with_chunk(name: bytes, data: bytes) -> bytes:
    """Give a whole small PNG with one more chunk behind its header."""
    target = io.BytesIO()
    Image.new("RGB", (20, 20)).save(target, "PNG")
    made = target.getvalue()
    end = made.index(b"IDAT") - 4
    return made[:end] + _chunk(name, data) + made[end:]


_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pdf(pages: int = 1, author: str = "", *, lock: bool = False) -> bytes:
    """Give a PDF of blank pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if author:
        writer.add_metadata({"/Author": author})
    if lock:
        writer.encrypt("secret", algorithm="AES-256")
    return _written(writer)


def pdf_with_script() -> bytes:
    """Give a PDF that runs a program when it opens."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_open_action(JavaScript("app.alert('bonjour');"))
    return _written(writer)


def pdf_with_file() -> bytes:
    """Give a PDF that carries another file."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("facture.xml", b"<x/>")
    return _written(writer)


def pdf_with_action(action: str) -> bytes:
    """Give a PDF whose page has a link of an action type, deep in an array of an annotation."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/A"): DictionaryObject(
                {NameObject("/S"): NameObject(action), NameObject("/F"): TextStringObject("cible")}
            ),
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])  # noqa: SLF001 -- pypdf's documented way
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()
