"""Files made to harm who opens them: bombs, files that are two things at once, papers without an end."""

from __future__ import annotations

import io
import zipfile
import zlib

from tests.documents import files

_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"


def zip_bomb() -> bytes:
    """Give a small archive of 200 million zeros."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(200_000_000))
    return target.getvalue()


def small_zip() -> bytes:
    """Give an archive of a few octets."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    return target.getvalue()


def pdf_and_zip() -> bytes:
    """Give a paper with an archive behind it, small enough to hide beside the paper's end."""
    return files.pdf() + small_zip()


def pdf_around_zip() -> bytes:
    """Give a paper with an archive before its end."""
    return files.pdf().rpartition(b"%%EOF")[0] + small_zip() + b"\n%%EOF\n"


def pdf_and_html() -> bytes:
    """Give a paper that a careless reader takes for a page."""
    return files.pdf() + b"<script>alert(1)</script>"


def gif_and_script() -> bytes:
    """Give a picture that is a script too."""
    return b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//"


def svg() -> bytes:
    """Give a drawing that runs."""
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def text_bomb() -> bytes:
    """Give a picture whose caption swells to 300 million octets."""
    swollen = zlib.compress(bytes(300_000_000), 9)
    return files.with_chunk(b"zTXt", b"Comment\0\0" + swollen)


def deep_pdf() -> bytes:
    """Give a paper with a value nested two hundred thousand times."""
    return _pdf([_CATALOG[:-2] + b"/Deep 4 0 R >>", _PAGES, _PAGE, b"[" * 200_000 + b"]" * 200_000])


def looping_pages() -> bytes:
    """Give a paper whose pages hold themselves."""
    return _pdf([_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9999999 >>", _PAGE])


def looping_table() -> bytes:
    """Give a paper whose table of objects follows itself."""
    made = _pdf([_CATALOG, _PAGES, _PAGE])
    start = made.rpartition(b"startxref\n")[2].split(b"\n")[0]
    return made.replace(b"trailer\n<< ", b"trailer\n<< /Prev " + start + b" ")


def swollen_objects() -> bytes:
    """Give a paper whose objects stand in a stream that swells a thousand times."""
    swollen = zlib.compress(b"4 0 " + b" " * 900_000_000, 9)
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        len(swollen),
        swollen,
    )
    return _with_table(stream, b"[0 5]")


def endless_table() -> bytes:
    """Give a paper whose table claims two thousand million objects."""
    return _with_table(b"null", b"[0 2000000000]")


def _pdf(objects: list[bytes]) -> bytes:
    made, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def _with_table(fifth: bytes, index: bytes) -> bytes:
    """Give a paper whose table of objects is a stream; object 4 stands in object 5."""
    objects = [_CATALOG[:-2] + b"/More 4 0 R >>", _PAGES, _PAGE]
    made, rows = bytearray(b"%PDF-1.7\n"), [(0, 0, 255)]
    for number, one in enumerate(objects, start=1):
        rows.append((1, len(made), 0))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows += [(2, 5, 0), (1, len(made), 0)]
    made += b"5 0 obj\n%s\nendobj\n" % fifth
    data = zlib.compress(
        b"".join(bytes([kind]) + at.to_bytes(4, "big") + bytes([last]) for kind, at, last in rows)
    )
    start = len(made)
    made += (
        b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 4 1] /Index %s /Root 1 0 R /Filter /FlateDecode /Length %d >>\n"
        % (
            index if index != b"[0 5]" else b"[0 6]",
            len(data),
        )
    )
    made += b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (data, start)
    return bytes(made)
