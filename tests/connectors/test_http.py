"""The HTTP protocol against raw servers that break at each point; its signature read independently."""

import json
import socket
import struct
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from connectors.contract import (
    Accepted,
    Context,
    Delivery,
    HttpAnswer,
    Outcome,
    Pending,
    Permanent,
    Reason,
    Rejected,
    Transient,
    Unknown,
)
from connectors.http import HttpConnector, outcome_of, sign
from connectors.testing import samples
from connectors.transport import Guard, HttpClient, HttpLimits

from .conftest import KEY, HttpBench, free_port, http_context, request_of, scripted

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ACCEPTED = json.dumps({"delivery_id": "0" * 32, "state": "accepted", "external_id": "G-1"}).encode()


def answer(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> HttpAnswer:
    return HttpAnswer(status, headers or {}, body)


def reply(status: str, body: bytes = b"") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body


def deliver(context: Context, given: Delivery, memo: dict[str, str] | None = None) -> Outcome:
    connector = HttpConnector()
    return connector.deliver(context, connector.prepare(context, given), {} if memo is None else memo)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, Transient) for status in (408, 425, 429, 503)),
        *((status, Unknown) for status in (500, 502, 504, 501, 507, 204, 206, 200, 201)),
        *((status, Permanent) for status in (301, 302, 307, 400, 401, 403, 404, 405, 406, 409, 410, 412)),
        *((status, Permanent) for status in (413, 415, 418, 422)),
        (202, Pending),
    ],
)
def test_each_status_without_a_body_means_one_outcome(status: int, kind: type[Outcome]) -> None:
    assert isinstance(outcome_of(answer(status), NOW), kind)


@pytest.mark.parametrize(
    ("status", "kind"), [(401, "auth"), (403, "auth"), (404, "protocol"), (409, "conflict"), (410, "gone")]
)
def test_a_permanent_failure_says_who_must_act(status: int, kind: str) -> None:
    assert outcome_of(answer(status), NOW) == Permanent(kind, f"http {status}")  # type: ignore[arg-type]  # parametrised


@pytest.mark.parametrize(
    "body", [b"", b"<html>Wi-Fi login</html>", b"[]", b"[" * 100_000, b'{"state":1}', b"{}"]
)
def test_a_success_that_cannot_be_read_is_unknown(body: bytes) -> None:
    assert outcome_of(answer(200, body), NOW) == Unknown("malformed success")


def test_reasons_of_a_refusal_reach_the_city() -> None:
    errors = [
        {"pointer": "/titulaire", "code": "inconnu", "message": "Acte introuvable", "correctable": True}
    ]
    body = json.dumps({"outcome": "rejected", "errors": [*errors, "nonsense"]}).encode()
    expected = Rejected((Reason("/titulaire", "inconnu", "Acte introuvable", correctable=True),))
    assert outcome_of(answer(422, body), NOW) == expected
    assert isinstance(outcome_of(answer(422, b'{"outcome":"permanent"}'), NOW), Permanent)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("99999999999999999999", timedelta(days=1)),
        ("Tue, 24 Nov 2026 12:01:00 GMT", timedelta(minutes=1)),
        ("Tue, 24 Nov 2020 12:01:00 GMT", None),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_honoured_within_a_day(value: str, wait: timedelta | None) -> None:
    assert outcome_of(answer(503, headers={"retry-after": value}), NOW) == Transient("http 503", wait)


def test_an_independent_library_reads_the_signature_during_a_change_of_keys() -> None:
    old, new, other = b"o" * 32, b"n" * 32, b"x" * 32
    headers = sign([new, old], "0" * 32, datetime.now(UTC), b'{"a":1}')
    for key in (old, new):
        Webhook(key).verify(b'{"a":1}', headers)
    for key, body in ((other, b'{"a":1}'), (new, b'{"a":2}')):
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(body, headers)


@pytest.mark.server
def test_what_goes_over_the_wire_is_what_the_reference_says(stack: ExitStack) -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket) -> None:
        seen.append(request_of(connection))
        connection.sendall(reply("201 Created", ACCEPTED))

    given = samples.delivery("wire", [samples.file("PJ-001", "été.pdf", b"0123456789")])
    outcome = deliver(http_context(scripted(stack, script)), given)
    assert outcome == Accepted("G-1")
    file, document = seen
    assert file.startswith(f"PUT /v1/deliveries/{given.key}/files/1 HTTP/1.1".encode())
    assert b"content-digest: sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:" in file
    assert file.endswith(b"\r\n\r\n0123456789")
    assert b"%C3" not in file
    assert document.startswith(f"PUT /v1/deliveries/{given.key} HTTP/1.1".encode())
    head, _, body = document.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    Webhook(KEY).verify(body, headers)
    assert headers["webhook-id"] == given.key


@pytest.mark.server
@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (b"", Unknown),
        (b"HTTP/1.1 20", Unknown),
        (b"HTTP/1.1 201 Created\r\ncontent-length: 500\r\n\r\n{", Unknown),
        (b"not http at all\r\n\r\n", Unknown),
        (reply("201 Created", ACCEPTED + b" " * 70_000), Unknown),
        (reply("201 Created", ACCEPTED + b" " * 50_000), Accepted),
        (reply("201 Created", ACCEPTED), Accepted),
    ],
)
def test_a_connection_cut_at_each_point_of_the_answer(
    stack: ExitStack, cut: bytes, expected: type[Outcome]
) -> None:
    def script(connection: socket.socket) -> None:
        request_of(connection)
        connection.sendall(cut)

    assert isinstance(deliver(http_context(scripted(stack, script)), samples.delivery("cut")), expected)


@pytest.mark.server
def test_a_reset_while_the_request_is_read_is_unknown(stack: ExitStack) -> None:
    def script(connection: socket.socket) -> None:
        connection.recv(10)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert isinstance(deliver(http_context(scripted(stack, script)), samples.delivery("reset")), Unknown)


@pytest.mark.server
def test_a_cut_while_a_file_is_sent_is_transient_since_the_document_never_left(stack: ExitStack) -> None:
    def script(connection: socket.socket) -> None:
        request_of(connection)

    given = samples.delivery("file-cut", [samples.file("PJ-001", "a.pdf", b"x" * 1000)])
    assert isinstance(deliver(http_context(scripted(stack, script)), given), Transient)


@pytest.mark.server
def test_a_redirect_is_not_followed(stack: ExitStack) -> None:
    visited: list[bytes] = []

    def elsewhere(connection: socket.socket) -> None:
        visited.append(request_of(connection))
        connection.sendall(reply("201 Created", ACCEPTED))

    other = scripted(stack, elsewhere)

    def script(connection: socket.socket) -> None:
        request_of(connection)
        head = f"HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:{other}/\r\ncontent-length: 0\r\n\r\n"
        connection.sendall(head.encode())

    outcome = deliver(http_context(scripted(stack, script)), samples.delivery("redirect"))
    assert outcome == Permanent("protocol", "http 307")
    assert visited == []


@pytest.mark.server
def test_an_answer_that_drips_stops_at_the_deadline(stack: ExitStack) -> None:
    def script(connection: socket.socket) -> None:
        request_of(connection)
        for _ in range(100):
            connection.sendall(b"H")
            time.sleep(0.05)

    port = scripted(stack, script)
    hurried = HttpClient(Guard([f"127.0.0.1:{port}"]), HttpLimits(total=0.4))
    start = time.monotonic()
    outcome = deliver(replace(http_context(port), http=hurried), samples.delivery("drip"))
    assert isinstance(outcome, Unknown)
    assert time.monotonic() - start < 2


@pytest.mark.server
def test_files_that_are_there_are_not_sent_twice_unless_the_target_lost_them(http_bench: HttpBench) -> None:
    context, memo = http_context(http_bench.port), {}  # type: tuple[Context, dict[str, str]]
    given = samples.delivery("memo", [samples.file("PJ-001", "a.pdf", b"content")])
    memo["files/1"] = given.files[0].sha256
    assert deliver(context, given, memo) == Transient("http 425")
    assert memo == {}
    assert isinstance(deliver(context, given, memo), Accepted)
    assert memo == {"files/1": given.files[0].sha256}


@pytest.mark.server
def test_what_became_of_a_key_can_be_asked(http_bench: HttpBench) -> None:
    context, given = http_context(http_bench.port), samples.delivery("find")
    assert HttpConnector().find(context, given.key) is None
    deliver(context, given)
    assert HttpConnector().find(context, given.key) == Accepted(f"GEC-{given.reference}")


@pytest.mark.server
def test_a_wrong_key_is_found_by_check_and_by_delivery(http_bench: HttpBench) -> None:
    context = replace(http_context(http_bench.port), secrets={"webhook": [b"wrong" * 8]})
    assert [check.id for check in HttpConnector().check(context) if not check.ok] == ["auth", "target"]
    assert deliver(context, samples.delivery("wrong")) == Permanent("auth", "http 401")
    assert [c.ok for c in HttpConnector().check(http_context(free_port()))] == [False]


@pytest.mark.server
def test_a_private_target_that_nobody_allowed_is_refused(http_bench: HttpBench) -> None:
    context = replace(http_context(http_bench.port), http=HttpClient())
    assert deliver(context, samples.delivery("private")) == Permanent("config", "not encrypted")


def test_nothing_new_is_started_after_the_deadline() -> None:
    context = http_context(1)
    late = replace(context, deadline=context.clock.now())
    given = samples.delivery("late", [samples.file("PJ-001", "a.pdf", b"content")])
    assert deliver(late, given) == Transient("no time left for the next file")
