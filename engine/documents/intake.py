"""Files that residents attach: what they really are, whether they may be kept, and kept clean.

The type comes from the content, never from the name. A picture is drawn again, so that position, device,
comments and thumbnails are gone. A PDF is kept as it was sent, its author's name included: it must open, be
whole, and may neither be locked nor carry programs or files.
"""

import io
import logging
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Final

import pillow_heif
import puremagic
import pypdf
from PIL import Image, ImageFile, ImageOps

from engine.documents.received import EXTENSIONS, FILE_BYTES, BadFile, Clean, safe_name

#: Pixels of one picture, read in its header before anything is drawn: 48 million is a telephone's largest
#: mode but one, and an A4 page at 600 dots an inch has 35 million.
_PIXELS: Final = 50_000_000
#: Octets of a file's beginning that tell its type.
_HEAD: Final = 8192
#: Pixels of the longest side kept: an A4 page at 300 dots an inch needs 3,508, a telephone's photo has 4,032.
_LONGEST_SIDE: Final = 4096
_QUALITY: Final = 88
#: A decoder's half may fall a few pixels short of what is kept: better than twice the work for nothing.
_NEAR: Final = 0.95
_DEEP: Final = frozenset({"I", "I;16", "I;16B", "I;16L"})
_SIXTEEN: Final = 1 / 256
_MOST_OBJECTS: Final = 100_000
#: The end of a PDF stands in its last kilobyte (ISO 32000-1, 7.5.5 and the readers' usage), and nothing but blanks
#: after it: a file that was cut has no end there, one that hides another behind it has more.
_TAIL: Final = 1024
_NOTHING: Final = b"\0\t\n\f\r "
_HEIC: Final = frozenset({"image/heic", "image/heif", "image/heif-sequence", "image/heic-sequence"})
#: Keys and action types of a PDF that run, send or carry something (ISO 32000-1, 7.11.4, 12.6.4, 13).
_ACTIVE: Final = frozenset(
    {
        "/JavaScript",
        "/JS",
        "/Launch",
        "/EmbeddedFiles",
        "/EF",
        "/GoToE",
        "/ImportData",
        "/SubmitForm",
        "/Rendition",
        "/RichMedia",
        "/XFA",
    }
)


def take_in(name: str, data: bytes, accepted: Sequence[str]) -> Clean:
    """Look into a file in this process and give it clean; raise BadFile."""
    kind, drawn = look_into(io.BytesIO(data), accepted)
    return Clean(safe_name(name, EXTENSIONS[kind]), kind, data if drawn is None else drawn)


def look_into(source: IO[bytes], accepted: Sequence[str], most: int = FILE_BYTES) -> tuple[str, bytes | None]:
    """Give a file's type, and the picture drawn again, None for a PDF, which is kept as sent; raise BadFile.

    `accepted` are MIME types (image/heic becomes JPEG); `most` is the octets that it may have.
    """
    size = source.seek(0, io.SEEK_END)
    if not size:
        raise BadFile("vide")
    if size > most:
        raise BadFile("taille")
    source.seek(0)
    kind = _kind(source.read(_HEAD))
    if kind not in accepted:
        raise BadFile("type")
    if kind == "application/pdf":
        _check_pdf(source)
        return kind, None
    final = "image/png" if kind == "image/png" else "image/jpeg"
    return final, _drawn_again(source, final, most)


def _kind(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return ""
    types = [one.mime_type for one in found if one.mime_type]
    kind = next((one for one in types if one in EXTENSIONS or one in _HEIC), "")
    # A PDF begins with its own mark, seen above; what only resembles one is none.
    return "" if kind == "application/pdf" else "image/heic" if kind in _HEIC else kind


def _drawn_again(source: IO[bytes], final: str, most: int) -> bytes:
    pillow_heif.register_heif_opener()
    # The library that draws papers, once loaded, lets half a picture pass in its whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(source, formats=("JPEG", "PNG", "HEIF")) as picture:
            small = picture.width * picture.height <= _PIXELS
            drawn = _saved(_plain(picture, final), final) if small else b""
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        drawn = b""
    except Exception:  # noqa: BLE001 -- a decoder raises anything at all on broken bytes; broken is the answer
        raise BadFile("illisible") from None
    if not drawn or len(drawn) > most:
        raise BadFile("taille")
    return drawn


def _plain(picture: Image.Image, final: str) -> Image.Image:
    """Give the pixels alone, upright and no larger than needed, in a new picture that knows nothing else."""
    # A JPEG is decoded at a half, a quarter or an eighth when that is large enough: the costly part.
    picture.draft("RGB", _near(picture.size))
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), reducing_gap=None)
    ImageOps.exif_transpose(picture, in_place=True)
    # Sixteen bits of grey are brought down to eight, where Pillow alone would cut them off.
    eight = (
        picture.convert("I").point(lambda level: level * _SIXTEEN).convert("L")
        if picture.mode in _DEEP
        else picture
    )
    colours = eight.convert("RGBA" if final == "image/png" and picture.has_transparency_data else "RGB")
    clean = Image.new(colours.mode, colours.size)
    clean.paste(colours)
    return clean


def _near(size: tuple[int, int]) -> tuple[int, int]:
    """Give the size to ask of the JPEG decoder: a little less than is kept, so that a half is taken gladly."""
    scale = min(1.0, _LONGEST_SIDE / max(size)) * _NEAR
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _saved(clean: Image.Image, final: str) -> bytes:
    target = io.BytesIO()
    if final == "image/png":
        clean.save(target, "PNG", compress_level=4)
    else:
        clean.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def _check_pdf(source: IO[bytes]) -> None:
    # pypdf quotes a broken file's bytes in its warnings: nothing of a resident's paper belongs in a log.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reason = _fault_of(source)
    except Exception:  # noqa: BLE001 -- the reader raises anything at all on broken bytes; broken is the answer
        reason = "illisible"
    if reason:
        raise BadFile(reason)


def _fault_of(source: IO[bytes]) -> str | None:
    end = source.seek(0, io.SEEK_END)
    source.seek(max(0, end - _TAIL))
    _whole, mark, after = source.read().rpartition(b"%%EOF")
    if not mark or after.strip(_NOTHING):
        return "illisible"
    if zipfile.is_zipfile(source):
        return "actif"
    source.seek(0)
    reader = pypdf.PdfReader(source)
    if reader.is_encrypted:
        return "verrouille"
    if not len(reader.pages):
        return "illisible"
    return "actif" if any(name in _ACTIVE for name in _names(reader)) else None


def _names(reader: pypdf.PdfReader) -> Iterator[str]:
    """Give every dictionary key and action type in the tree; raise BadFile when it is too large to be looked at."""
    waiting: list[object] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, pypdf.generic.IndirectObject):
            if (found.idnum, found.generation) in seen:
                continue
            seen.add((found.idnum, found.generation))
            found = found.get_object()
        if not isinstance(found, dict | list):
            continue
        count += 1
        if count > _MOST_OBJECTS:
            raise BadFile("illisible")
        if isinstance(found, dict):
            yield from (str(key) for key in found)
            yield str(dict.get(found, "/S", ""))
            inner = list(dict.values(found))
        else:
            inner = list(list.__iter__(found))
        waiting.extend(one for one in inner if isinstance(one, dict | list | pypdf.generic.IndirectObject))
