"""The receiving side of the HTTP delivery protocol, as a vendor would write it."""

import base64
import binascii
import hashlib
import io
import json
import re
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from standardwebhooks import Webhook, WebhookVerificationError

from engine.demo.backoffice.faults import Faults
from engine.demo.backoffice.inbox import Inbox, Stored

#: Bytes of a delivery document at most.
LARGEST_DOCUMENT = 4 * 1024 * 1024


def receiving(inbox: Inbox, faults: Faults, keys: Mapping[str, Sequence[bytes]], slow: float) -> Blueprint:
    """Give the routes `/v1/deliveries/…`; the city is the one whose key signed; `slow` is in seconds."""
    routes = Blueprint("receive", __name__, url_prefix="/v1/deliveries/<key>")
    desk = Desk(inbox, faults, keys, slow)
    routes.add_url_rule("/files/<int:number>", view_func=desk.take_file, methods=["PUT"])
    routes.add_url_rule("/receipt", view_func=desk.take_receipt, methods=["PUT"])
    routes.add_url_rule("", view_func=desk.take_document, methods=["PUT"])
    routes.add_url_rule("", view_func=desk.tell, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes files, receipts and documents, and fails as it was told to."""

    inbox: Inbox
    faults: Faults
    keys: Mapping[str, Sequence[bytes]] = field(repr=False)
    slow: float

    def take_file(self, key: str, number: int) -> Response:
        """Keep one attachment until its document comes."""
        return self._take(key, f"files/{number}", f"file-{number}")

    def take_receipt(self, key: str) -> Response:
        """Keep the receipt's PDF, before the document or long after it."""
        return self._take(key, "receipt", "receipt.pdf")

    def take_document(self, key: str) -> Response:
        """Keep the document: the delivery is received from here on."""
        body = request.get_data(cache=False) if (request.content_length or 0) <= LARGEST_DOCUMENT else b""
        city = self._sender(key, key, body)
        if city is None:
            return _problem(HTTPStatus.UNAUTHORIZED, "permanent")
        fault = self.faults.take() or ""
        if fault in _BEFORE:
            return _BEFORE[fault]()
        answer = _keep(self.inbox, city, key, body)
        if fault == "slow":
            time.sleep(self.slow)
        return _AFTER[fault]() if fault in _AFTER else answer

    def tell(self, key: str) -> Response:
        """Say whether the delivery is here."""
        city = self._sender(key, key, b"")
        if city is None:
            return _problem(HTTPStatus.UNAUTHORIZED, "permanent")
        document = self.inbox.document(city, key)
        if document is None:
            return _problem(HTTPStatus.NOT_FOUND, "permanent")
        return _receipt(key, document, HTTPStatus.OK)

    def _take(self, key: str, part: str, name: str) -> Response:
        announced = request.headers.get("content-digest", "")
        city = self._sender(key, f"{key}/{part}", announced.encode())
        if city is None:
            return _problem(HTTPStatus.UNAUTHORIZED, "permanent")
        sha256 = _announced_sha256(announced)
        stored = self.inbox.put(city, key, name, request.stream, sha256) if sha256 else None
        if stored is None:
            return _problem(HTTPStatus.BAD_REQUEST, "permanent")
        if stored == "other":
            return _problem(HTTPStatus.CONFLICT, "permanent")
        return Response(status=_STATUS[stored])

    def _sender(self, key: str, message_id: str, content: bytes) -> str | None:
        """Give the city whose key signed this very address and content a short while ago."""
        if not _KEY.fullmatch(key) or request.headers.get("webhook-id") != message_id:
            return None
        headers = {name: request.headers.get(name, "") for name in _SIGNED}
        signers = (
            city
            for city, secrets in self.keys.items()
            if any(_verified(secret, content, headers) for secret in secrets)
        )
        return next(signers, None)


_KEY = re.compile(r"[0-9a-f]{32}")

_SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def _keep(inbox: Inbox, city: str, key: str, body: bytes) -> Response:
    try:
        document = json.loads(body)
        missing = inbox.missing(city, key, document)
    except (ValueError, KeyError, TypeError):
        return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "rejected")
    if missing:
        return _problem(HTTPStatus.TOO_EARLY, "transient")
    stored = inbox.put(city, key, "delivery.json", io.BytesIO(body), hashlib.sha256(body).hexdigest())
    if stored not in _STATUS:
        return _problem(HTTPStatus.CONFLICT, "permanent")
    return _receipt(key, document, _STATUS[stored])


_STATUS: Mapping[Stored | None, HTTPStatus] = {"new": HTTPStatus.CREATED, "same": HTTPStatus.OK}


def _verified(secret: bytes, content: bytes, headers: dict[str, str]) -> bool:
    try:
        Webhook(secret).verify(content, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True


def _announced_sha256(value: str) -> str | None:
    found = re.fullmatch(r"sha-256=:([A-Za-z0-9+/]{43}=):", value)
    try:
        return base64.b64decode(found[1], validate=True).hex() if found else None
    except binascii.Error:
        return None


def _receipt(key: str, document: Mapping[str, Any], status: HTTPStatus) -> Response:
    body = {"delivery_id": key, "state": "accepted", "external_id": f"GEC-{document.get('reference', '')}"}
    return Response(json.dumps(body), status=status, mimetype="application/json")


def _problem(status: HTTPStatus, outcome: str) -> Response:
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "outcome": outcome}
    return Response(json.dumps(body), status=status, mimetype="application/problem+json")


def _hang_up() -> Response:
    """Close the connection without an answer, under either server that may run this."""
    connection = request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    return Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)


_BEFORE: Mapping[str, Callable[[], Response]] = {
    "503": lambda: _problem(HTTPStatus.SERVICE_UNAVAILABLE, "transient"),
    "409": lambda: _problem(HTTPStatus.CONFLICT, "permanent"),
    "cut": _hang_up,
}

_AFTER: Mapping[str, Callable[[], Response]] = {
    "500": lambda: _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "unknown"),
    "stored-cut": _hang_up,
}
