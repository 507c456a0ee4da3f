"""The sealed statement inside a file that somebody holds: the seal itself, or a receipt's PDF that it is joined to.

A file from anywhere may be anything: it is read within bounds, and what cannot be read is one clear refusal.
"""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, Final

import pypdf

from engine.errors import FormuneError

#: Octets of a file, far above a receipt with its seal.
MOST: Final = 20 * 1024 * 1024
_JWS: Final = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_SOURCE: Final = "/Source"


class NoSeal(FormuneError):
    """No seal was found in the file; `why` is `size`, `kind`, `broken`, `none` or `several`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def seal_in(data: bytes) -> str:
    """Give the seal that a file holds, alone or joined to a PDF; raise NoSeal."""
    if len(data) > MOST:
        raise NoSeal("size")
    if data.startswith(b"%PDF-"):
        return _joined(data)
    text = data.strip()
    if not _JWS.fullmatch(text):
        raise NoSeal("kind")
    return text.decode("ascii")


def _joined(data: bytes) -> str:
    # The library quotes a broken file's bytes in its warnings.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        found = [one.strip() for one in _sources(pypdf.PdfReader(io.BytesIO(data)))]
    except Exception:  # noqa: BLE001 -- the reader raises anything at all on broken bytes; broken is the answer
        raise NoSeal("broken") from None
    seals = [one for one in found if _JWS.fullmatch(one)]
    if len(seals) != 1:
        raise NoSeal("several" if seals else "none")
    return seals[0].decode("ascii")


def _sources(reader: pypdf.PdfReader) -> Iterator[bytes]:
    """Give the files joined as the document's source (ISO 32000-2, 14.13), and no others."""
    root: Any = reader.trailer["/Root"]
    # WeasyPrint names one file twice: it is one file. `dict.fromkeys` keeps the references apart by number.
    for one in dict.fromkeys(list.__iter__(root.get("/AF", []))):
        told: Any = one.get_object()
        if told.get("/AFRelationship") == _SOURCE:
            yield told["/EF"]["/F"].get_object().get_data()
