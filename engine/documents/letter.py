"""The mail that brings the receipt: the law's mentions and the way back, never an answer.

Answers stay in the PDF: a mail is read on the way, and on screens that others see. A form may ask for more: then
the mail does not name it either, and brings no PDF.
"""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Final

from jinja2 import Environment

from engine.documents.paper import ReceiptPaper
from engine.documents.rendering import environment
from engine.errors import FormuneError

_DEMONSTRATION: Final = "[DÉMONSTRATION] "


class BadAddress(FormuneError):
    """The address cannot receive mail as SMTP carries it (RFC 5321): it is never quoted."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom and when; `mail_id` makes the Message-ID, the same at each attempt."""

    mail_id: str
    sender: str
    recipient: str
    at: datetime


def write(paper: ReceiptPaper, envelope: Envelope, pdf: bytes | None) -> EmailMessage:
    """Give the message, with the PDF when it is made; raise BadAddress."""
    message = EmailMessage(policy=SMTP)
    attached = pdf is not None and paper.discreet is None
    message["From"] = _address(envelope.sender, paper.head.city)
    message["To"] = _address(envelope.recipient)
    if paper.head.email:
        message["Reply-To"] = _address(paper.head.email)
    message["Subject"] = _subject(paper)
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.mail_id}.receipt@{envelope.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_page("letter.txt", paper, attached=attached), cte="quoted-printable")
    message.add_alternative(
        _page("letter.html", paper, attached=attached), subtype="html", cte="quoted-printable"
    )
    if pdf is not None and attached:
        name = f"recepisse-{paper.reference}.pdf"
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    message["Content-Language"] = "fr"
    return message


def mailbox(address: str) -> str:
    """Give an address as SMTP carries it, an international domain in its ASCII form; raise BadAddress."""
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
        Address(addr_spec=plain)
    except (UnicodeError, ValueError, IndexError, MessageError):
        raise BadAddress from None
    if not local or not plain.isascii() or not plain.isprintable() or " " in plain:
        raise BadAddress
    return plain


def _address(address: str, name: str = "") -> Address:
    return Address(display_name=_line(name), addr_spec=mailbox(address))


def _subject(paper: ReceiptPaper) -> str:
    mark = _DEMONSTRATION if paper.mark.startswith("DÉMONSTRATION") else ""
    return _line(f"{mark}{paper.title}, référence {paper.reference}")


def _line(words: str) -> str:
    """Give words on one line: whatever they hold, they cannot begin another header."""
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())


def _page(name: str, paper: ReceiptPaper, *, attached: bool) -> str:
    return _pages().get_template(name).render(paper=paper, attached=attached)


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return environment()
