"""A real SMTP server on the loopback that keeps what it receives."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
from aiosmtpd.controller import Controller

from tests.services.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Received:
    """One message as the server got it: the envelope's addresses and the message itself."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass
class Mailbox:
    """The server's address and its messages, oldest first.

    No slots: aiosmtpd reads every attribute, which Python 3.11.2 cannot do on a dataclass with slots.
    """

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[Received] = field(default_factory=list)
    #: SMTP answers to give to the next messages, such as "451 try later"; each is used once.
    refusals: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls it by this name
        """Keep the message, or answer the next refusal."""
        if self.refusals:
            return self.refusals.pop(0)
        content = cast("bytes", envelope.content)
        message = email.message_from_bytes(content, policy=email.policy.default)
        self.messages.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
        return "250 kept"


@pytest.fixture(scope="session")
def _smtp_process() -> Iterator[Mailbox]:
    mailbox = Mailbox(port=free_port())
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port)
    controller.start()
    yield mailbox
    controller.stop()


@pytest.fixture
def smtp_server(_smtp_process: Mailbox) -> Mailbox:
    """Give the run's SMTP server, emptied; the test must be marked `server`."""
    _smtp_process.messages.clear()
    _smtp_process.refusals.clear()
    return _smtp_process
