"""What a message says of another one's delivery: a notice as RFC 3464 has it, from whatever mail server.

Anybody can write to the address of notices. So a message is looked at with bounds, and anything but a well-formed
notice is `other`: an answer, an absence, a receipt of reading, a complaint, a message that is too deep or broken.
"""

import email
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Final, Literal

#: Octets of a message that are looked at: what a notice says stands before the message that it returns.
MOST: Final = 262_144

_STATUS: Final = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$|\()")
_KINDS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
_ARRIVED: Final = frozenset({"delivered", "relayed", "expanded"})
#: Parts and recipients of a notice that are looked at.
_FEW: Final = 20
#: Where mail servers write to whom a message was handed over; the last is what its sender wrote.
_RECIPIENT: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "To")
_ADDRESS: Final = re.compile(r"<?([^\s<>,;@]{1,64}@[^\s<>,;@]{1,255})>?")


@dataclass(frozen=True, slots=True)
class Notice:
    """A verdict, the addresses that the message came to, and the status of a failure (RFC 3463), such as 5.1.1.

    `hard`: it will never arrive; `soft`: late, given up for now, or arrived; `other`: this is no notice.
    """

    verdict: Literal["hard", "soft", "other"]
    recipients: tuple[str, ...]
    status: str = ""


def read_notice(data: bytes) -> Notice:
    """Read the first MOST octets of a message; never raises."""
    try:
        return _read(email.message_from_bytes(data[:MOST]))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        # The parser of Python is lenient, and not made for messages that are built to break it.
        return Notice("other", ())


def _read(message: Message) -> Notice:
    recipients = tuple(_recipients(message))
    if message.get_content_type() != "multipart/report" or _kind(message) != "delivery-status":
        return Notice("other", recipients)
    told = [(one["action"], one["status"]) for one in _told(message)]
    if not told:
        return Notice("other", recipients)
    failed = [status for action, status in told if action == "failed" and status.startswith("5.")]
    if not failed or any(action in _ARRIVED for action, _status in told):
        return Notice("soft", recipients)
    return Notice("hard", recipients, failed[0])


def _kind(message: Message) -> str:
    return str(message.get_param("report-type", "")).strip().lower()


def _recipients(message: Message) -> Iterator[str]:
    for name in _RECIPIENT:
        for value in message.get_all(name, [])[:_FEW]:
            yield from (found[1] for found in _ADDRESS.finditer(str(value)[:1000]))


def _told(message: Message) -> Iterator[Mapping[str, str]]:
    """Give the action and the status of each recipient (RFC 3464, 2.3.3 and 2.3.4)."""
    parts = message.get_payload()
    for part in parts[:_FEW] if isinstance(parts, list) else ():
        if not isinstance(part, Message) or part.get_content_type() not in _KINDS:
            continue
        for block in _blocks(part)[:_FEW]:
            action = str(block.get("Action", "")).strip().lower().partition(" ")[0]
            status = _STATUS.match(str(block.get("Status", "")).strip())
            if action and status:
                yield {"action": action, "status": status[1]}


def _blocks(part: Message) -> list[Message]:
    """Give the groups of fields; of the international kind (RFC 6533) Python parses the first group alone."""
    payload = part.get_payload()
    blocks = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    if part.get_content_type() == "message/delivery-status" or not blocks:
        return blocks
    rest = re.split(r"\r?\n\r?\n", str(blocks[0].get_payload()))
    return [blocks[0], *(email.message_from_string(one.lstrip()) for one in rest[:_FEW])]
