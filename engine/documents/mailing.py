"""The handler of mails: claim, have the letter of its kind written, send, note what the mail server said.

An unknown end (the connection lost after the last dot) is sent again under the same Message-ID: a receipt
twice is better than none. A refusal of the addressee or of the message is final and noted, so that the
follow-up page can say that the mail was not delivered; what is wrong on the city's side is tried again.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

from connectors.contract import SmtpRefused
from connectors.transport import Guard, SmtpSender, SmtpSettings
from engine.cities.city import City
from engine.clock import Clock
from engine.documents.envelope import BadAddress, Envelope, mailbox
from engine.documents.return_path import return_path
from engine.errors import FormuneError
from engine.store import Store, events, mails
from engine.store.mails import Mail

#: How long sending is tried: well within the ten working days of R112-11-2.
LIMIT: Final = timedelta(days=5)
_SHORTEST: Final = timedelta(seconds=30)
_LONGEST: Final = timedelta(hours=6)
#: Steps of SMTP at which a permanent refusal is about the addressee or the message (RFC 5321, 4.2.1);
#: at the others (greeting, encryption, log-in, sender) the city's settings are wrong, and can be mended.
_ABOUT_THIS_MAIL: Final = frozenset({"rcpt", "data", "end"})

_LOG: Final = logging.getLogger("formune.documents")

#: Gives a city's SMTP password.
Password = Callable[[str], str]


class NoMailServer(FormuneError):
    """The city's file names no mail server."""


class NothingToSend(FormuneError):
    """There is no address to write to."""


class SubjectGone(FormuneError):
    """What the mail is about is erased, finished or gone: no mail is sent, and nothing failed."""


class TooEarly(FormuneError):
    """The letter is not ready to be written before an instant."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to be written: from which city, to which address, and how it is written on its envelope."""

    city: City
    address: str
    write: Callable[[Envelope], EmailMessage]


#: Writes the mails of one kind; may raise NothingToSend, SubjectGone, TooEarly.
Writer = Callable[[Mail], Letter]


@dataclass(frozen=True, slots=True)
class _Post:
    """The collaborators of one handler; `writers` by the kind of mail."""

    store: Store
    clock: Clock
    writers: Mapping[str, Writer]
    password: Password

    def attempt(self, mail: Mail) -> None:
        """Send a claimed mail, or note when it is tried again."""
        try:
            attached = self._deliver(mail)
        except TooEarly as early:
            self._again(mail, early.until)
        except SubjectGone:
            self._note(mail, "dead", None, {})
        except (BadAddress, NothingToSend):
            self._note(mail, "refused", "mail_refused", {"code": 0, "stage": "address"})
        except SmtpRefused as refusal:
            if 500 <= refusal.code < 600 and refusal.stage in _ABOUT_THIS_MAIL:  # noqa: PLR2004 -- the permanent class
                self._note(mail, "refused", "mail_refused", {"code": refusal.code, "stage": refusal.stage})
            else:
                self._failed(mail, f"smtp {refusal.code} at {refusal.stage}")
        except Exception as error:  # noqa: BLE001 -- whatever a room below raises, the mail must not be lost with it
            self._failed(mail, type(error).__name__)
        else:
            self._note(mail, "sent", "mail_sent", {"attached": attached})

    def _came_back(self, mail: Mail) -> bool:
        """Say whether another mail to the same address came back: a submission has one address for ever."""
        with self.store.read() as conn:
            return mail.submission_id is not None and not mails.reached(conn, mail.submission_id)

    def _deliver(self, mail: Mail) -> bool:
        """Send the mail; say whether a file went with it."""
        if self._came_back(mail):
            raise SubjectGone
        letter = self.writers[mail.kind](mail)
        settings = _settings(letter.city, self.password)
        message = letter.write(Envelope(mail.id, settings.sender, letter.address, self.clock.now()))
        guard = Guard(frozenset(letter.city.allow_private_hosts))
        back = replace(settings, sender=self._return_path(letter.city, mail) or settings.sender)
        SmtpSender(back, guard).send(message, [mailbox(letter.address)])
        return any(message.iter_attachments())

    def _return_path(self, city: City, mail: Mail) -> str:
        """Give where notices of failure go; empty where the city has no address for them."""
        if city.smtp is None or not city.smtp.bounces:
            return ""
        return return_path(self.store.keeper.secrets.session_keys(), city.smtp.bounces, mail.id)

    def _failed(self, mail: Mail, why: str) -> None:
        """Try again after as long as the mail has already waited; give up after LIMIT."""
        now = self.clock.now()
        age = now - mail.queued_at
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
        """Write down the end of a mail, in the history of its submission when it has one."""
        with self.store.begin() as conn:
            held = mails.record(conn, mail, state)
            if held is not None and event is not None and mail.submission_id is not None:
                events.add(conn, mail.submission_id, event, self.clock.now(), {**data, "mail": mail.kind})


def mail_handler(
    store: Store, clock: Clock, writers: Mapping[str, Writer], password: Password = lambda _city: ""
) -> Callable[[str], None]:
    """Give the function that sends one mail, by its id; a mail that is not due, held or finished is left alone."""
    post = _Post(store, clock, writers, password)

    def send(mail_id: str) -> None:
        with store.begin() as conn:
            mail = mails.claim(conn, mail_id, clock.now())
        if mail is not None:
            post.attempt(mail)

    return send


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
