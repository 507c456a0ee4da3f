"""E-mail for a town without software: a message that a person reads, with the same data for a program.

Nothing that a resident typed reaches a header: the subject holds the form's title and the reference, file
names are made from question codes. The Message-ID comes from the key, so that a mail system that sees a
message twice can tell.
"""

import hashlib
from collections.abc import MutableMapping
from email.message import EmailMessage
from email.utils import format_datetime

from connectors.contract import (
    Accepted,
    BadFile,
    Check,
    Context,
    Delivery,
    Descriptor,
    NoAnswer,
    NotSent,
    Outcome,
    Part,
    Permanent,
    Prepared,
    Refused,
    SmtpRefused,
    Transient,
    TransportFailed,
    Unknown,
    encode,
)
from connectors.email import letter

#: Bytes of attachments in one message when the route does not say: many mail systems refuse 20 MB encoded.
MAX_BYTES = 10_000_000

_ADDRESS = "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(?![\\s\\S])"

_DESCRIPTOR = Descriptor(
    id="email",
    version="1",
    title="Courriel",
    # A second copy has the first one's Message-ID: it does less harm than a submission nobody received.
    capabilities=frozenset({"idempotent_key", "addition", "complement"}),
    config_schema={
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["to"],
        "properties": {
            "to": {
                "type": "array",
                "minItems": 1,
                "maxItems": 5,
                "uniqueItems": True,
                "items": {"type": "string", "maxLength": 254, "pattern": _ADDRESS},
                "title": "Who receives the submissions",
            },
            "max_bytes": {
                "type": "integer",
                "minimum": 0,
                "maximum": 25_000_000,
                "title": "Bytes of attachments in one message",
            },
            "zone": {"enum": sorted(letter.ZONES), "title": "Time zone of the town"},
        },
    },
)


class EmailConnector:
    """Sends each submission to the addresses of the town."""

    def describe(self) -> Descriptor:
        """Give the descriptor."""
        return _DESCRIPTOR

    def check(self, ctx: Context) -> tuple[Check, ...]:
        """Greet the mail server, log in, and leave without a message."""
        sender = Check("sender", bool(ctx.sender), "the city's mails have a sender")
        try:
            ctx.smtp.probe()
        except (TransportFailed, SmtpRefused) as error:
            return sender, Check("server", ok=False, detail=str(error))
        return sender, Check("server", ok=True, detail="the mail server lets us in")

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:
        """Give subject, text, page and document; the files that fit are attached, the others are named."""
        document = encode(delivery.document())
        words = letter.write(
            delivery,
            limit=ctx.config.get("max_bytes", MAX_BYTES),
            zone=ctx.config.get("zone", "Europe/Paris"),
        )
        return Prepared(
            key=delivery.key,
            reference=delivery.reference,
            digest=hashlib.sha256(document).hexdigest(),
            parts=(
                Part("subject", "text/plain", words.subject.encode()),
                Part("body.txt", "text/plain", words.text.encode()),
                Part("body.html", "text/html", words.html.encode()),
                Part("delivery.json", "application/json", document),
            ),
            files=words.attached,
            receipt=delivery.receipt,
            addition=delivery.addition,
        )

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:  # noqa: ARG002
        """Hand the message to the city's mail server, with the same Message-ID at each attempt."""
        try:
            message = compose(ctx, prepared)
            ctx.smtp.send(message, ctx.config["to"])
        except BadFile:
            return Permanent("content", "a file's bytes differ from what was sealed")
        except SmtpRefused as error:
            return _refused(error)
        except NotSent as error:
            return Transient(error.detail)
        except Refused as error:
            return Permanent("config", error.detail)
        except NoAnswer as error:
            return Unknown(error.detail)
        return Accepted(message["Message-ID"])


def compose(ctx: Context, prepared: Prepared) -> EmailMessage:
    """Give the whole message; raise BadFile when an attachment is not what was sealed."""
    message = EmailMessage()
    message["From"] = ctx.sender
    message["To"] = ", ".join(ctx.config["to"])
    message["Subject"] = prepared.part("subject").decode()
    message["Date"] = format_datetime(ctx.clock.now())
    message["Message-ID"] = _message_id(ctx, prepared.key, addition=prepared.addition)
    message["Auto-Submitted"] = "auto-generated"
    if prepared.addition:
        message["In-Reply-To"] = message["References"] = _message_id(ctx, prepared.key, addition=False)
    message.set_content(prepared.part("body.txt").decode())
    message.add_alternative(prepared.part("body.html").decode(), subtype="html")
    if not prepared.addition:
        document = prepared.part("delivery.json")
        message.add_attachment(document, maintype="application", subtype="json", filename="delivery.json")
    for name, file in prepared.files:
        maintype, _, subtype = file.type.partition("/")
        content = b"".join(file.chunks())
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return message


def _message_id(ctx: Context, key: str, *, addition: bool) -> str:
    kind = "receipt" if addition else "delivery"
    return f"<{key}.{kind}@{ctx.sender.rpartition('@')[2].strip('<> ') or 'localhost'}>"


def _refused(error: SmtpRefused) -> Outcome:
    detail = f"smtp {error.code} at {error.stage}"
    if error.code in (530, 534, 535, 538):
        return Permanent("auth", detail)
    if error.code in (552, 554) and error.stage in ("data", "end"):
        return Permanent("content", detail)
    if 500 <= error.code < 600:  # noqa: PLR2004 -- permanent negative replies, RFC 5321 section 4.2.1
        return Permanent("config", detail)
    return Transient(detail)
