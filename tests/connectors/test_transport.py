"""The guard: which addresses may be reached, however they are written."""

import contextlib
import socket
import time

import pytest

from connectors.contract import NoAnswer, NotSent, Refused
from connectors.transport import Guard, HttpClient, HttpLimits, is_public

from .conftest import free_port


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 -- nothing is bound to it
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::127.0.0.1",
    ],
)
def test_an_address_that_is_or_hides_a_private_one_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "212.27.48.10", "2a01:e0c:1::1"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.server
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises((Refused, NotSent)):
        HttpClient().send("GET", f"https://{host}:8443/", {})


def test_only_the_named_port_of_a_host_is_allowed() -> None:
    guard = Guard(["127.0.0.1:8002", "[::1]:8002", "Intranet.example:443"])
    assert guard.allows("127.0.0.1", 8002)
    assert guard.allows("::1", 8002)
    assert guard.allows("intranet.example", 443)
    assert not guard.allows("127.0.0.1", 8003)
    assert not guard.allows("127.0.0.2", 8002)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https://user:pass@example.org/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https:///nobody",
        "https://[::1/",
        "",
    ],
)
def test_an_address_of_the_wrong_form_is_refused_before_any_socket(url: str) -> None:
    with pytest.raises(Refused):
        HttpClient().send("GET", url, {})


@pytest.mark.server
def test_errors_name_neither_the_target_nor_the_content() -> None:
    port = free_port()
    client = HttpClient(Guard([f"127.0.0.1:{port}"]))
    with pytest.raises(NotSent) as caught:
        client.send("PUT", f"http://127.0.0.1:{port}/secret-path", {"authorization": "secret"}, b"secret")
    assert "secret" not in repr(caught.value)
    assert "127.0.0.1" not in str(caught.value)
    assert not isinstance(caught.value, NoAnswer)


@pytest.mark.server
def test_connecting_takes_no_longer_than_the_whole_request_may() -> None:
    with socket.socket() as full, contextlib.ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        # Whoever comes once the queue of this machine is full hears nothing at all.
        for _caller in range(4):
            caller = waiting.enter_context(socket.socket())
            caller.settimeout(0)
            caller.connect_ex(("127.0.0.1", port))
        client = HttpClient(Guard([f"127.0.0.1:{port}"]), HttpLimits(connect=8.0, total=0.5))
        began = time.monotonic()
        with pytest.raises(NotSent):
            client.send("GET", f"http://127.0.0.1:{port}/", {})
        assert time.monotonic() - began < 3
