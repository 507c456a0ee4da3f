"""Files that residents attach: what they really are, whether they may be kept, and kept clean.

The type comes from the content, never from the name. A picture is drawn again, so that position, device and
thumbnails are gone; a PDF must open, and may neither be locked nor carry programs or files.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pillow_heif
import puremagic
import pypdf
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import FormuneError

#: Octets of one file, said before choosing and checked on arrival.
FILE_BYTES: Final = 10_000_000
#: Pixels of one picture; a telephone's largest has 200 million, ours is enough for a page of paper.
_PIXELS: Final = 60_000_000
_LONGEST_NAME: Final = 120
_LONGEST_SIDE: Final = 6000
_QUALITY: Final = 88
_MOST_OBJECTS: Final = 200_000
_EXTENSIONS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_HEIC: Final = frozenset({"image/heic", "image/heif", "image/heif-sequence", "image/heic-sequence"})
#: Keys of a PDF's catalogue and pages that run or carry something (ISO 32000-1, 7.11.4, 12.6.4).
_ACTIVE: Final = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/RichMedia", "/XFA")


class BadFile(FormuneError):
    """A file cannot be kept; `reason` is vide, taille, type, illisible, verrouille or actif."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Clean:
    """A file fit to keep: a safe name, its real MIME type, its bytes."""

    name: str
    type: str
    data: bytes


def take_in(name: str, data: bytes, accepted: Sequence[str]) -> Clean:
    """Look into a file and give it clean; raise BadFile. `accepted` are MIME types (image/heic becomes JPEG)."""
    if not data:
        raise BadFile("vide")
    if len(data) > FILE_BYTES:
        raise BadFile("taille")
    kind = _kind(data)
    if kind in _HEIC:
        kind = "image/heic"
    if kind not in accepted:
        raise BadFile("type")
    if kind == "application/pdf":
        _check_pdf(data)
        return Clean(safe_name(name, ".pdf"), kind, data)
    final = "image/png" if kind == "image/png" else "image/jpeg"
    return Clean(safe_name(name, _EXTENSIONS[final]), final, _drawn_again(data, final))


def safe_name(name: str, extension: str) -> str:
    """Give a name without path, control or direction marks, that ends with the real type's extension."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] not in "CZ" or one == " ")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", " ".join(kept.split())).strip(" .") or "fichier"
    return stem[: _LONGEST_NAME - len(extension)] + extension


def _kind(data: bytes) -> str:
    try:
        found = puremagic.magic_string(data[:8192])
    except puremagic.PureError:
        return ""
    types = [one.mime_type for one in found if one.mime_type]
    known = [one for one in types if one in _EXTENSIONS or one in _HEIC]
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    return next(iter(known or types), "")


def _drawn_again(data: bytes, final: str) -> bytes:
    pillow_heif.register_heif_opener()
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "HEIF")) as picture:
            if picture.width * picture.height > _PIXELS:
                raise BadFile("taille")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            plain = upright.convert("RGBA" if final == "image/png" and "A" in upright.getbands() else "RGB")
            clean = Image.new(plain.mode, plain.size)
            clean.paste(plain)
            target = io.BytesIO()
            if final == "image/png":
                clean.save(target, "PNG", optimize=False)
            else:
                clean.save(target, "JPEG", quality=_QUALITY)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadFile("illisible") from None
    return target.getvalue()


def _check_pdf(data: bytes) -> None:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise BadFile("verrouille")
        if not reader.pages:
            raise BadFile("illisible")
        if any(name in _ACTIVE for name in _names(reader)):
            raise BadFile("actif")
    except (pypdf.errors.PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadFile("illisible") from None


def _names(reader: pypdf.PdfReader) -> Iterator[str]:
    """Give every dictionary key and action type that the document's tree holds."""
    waiting: list[object] = [reader.trailer]
    seen: set[int] = set()
    count = 0
    while waiting and count < _MOST_OBJECTS:
        count += 1
        found = waiting.pop()
        if isinstance(found, pypdf.generic.IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            found = found.get_object()
        if isinstance(found, dict):
            yield from (str(key) for key in found)
            yield str(dict.get(found, "/S", ""))
            waiting.extend(dict.values(found))
        elif isinstance(found, list):
            waiting.extend(list.__iter__(found))
