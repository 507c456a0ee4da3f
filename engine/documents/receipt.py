"""The receipt as a tagged PDF: PDF/A-3a and PDF/UA-1 at once, the sealed answers joined to it.

WeasyPrint draws it; this is the only module that loads it, in a process of its own (`papers`): its fonts are
set up once a process, and threads that share them crash. The city's PAdES seal, a later issue, is put on the
bytes that `receipt_pdf` gives, after which nothing may change them.
"""

import zlib
from functools import lru_cache
from typing import Any, Final

from weasyprint import (  # type: ignore[import-untyped]  # the library has no types
    CSS,
    HTML,
    Attachment,
)
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]  # same
from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # same

from engine.documents.paper import Letterhead, ReceiptPaper
from engine.documents.rendering import TEMPLATES, environment

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


def receipt_pdf(paper: ReceiptPaper) -> bytes:
    """Draw a receipt; nothing is fetched, from the network or from the disk."""
    kit = _kit()
    html = kit.pages.get_template("receipt.html").render(paper=paper)
    document = HTML(string=html, url_fetcher=kit.fetcher)
    return bytes(
        document.write_pdf(
            stylesheets=[kit.sheet, _colours(paper.head, kit)],
            font_config=kit.fonts,
            pdf_variant=_VARIANT,
            attachments=_attachments(paper, kit),
            finisher=_finish,
        )
    )


class _Kit:
    """What a process sets up once."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.sheet = CSS(filename=TEMPLATES / "receipt.css", font_config=self.fonts)
        self.pages = environment()
        self.fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)


@lru_cache(maxsize=1)
def _kit() -> _Kit:
    return _Kit()


def _colours(head: Letterhead, kit: _Kit) -> Any:  # noqa: ANN401 -- the library has no types
    tokens = (
        f":root {{ --accent: {head.accent}; --accent-strong: {head.accent_strong};"
        f" --accent-soft: {head.accent_soft}; --on-accent: {head.on_accent} }}"
    )
    return CSS(string=tokens, font_config=kit.fonts, url_fetcher=kit.fetcher)


def _attachments(paper: ReceiptPaper, kit: _Kit) -> list[Any]:
    if not paper.seal:
        return []
    return [
        Attachment(
            string=paper.seal.encode(),
            name=f"{paper.reference}.jws",
            description="Réponses exactes, scellées par la ville (JWS, RFC 7515)",
            relationship="Source",
            url_fetcher=kit.fetcher,
        )
    ]


def _finish(_document: Any, pdf: Any) -> None:  # noqa: ANN401 -- the library gives these no types
    """Add PDF/UA to the metadata of a PDF/A, uncompressed so that every validator reads it."""
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
