"""What every mail has whatever it tells: headers that no word can add to, a text and a page."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from engine.documents.paper import Letterhead
from engine.errors import FormuneError


class BadAddress(FormuneError):
    """The address cannot receive mail as SMTP carries it (RFC 5321): it is never quoted."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom and when; `mail_id` makes the Message-ID, the same at each attempt."""

    mail_id: str
    sender: str
    recipient: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says: its kind (ASCII, in the Message-ID), its subject, and the same words as text and as page."""

    kind: str
    subject: str
    text: str
    html: str
    #: The name and the bytes of the PDF that comes with it.
    pdf: tuple[str, bytes] | None = None


def message(envelope: Envelope, head: Letterhead, content: Content) -> EmailMessage:
    """Give the mail, in French, answers to it going to the service; raise BadAddress."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(envelope.sender, head.city)
    made["To"] = _address(envelope.recipient)
    if head.email:
        made["Reply-To"] = _address(head.email)
    made["Subject"] = _line(content.subject)
    made["Date"] = format_datetime(envelope.at)
    made["Message-ID"] = f"<{envelope.mail_id}.{content.kind}@{envelope.sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(content.text, cte="quoted-printable")
    made.add_alternative(content.html, subtype="html", cte="quoted-printable")
    if content.pdf is not None:
        name, data = content.pdf
        made.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    made["Content-Language"] = "fr"  # last: what builds the parts takes such headers into a part
    return made


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


def _line(words: str) -> str:
    """Give words on one line: whatever they hold, they cannot begin another header."""
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())
