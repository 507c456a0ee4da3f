"""The mail that brings the receipt: the law's mentions and the way back, never an answer.

Answers stay in the PDF: a mail is read on the way, and on screens that others see. A form may ask for more: then
the mail does not name it either, and brings no PDF.
"""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from functools import lru_cache
from typing import Final

from jinja2 import Environment
from sqlalchemy import Connection

from engine.catalogue.catalogue import Catalogue
from engine.cities.folder import Cities
from engine.clock import Clock
from engine.documents.collect import receipt_paper
from engine.documents.envelope import Content, Envelope, message
from engine.documents.mailing import Letter, NothingToSend, SubjectGone, TooEarly
from engine.documents.making import RECEIPT
from engine.documents.paper import ReceiptPaper
from engine.documents.rendering import environment
from engine.journey.pointers import get
from engine.store import Store, documents, jobs, submissions
from engine.store.mails import Mail
from engine.store.submissions import Submission

#: How long a mail waits for the PDF of its receipt before it goes without.
PATIENCE: Final = timedelta(minutes=3)
_LOOK_AGAIN: Final = timedelta(seconds=5)
_DEMONSTRATION: Final = "[DÉMONSTRATION] "
_EMAIL: Final = ("demandeur", "coordonnees", "courriel")


def receipt_letter(
    store: Store, cities: Cities, catalogue: Catalogue, clock: Clock
) -> Callable[[Mail], Letter]:
    """Give the function that writes the mail of a receipt; it raises TooEarly while the PDF may still come."""

    def prepare(mail: Mail) -> Letter:
        with store.read() as conn:
            submission = submissions.get(conn, mail.submission_id or "")
            pdf = documents.load(store, conn, mail.submission_id or "", RECEIPT)
            coming = pdf is None and _is_coming(conn, mail.submission_id or "")
        if submission is None or submission.status == "erased":
            raise SubjectGone
        if coming and clock.now() < submission.deposited_at + PATIENCE:
            raise TooEarly(clock.now() + _LOOK_AGAIN)
        city = cities.get(submission.city)
        paper = receipt_paper(city, catalogue, submission)
        return Letter(city, address_of(submission), lambda envelope: write(paper, envelope, pdf))

    return prepare


def address_of(submission: Submission) -> str:
    """Give the address that the person gave; raise NothingToSend when there is none."""
    address = get(dict(submission.payload.get("answers", {})), _EMAIL)
    if not isinstance(address, str):
        raise NothingToSend
    return address


def write(paper: ReceiptPaper, envelope: Envelope, pdf: bytes | None) -> EmailMessage:
    """Give the message, with the PDF when it is made; raise BadAddress."""
    attached = pdf is not None and paper.discreet is None
    text, html = (_page(name, paper, attached=attached) for name in ("letter.txt", "letter.html"))
    joined = (f"recepisse-{paper.reference}.pdf", pdf) if pdf is not None and attached else None
    return message(envelope, paper.head, Content("receipt", _subject(paper), text, html, joined))


def _is_coming(conn: Connection, submission_id: str) -> bool:
    return any(job.kind == RECEIPT and job.state == "queued" for job in jobs.of_subject(conn, submission_id))


def _subject(paper: ReceiptPaper) -> str:
    mark = _DEMONSTRATION if paper.mark.startswith("DÉMONSTRATION") else ""
    return f"{mark}{paper.title}, référence {paper.reference}"


def _page(name: str, paper: ReceiptPaper, *, attached: bool) -> str:
    return _pages().get_template(name).render(paper=paper, attached=attached)


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return environment()
