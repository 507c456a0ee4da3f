"""The HTTP delivery protocol, version 1 (schemas/delivery/connector-1.openapi.yaml).

    PUT {url}/v1/deliveries/{key}/files/{n}    one attachment, streamed, n from 1
    PUT {url}/v1/deliveries/{key}/receipt      the receipt's PDF, before the delivery or days after it
    PUT {url}/v1/deliveries/{key}              the delivery document: from its 2xx on, the city holds it
    GET {url}/v1/deliveries/{key}              what became of it

The key makes every request repeatable. Requests are signed as Standard Webhooks says (v1, HMAC-SHA256,
several signatures while a key is being changed). What is signed is the body, and for a streamed file the
value of its `content-digest` (RFC 9530), so that a receiver knows who speaks before it reads the bytes.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.contract import (
    PROTOCOL,
    Accepted,
    BadFile,
    Check,
    Context,
    Delivery,
    DeliveryFile,
    Descriptor,
    HttpAnswer,
    Kind,
    NoAnswer,
    NotSent,
    Outcome,
    Part,
    Pending,
    Permanent,
    Prepared,
    Reason,
    Refused,
    Rejected,
    Transient,
    Unknown,
    encode,
)

_DESCRIPTOR = Descriptor(
    id="http",
    version="1",
    title="Logiciel métier par HTTP",
    capabilities=frozenset(
        {"idempotent_key", "conflict", "files_stream", "addition", "complement", "find_by_key"}
    ),
    config_schema={
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["url"],
        "properties": {
            "url": {
                "type": "string",
                "pattern": "^https?://[^\\s/?#@]+(/[^\\s?#]*)?(?![\\s\\S])",
                "title": "Base address of the city's software",
            }
        },
    },
    secrets=("webhook",),
)


class HttpConnector:
    """Delivers to a city's software that speaks the protocol of this project."""

    def describe(self) -> Descriptor:
        """Give the descriptor."""
        return _DESCRIPTOR

    def check(self, ctx: Context) -> tuple[Check, ...]:
        """Ask the target for a delivery that does not exist: it must know us and say 404."""
        found = _exchange(ctx, "GET", _NOBODY)
        if isinstance(found, HttpAnswer):
            known = found.status not in (401, 403)
            return (
                Check("reached", ok=True, detail="the software answers"),
                Check("auth", known, "the software knows our key"),
                Check("target", found.status in (200, 404), "the address is that of the protocol"),
            )
        return (Check("reached", ok=False, detail=getattr(found, "detail", "")),)

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:  # noqa: ARG002 -- the contract's shape
        """Give the document and the numbered files."""
        document = encode(delivery.document())
        return Prepared(
            key=delivery.key,
            reference=delivery.reference,
            digest=hashlib.sha256(document).hexdigest(),
            parts=(Part("delivery.json", "application/json", document),),
            files=tuple((f"files/{n}", file) for n, file in enumerate(delivery.files, start=1)),
            receipt=delivery.receipt,
            addition=delivery.addition,
        )

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Send the files that are not there yet, then the document; the document's answer decides."""
        files = [] if prepared.addition else list(prepared.files)
        if prepared.receipt:
            files.append(("receipt", prepared.receipt))
        for name, file in files:
            if memo.get(name) == file.sha256:
                continue
            if ctx.clock.now() >= ctx.deadline:
                return Transient("no time left for the next file")
            outcome = _put_file(ctx, prepared.key, name, file)
            if isinstance(outcome, Unknown) and not prepared.addition:
                return Transient(f"{outcome.detail}, before the document was sent")
            if not isinstance(outcome, Accepted):
                return outcome
            memo[name] = file.sha256
        if prepared.addition:
            return Accepted()
        answer = _exchange(ctx, "PUT", prepared.key, prepared.part("delivery.json"))
        if not isinstance(answer, HttpAnswer):
            return answer
        if answer.status == _TOO_EARLY:
            memo.clear()
        return outcome_of(answer, ctx.clock.now())

    def find(self, ctx: Context, key: str) -> Outcome | None:
        """Ask what became of `key`; None when the target has never seen it."""
        answer = _exchange(ctx, "GET", key)
        if not isinstance(answer, HttpAnswer):
            return answer
        return None if answer.status == _NOT_FOUND else outcome_of(answer, ctx.clock.now())


def sign(keys: Sequence[bytes], message_id: str, at: datetime, content: bytes) -> dict[str, str]:
    """Give the three Standard Webhooks headers, one `v1` signature per key, the newest key first."""
    stamp = str(int(at.timestamp()))
    signed = f"{message_id}.{stamp}.".encode() + content
    signatures = (base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def outcome_of(answer: HttpAnswer, now: datetime) -> Outcome:
    """Give what an answer means: the table of docs/reference/connectors.md, one row per status."""
    status = answer.status
    if status in (200, 201, 202):
        return _received(answer)
    if status in (408, 425, 429, 503):
        return Transient(f"http {status}", _retry_after(answer, now))
    if status in (400, 413, 415, 422):
        return _refused(answer)
    if 200 <= status < 300 or status >= 500:  # noqa: PLR2004 -- HTTP's own classes
        return Unknown(f"http {status}")
    return Permanent(_FOR_SOMEBODY_TO_MEND.get(status, "protocol"), f"http {status}")


_FOR_SOMEBODY_TO_MEND: Mapping[int, Kind] = {401: "auth", 403: "auth", 409: "conflict", 410: "gone"}
_NOBODY = "0" * 32
_NOT_FOUND = 404
_TOO_EARLY = 425
_POLL_AFTER = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(days=1)


def _put_file(ctx: Context, key: str, name: str, file: DeliveryFile) -> Outcome:
    digest = "sha-256=:" + base64.b64encode(bytes.fromhex(file.sha256)).decode() + ":"
    headers = {"content-type": file.type, "content-length": str(file.size), "content-digest": digest}
    try:
        answer = _exchange(
            ctx, "PUT", f"{key}/{name}", file.chunks(), signed=digest.encode(), headers=headers
        )
    except BadFile:
        return Permanent("content", "a file's bytes differ from what was sealed")
    if not isinstance(answer, HttpAnswer):
        return answer
    return Accepted() if answer.status in (200, 201, 204) else outcome_of(answer, ctx.clock.now())


def _exchange(  # noqa: PLR0913 -- the parts of one request
    ctx: Context,
    method: str,
    path: str,
    body: bytes | Iterable[bytes] = b"",
    *,
    signed: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpAnswer | Outcome:
    """Send one signed request; a failure of the transport comes back as the outcome that it means."""
    keys = ctx.secrets.get("webhook", ())
    if not keys:
        return Permanent("config", "no webhook key")
    content = signed if signed is not None else body if isinstance(body, bytes) else b""
    fields = {
        "content-type": "application/json",
        "accept": "application/json, application/problem+json",
        "x-protocol-version": PROTOCOL,
        **(headers or {}),
        **sign(keys, path, ctx.clock.now(), content),
    }
    try:
        answer = ctx.http.send(method, f"{ctx.config['url'].rstrip('/')}/v1/deliveries/{path}", fields, body)
    except NotSent as error:
        return Transient(error.detail)
    except Refused as error:
        return Permanent("config", error.detail)
    except NoAnswer as error:
        return Unknown(error.detail)
    ctx.log.event("http.answer", status=answer.status, method=method)
    return answer


def _received(answer: HttpAnswer) -> Outcome:
    """Read a receipt; a success that cannot be read is an unknown outcome."""
    body = _json(answer)
    state = body.get("state", "pending" if answer.status == 202 else None)  # noqa: PLR2004 -- HTTP's own number
    number = body.get("external_id")
    if not isinstance(number, str | None):
        return Unknown("malformed success")
    if state == "accepted" and answer.status != 202:  # noqa: PLR2004 -- HTTP's own number
        return Accepted(number)
    if state in ("pending", "accepted"):
        return Pending(number, _seconds(body.get("poll_after")) or _POLL_AFTER)
    if state == "rejected":
        return Rejected(_reasons(body))
    if state == "failed":
        return Permanent("protocol", "the software failed to take it")
    return Unknown("malformed success")


def _refused(answer: HttpAnswer) -> Outcome:
    body = _json(answer)
    if body.get("outcome") == "rejected":
        return Rejected(_reasons(body))
    return Permanent("protocol", f"http {answer.status}")


def _reasons(body: Mapping[str, Any]) -> tuple[Reason, ...]:
    errors = body.get("errors")
    found = tuple(
        Reason(
            pointer=_text(error.get("pointer")),
            code=_text(error.get("code")) or "rejected",
            message=_text(error.get("message")),
            correctable=error.get("correctable") is True,
        )
        for error in (errors[:100] if isinstance(errors, list) else ())
        if isinstance(error, dict)
    )
    return found or (Reason("", "rejected", _text(body.get("title"))),)


def _json(answer: HttpAnswer) -> dict[str, Any]:
    try:
        body = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _text(value: object) -> str:
    return value[:500] if isinstance(value, str) else ""


def _retry_after(answer: HttpAnswer, now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110 section 10.2.3), capped at a day."""
    value = answer.headers.get("retry-after", "")
    if value.isascii() and value.isdigit():
        return _seconds(int(value[:9]))
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return _seconds((until - now).total_seconds())


def _seconds(value: object) -> timedelta | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return None
    return min(timedelta(seconds=min(value, 1e6)), _LONGEST_WAIT)
