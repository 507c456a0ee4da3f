"""Tagged PDF: PDF/A-3a and PDF/UA-1 at once, from HTML, with nothing fetched from the network or the disk.

WeasyPrint draws; this is the only module that loads it. Its fonts are set up once a process, and threads that share
them crash: whoever draws while serving does it in a process of its own (`papers`).
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Final

from weasyprint import (  # type: ignore[import-untyped]  # the library has no types
    CSS,
    HTML,
    Attachment,
)
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # same
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # same

from engine.documents.rendering import TEMPLATES, environment
from engine.errors import FormuneError

_VARIANT: Final = "pdf/a-3a"
#: What PDF/UA asks of the metadata (ISO 14289-1, 5), with the description that PDF/A asks for what it does
#: not know (ISO 19005-3, 6.6.2.3); the library writes one standard or the other.
_UNIVERSAL_ACCESS: Final = b"""\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates which part of ISO 14289 is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>"""
_END: Final = b"</rdf:RDF>"
#: A stream that ends in a carriage return: see `_end_plainly`. One drawing in a hundred makes such a table.
_AMBIGUOUS: Final = b"\r\nendstream"
#: Drawings tried before giving up; each has one chance in a hundred of being wrong.
_TRIES: Final = 8


class CannotDraw(FormuneError):
    """Every drawing of a paper had a table that validators misread."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A file joined to the PDF (ISO 32000-2, 14.13); `relationship` is Source, Data or Alternative."""

    name: str
    content: bytes
    description: str
    relationship: str


def draw(
    template: str, sheet: str, values: Mapping[str, Any], tokens: str = "", joined: Sequence[Joined] = ()
) -> bytes:
    """Draw a template of this room with one of its stylesheets; `tokens` are CSS declarations laid over it."""
    kit = _kit()
    html = kit.pages.get_template(template).render(values)
    over = [CSS(string=tokens, font_config=kit.fonts, url_fetcher=kit.fetcher)] if tokens else []
    for spare in range(_TRIES):
        pdf = bytes(
            HTML(string=html, url_fetcher=kit.fetcher).write_pdf(
                stylesheets=[kit.sheet(sheet), *over],
                font_config=kit.fonts,
                pdf_variant=_VARIANT,
                attachments=[_attachment(one, kit) for one in joined],
                finisher=partial(_finish, spare),
            )
        )
        if _AMBIGUOUS not in pdf:
            return pdf
    raise CannotDraw


def _attachment(one: Joined, kit: "_Kit") -> Any:  # noqa: ANN401 -- the library has no types
    return Attachment(
        string=one.content,
        name=one.name,
        description=one.description,
        relationship=one.relationship,
        url_fetcher=kit.fetcher,
    )


class _Kit:
    """What a process sets up once."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.pages = environment()
        self.fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        self._sheets: dict[str, Any] = {}

    def sheet(self, name: str) -> Any:  # noqa: ANN401 -- the library has no types
        """Give a stylesheet of this room, read once."""
        if name not in self._sheets:
            self._sheets[name] = CSS(filename=TEMPLATES / name, font_config=self.fonts)
        return self._sheets[name]


@lru_cache(maxsize=1)
def _kit() -> _Kit:
    return _Kit()


def _finish(spare: int, _document: Any, pdf: Any) -> None:  # noqa: ANN401 -- the library gives these no types
    """Add PDF/UA to the metadata of a PDF/A, uncompressed so that every validator reads it.

    `spare` objects that nothing names change the streams that the library makes last, its tables.
    """
    for _ in range(spare):
        pdf.add_object(type(pdf.catalog)({}))
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False
    before, _, after = _content(metadata).rpartition(_END)
    metadata.stream = [before + _UNIVERSAL_ACCESS + _END + after]
    for one in pdf.objects:
        if getattr(one, "compress", False):
            _end_plainly(one)


def _end_plainly(stream: Any) -> None:  # noqa: ANN401 -- same
    """Leave a stream uncompressed when its last byte would be a carriage return.

    That byte and the line feed that follows it read as one end of line (ISO 32000-1, 7.3.8.1): validators then
    find the stream a byte too short. The last byte of compressed data is that of its Adler-32 (RFC 1950).
    """
    stream.compress = False
    held = _content(stream)
    stream.stream = [held]  # Put together once, where writing would do it again.
    stream.compress = zlib.adler32(held) & 0xFF != ord("\r")


def _content(stream: Any) -> bytes:  # noqa: ANN401 -- same
    """Give what an uncompressed stream holds."""
    return bytes(stream.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream"))
