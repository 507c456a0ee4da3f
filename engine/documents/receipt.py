"""The receipt as a tagged PDF, the sealed answers joined to it.

The city's PAdES seal, a later issue, is put on the bytes that `receipt_pdf` gives, after which nothing may change
them.
"""

from engine.documents.paper import Letterhead, ReceiptPaper
from engine.documents.pdf import Joined, draw


def receipt_pdf(paper: ReceiptPaper) -> bytes:
    """Draw a receipt; nothing is fetched, from the network or from the disk."""
    return draw("receipt.html", "receipt.css", {"paper": paper}, colours(paper.head), _joined(paper))


def colours(head: Letterhead) -> str:
    """Give a city's colours as CSS."""
    return (
        f":root {{ --accent: {head.accent}; --accent-strong: {head.accent_strong};"
        f" --accent-soft: {head.accent_soft}; --on-accent: {head.on_accent} }}"
    )


def _joined(paper: ReceiptPaper) -> tuple[Joined, ...]:
    if not paper.seal:
        return ()
    words = "Réponses exactes, scellées par la ville (JWS, RFC 7515)"
    return (Joined(f"{paper.reference}.jws", paper.seal.encode(), words, "Source"),)
