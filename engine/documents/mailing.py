"""The handler of mails: claim, wait a little for the PDF, write, send, note what the mail server said.

An unknown end (the connection lost after the last dot) is sent again under the same Message-ID: a receipt
twice is better than none. A refusal of the addressee or of the message is final and noted, so that the
follow-up page can say that the mail was not delivered; what is wrong on the city's side is tried again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from connectors.contract import ConnectorError, SmtpRefused
from connectors.transport import Guard, SmtpSender, SmtpSettings
from engine.catalogue.catalogue import Catalogue
from engine.cities.city import City
from engine.cities.folder import Cities
from engine.clock import Clock
from engine.documents.collect import receipt_paper
from engine.documents.letter import BadAddress, Envelope, mailbox, write
from engine.documents.making import RECEIPT
from engine.errors import FormuneError
from engine.journey.pointers import get
from engine.store import Store, documents, events, jobs, mails, submissions
from engine.store.mails import Mail
from engine.store.submissions import Submission

#: How long a mail waits for the PDF of its receipt before it goes without.
PATIENCE: Final = timedelta(minutes=3)
#: How long sending is tried: well within the ten working days of R112-11-2.
LIMIT: Final = timedelta(days=5)
_LOOK_AGAIN: Final = timedelta(seconds=5)
_SHORTEST: Final = timedelta(seconds=30)
_LONGEST: Final = timedelta(hours=6)
#: Steps of SMTP at which a permanent refusal is about the addressee or the message (RFC 5321, 4.2.1);
#: at the others (greeting, encryption, log-in, sender) the city's settings are wrong, and can be mended.
_ABOUT_THIS_MAIL: Final = frozenset({"rcpt", "data", "end"})
_EMAIL: Final = ("demandeur", "coordonnees", "courriel")

_LOG: Final = logging.getLogger("formune.documents")

#: Gives a city's SMTP password.
Password = Callable[[str], str]


class NoMailServer(FormuneError):
    """The city's file names no mail server."""


class NothingToSend(FormuneError):
    """The submission is erased, or has no e-mail address: there is no mail to send."""


@dataclass(frozen=True, slots=True)
class _Post:
    """The collaborators of one handler."""

    store: Store
    cities: Cities
    catalogue: Catalogue
    clock: Clock
    password: Password

    def attempt(self, mail: Mail) -> None:
        """Send a claimed mail, or note when it is tried again."""
        with self.store.read() as conn:
            submission = submissions.get(conn, mail.submission_id)
            pdf = documents.load(self.store, conn, mail.submission_id, RECEIPT)
            coming = pdf is None and _is_coming(conn, mail.submission_id)
        now = self.clock.now()
        if submission is None or submission.status == "erased":
            self._note(mail, "dead", None, {})
        elif coming and now < submission.deposited_at + PATIENCE:
            self._again(mail, now + _LOOK_AGAIN)
        else:
            self._send(mail, submission, pdf)

    def _send(self, mail: Mail, submission: Submission, pdf: bytes | None) -> None:
        try:
            attached = self._deliver(mail, submission, pdf)
        except (BadAddress, NothingToSend):
            self._note(mail, "refused", "mail_refused", {"code": 0, "stage": "address"})
        except SmtpRefused as refusal:
            if 500 <= refusal.code < 600 and refusal.stage in _ABOUT_THIS_MAIL:  # noqa: PLR2004 -- the permanent class
                self._note(mail, "refused", "mail_refused", {"code": refusal.code, "stage": refusal.stage})
            else:
                self._failed(mail, submission, f"smtp {refusal.code} at {refusal.stage}")
        except ConnectorError as failure:
            self._failed(mail, submission, type(failure).__name__)
        except Exception as error:  # noqa: BLE001 -- whatever a room below raises, the mail must not be lost with it
            self._failed(mail, submission, type(error).__name__)
        else:
            self._note(mail, "sent", "mail_sent", {"attached": attached})

    def _deliver(self, mail: Mail, submission: Submission, pdf: bytes | None) -> bool:
        """Send the mail; say whether the PDF went with it."""
        city = self.cities.get(submission.city)
        address = get(dict(submission.payload.get("answers", {})), _EMAIL)
        if not isinstance(address, str):
            raise NothingToSend
        settings = _settings(city, self.password)
        envelope = Envelope(mail.id, settings.sender, address, self.clock.now())
        message = write(receipt_paper(city, self.catalogue, submission), envelope, pdf)
        guard = Guard(frozenset(city.allow_private_hosts))
        SmtpSender(settings, guard).send(message, [mailbox(address)])
        return any(message.iter_attachments())

    def _failed(self, mail: Mail, submission: Submission, why: str) -> None:
        """Try again after as long as the mail has already waited; give up after LIMIT."""
        now = self.clock.now()
        age = now - submission.deposited_at
        if age >= LIMIT:
            self._note(mail, "dead", "mail_dead", {"attempts": mail.attempts})
            _LOG.critical("mail %s: given up (%s): a person must look", mail.id, why)
            return
        self._again(mail, now + min(max(age, _SHORTEST), _LONGEST))
        _LOG.warning("mail %s: attempt %d failed (%s)", mail.id, mail.attempts, why)

    def _again(self, mail: Mail, due: datetime) -> None:
        with self.store.begin() as conn:
            mails.record(conn, mail, "queued", due)

    def _note(
        self, mail: Mail, state: mails.State, event: str | None, data: dict[str, str | int | bool | None]
    ) -> None:
        with self.store.begin() as conn:
            held = mails.record(conn, mail, state)
            if held is not None and event is not None:
                events.add(conn, mail.submission_id, event, self.clock.now(), data)


def mail_handler(
    store: Store,
    cities: Cities,
    catalogue: Catalogue,
    clock: Clock,
    password: Password = lambda _city: "",
) -> Callable[[str], None]:
    """Give the function that sends one mail, by its id; a mail that is not due, held or finished is left alone."""
    post = _Post(store, cities, catalogue, clock, password)

    def send(mail_id: str) -> None:
        with store.begin() as conn:
            mail = mails.claim(conn, mail_id, clock.now())
        if mail is not None:
            post.attempt(mail)

    return send


def _is_coming(conn: Connection, submission_id: str) -> bool:
    return any(job.kind == RECEIPT and job.state == "queued" for job in jobs.of_subject(conn, submission_id))


def _settings(city: City, password: Password) -> SmtpSettings:
    smtp = city.smtp
    if smtp is None:
        raise NoMailServer
    security = smtp.security if smtp.security in {"starttls", "offered", "tls"} else "starttls"
    return SmtpSettings(
        host=smtp.host,
        port=smtp.port,
        security=security,
        username=smtp.username,
        password=password(city.code) if smtp.username else "",
        sender=smtp.sender,
    )
