"""What a connector is given, what it answers, and what each answer makes the engine do.

Standard library only: a vendor who copies this file has the whole contract. A connector is any object
with the methods of `Connector`; there is no base class. docs/reference/connectors.md holds the table of
what maps to which outcome.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any, BinaryIO, Literal, Protocol, TypeAlias

#: The version of the contract; a descriptor lists the versions its connector speaks.
PROTOCOL = "1"

#: Bytes read at once from a file; no connector holds more of a streamed file than two of these.
CHUNK = 64 * 1024

Kind: TypeAlias = Literal["config", "auth", "protocol", "conflict", "content", "gone", "bug"]


class ConnectorError(Exception):
    """A connector, its configuration or its delivery is refused."""

    def __str__(self) -> str:
        """Give the arguments as text, or the class's docstring when there are none."""
        return super().__str__() or (self.__doc__ or type(self).__name__).strip()


class BadDelivery(ConnectorError):
    """An identifier of the delivery could not be a folder's name or an address; names the field only."""

    def __init__(self, name: str) -> None:
        super().__init__(f"delivery field {name} is not a plain identifier")
        self.name = name


class BadFile(ConnectorError):
    """A file's bytes are not those that were sealed (size or sha256); `code` is its question's code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the bytes of file {code} differ from what was sealed")
        self.code = code


class TransportFailed(ConnectorError):
    """Sending failed; never raised itself. `detail` is fixed words, never an address or a value."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotSent(TransportFailed):
    """The other side has certainly not received the request."""


class NoAnswer(TransportFailed):
    """The request left and no usable answer came back: it may or may not have been received."""


class Refused(TransportFailed):
    """Sending was refused by our own guard or settings; it will be refused until somebody acts."""


class SmtpRefused(ConnectorError):
    """The mail server answered with an error: `code` (RFC 5321 section 4.2) at `stage` of the dialogue."""

    def __init__(self, code: int, stage: str) -> None:
        super().__init__(f"{stage} {code}")
        self.code = code
        self.stage = stage


@dataclass(frozen=True, slots=True)
class DeliveryFile:
    """An attachment, opened only when its bytes are sent; `size` in bytes, `sha256` in hexadecimal.

    `name` is what the resident's device called it: free and hostile text, never a path.
    """

    code: str
    name: str
    type: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO] = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _must("files.code", _IDENTIFIER, self.code)
        _must("files.type", _MEDIA_TYPE, self.type)
        _must("files.sha256", _SHA256, self.sha256)

    def chunks(self) -> Iterator[bytes]:
        """Give the bytes in chunks; raise BadFile *before* the last one when they are not what was sealed."""
        digest, size, held = hashlib.sha256(), 0, b""
        with self.open() as source:
            while chunk := source.read(CHUNK):
                if held:
                    yield held
                digest.update(chunk)
                size, held = size + len(chunk), chunk
        if size != self.size or digest.hexdigest() != self.sha256:
            raise BadFile(self.code)
        if held:
            yield held


@dataclass(frozen=True, slots=True)
class FormRef:
    """The definition a submission was made with; digests are sha256 in hexadecimal, `title` in French."""

    id: str
    version: str
    digest: str
    profile_digest: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """One answer as the resident saw it: question code, label, value in words, in the order shown."""

    code: str
    label: str
    value: str
    section: str = ""
    #: Ranks inside repeated groups, said aloud from 1: "" or "2" or "2.1".
    rank: str = ""
    #: JSON Pointer into `answers` (RFC 6901).
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Complement:
    """What a delivery adds to an earlier one, under a key and a reference of its own (`<reference>-<number>`).

    `of` is the key and `reference` the reference of the delivery that it completes; `at` when the person spoke.
    `piece`: the delivery's files are what the town asked for under `code`; `withdrawal`: the person wants no answer
    any more. `text` is what the person wrote with it.
    """

    kind: Literal["piece", "withdrawal"]
    of: str
    reference: str
    at: datetime
    code: str = ""
    text: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        _must("complement.of", _KEY, self.of)
        _must("complement.reference", _IDENTIFIER, self.reference)

    def document(self) -> dict[str, Any]:
        """Give the member `complement` of schemas/delivery/1.json."""
        return {
            "kind": self.kind,
            "of": self.of,
            "reference": self.reference,
            "at": _instant(self.at),
            "code": self.code,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """A sealed submission on its way to a back office (schemas/delivery/1.json).

    `key` names it for ever, the same at every attempt: see `delivery_key`. `receipt` is the PDF when it
    is ready. With `addition` the submission has already been delivered under the same key and only the
    receipt is to be added. With `complement` this is no new submission: `answers` are empty, `labels` and `files`
    hold what is new, `seal` is that of the submission completed. Raises BadDelivery for an identifier that is not one.
    """

    key: str
    reference: str
    city: str
    form: FormRef
    deposited_at: datetime
    channel: str
    receipt_channel: str
    answers: Mapping[str, Any]
    labels: Sequence[Label]
    seal: str
    identity: Mapping[str, Any] | None = None
    helper: Mapping[str, Any] | None = None
    warnings: Sequence[Mapping[str, Any]] = ()
    files: Sequence[DeliveryFile] = ()
    receipt: DeliveryFile | None = None
    addition: bool = False
    complement: Complement | None = None

    def __post_init__(self) -> None:
        _must("key", _KEY, self.key)
        _must("reference", _IDENTIFIER, self.reference)
        _must("city", _IDENTIFIER, self.city)
        _must("form.id", _IDENTIFIER, self.form.id)
        if self.addition and self.receipt is None:
            raise BadDelivery("receipt")

    def document(self) -> dict[str, Any]:
        """Give the document of schemas/delivery/1.json: the receipt and the files' bytes are apart."""
        return {
            "format": 1,
            "reference": self.reference,
            "city": self.city,
            "form": {
                "id": self.form.id,
                "version": self.form.version,
                "digest": self.form.digest,
                "profileDigest": self.form.profile_digest,
                "title": self.form.title,
            },
            "depositedAt": _instant(self.deposited_at),
            "channel": self.channel,
            "receiptChannel": self.receipt_channel,
            "identity": self.identity,
            "helper": self.helper,
            "answers": self.answers,
            "labels": [
                {name: getattr(label, name) for name in Label.__dataclass_fields__} for label in self.labels
            ],
            "warnings": list(self.warnings),
            "files": [
                {"code": f.code, "name": f.name, "type": f.type, "size": f.size, "sha256": f.sha256}
                for f in self.files
            ],
            "seal": self.seal,
            **({"complement": self.complement.document()} if self.complement else {}),
        }


def delivery_key(city: str, submission: str, route: str, revision: int = 1) -> str:
    """Give the idempotency key: 32 hexadecimal digits, stable per (city, submission, route, revision).

    An addition (the receipt that comes later) keeps the key of the delivery that it completes.
    """
    words = json.dumps([city, submission, route, revision], ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def encode(document: Mapping[str, Any]) -> bytes:
    """Give a document's exact bytes: UTF-8 JSON, sorted keys, two-space indent, one last line feed."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One prepared piece: a name that the connector chose and its exact bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that will be sent, decided without any input or output.

    `digest` is the sha256 of the delivery document's bytes: two deliveries with one key and one digest are
    the same. `files` pairs the name at the target with the file, whose bytes are streamed when delivered.
    """

    key: str
    reference: str
    digest: str
    parts: tuple[Part, ...]
    files: tuple[tuple[str, DeliveryFile], ...] = ()
    receipt: DeliveryFile | None = None
    addition: bool = False

    def part(self, name: str) -> bytes:
        """Give one part's bytes; raises KeyError when there is none of that name."""
        return {part.name: part.content for part in self.parts}[name]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a back office refuses the content: where, its own code, French words, can the resident mend it."""

    pointer: str
    code: str
    message: str
    correctable: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The back office owns the submission; `external_id` is its own number for it."""

    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Received, not decided: ask again for `ref` after `poll_after`."""

    ref: str | None
    poll_after: timedelta


@dataclass(frozen=True, slots=True)
class Rejected:
    """The back office refused the content: never retried, shown to the city's staff."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Transient:
    """Certainly not received: try again, not before `retry_after` when the target asked for a delay."""

    detail: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Permanent:
    """Will fail until somebody acts; `kind` says who: the route stops, what waits is kept."""

    kind: Kind
    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes left and no usable answer came: resend only when the target knows the key, else ask a human."""

    detail: str


Outcome: TypeAlias = Accepted | Pending | Rejected | Transient | Permanent | Unknown

#: An exception that leaves `deliver` means this: nobody knows what the target received.
UNCAUGHT = Unknown("uncaught exception in the connector")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of `check`: `detail` is fixed English text without secrets or personal values."""

    id: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Descriptor:
    """What a connector says of itself, without input or output.

    `capabilities`: `idempotent_key` (a replay makes no second record), `conflict` (same key and other
    content is refused), `find_by_key`, `files_stream`, `addition`. `config_schema` is JSON Schema 2020-12.
    `secrets` names what it needs from the secrets' folder.
    """

    id: str
    version: str
    title: str
    capabilities: frozenset[str]
    config_schema: Mapping[str, Any]
    secrets: tuple[str, ...] = ()
    protocol: tuple[str, ...] = (PROTOCOL,)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present instant, aware, in UTC."""


class Log(Protocol):
    """Writes one line of closed vocabulary; a value that is not plainly harmless is redacted."""

    def event(self, name: str, /, **facts: str | int) -> None:
        """Record that `name` happened."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An HTTP answer: header names in lower case, the body read whole up to the transport's cap."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Http(Protocol):
    """The only way for a connector to speak HTTP: guarded addresses, no redirect, capped, timed."""

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | Iterable[bytes] = b""
    ) -> HttpAnswer:
        """Give the answer; raise NotSent, NoAnswer or Refused."""


class Smtp(Protocol):
    """The only way for a connector to send mail."""

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> None:
        """Hand the message over; raise NotSent, NoAnswer, Refused or SmtpRefused."""

    def probe(self) -> None:
        """Greet the server and leave, sending nothing; raises the same errors."""


@dataclass(frozen=True, slots=True)
class Context:
    """All that a connector may use: it opens no socket and reads no environment of its own.

    `secrets` maps a name of the descriptor to its keys, the newest first. `deadline` is an aware UTC
    instant after which nothing new is to be started.
    """

    city: str
    route: str
    config: Mapping[str, Any]
    secrets: Mapping[str, Sequence[bytes]] = field(repr=False)
    clock: Clock
    deadline: datetime
    log: Log
    http: Http
    smtp: Smtp
    #: The sender's address of the city's mails, for connectors that write mail.
    sender: str = ""


class Connector(Protocol):
    """One way to a back office. A connector that can look a key up also has `find` (see `Finder`)."""

    def describe(self) -> Descriptor:
        """Give the descriptor; pure."""

    def check(self, ctx: Context) -> tuple[Check, ...]:
        """Try the configuration without leaving a trace at the target."""

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:
        """Give the exact bytes to send; pure: no input, no output, no clock, the same bytes each time."""

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Send once. `memo` is durable between attempts of one delivery and starts empty."""


class Finder(Connector, Protocol):
    """A connector with the capability `find_by_key`."""

    def find(self, ctx: Context, key: str) -> Outcome | None:
        """Give what the target knows of `key`, None when it has never seen it."""


_IDENTIFIER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?")
_KEY = re.compile(r"[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _must(name: str, pattern: re.Pattern[str], value: str) -> None:
    if not pattern.fullmatch(value):
        raise BadDelivery(name)
