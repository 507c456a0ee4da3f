"""What a provider publishes is shared by threads, and a slow provider keeps nobody waiting."""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from engine.identity.fetch import Reply
from engine.identity.metadata import MetadataCache
from engine.identity.profiles import build_profile

ISSUER = "https://oidc.example"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NAMES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
PROFILE = build_profile(
    "fc",
    {"issuer": ISSUER},
    {"client_id": "abc", "client_secret": "a-secret-long-enough"},
    base_url="https://tilleray.example",
    demo=False,
)


class Gate:
    """A provider that answers when the gate is open."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.entered = threading.Event()
        self.calls = 0

    def __call__(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> Reply:
        """Answer discovery and keys."""
        assert (method, headers, body) == ("GET", None, None)
        self.calls += 1
        self.entered.set()
        assert self.open.wait(5)
        found: dict[str, object] = {"issuer": ISSUER, **{name: f"{ISSUER}/{name}" for name in NAMES}}
        if url.endswith("/jwks_uri"):
            found = {"keys": [{"kty": "EC", "kid": "1"}, {"kty": "EC", "use": "enc"}, {"kty": "oct"}, 3]}
        return Reply(200, "application/json", json.dumps(found).encode())


def test_only_public_signature_keys_are_kept() -> None:
    gate = Gate()
    gate.open.set()
    assert MetadataCache(gate).get(PROFILE, NOW).keys == ({"kty": "EC", "kid": "1"},)


def test_threads_that_begin_together_ask_once() -> None:
    gate = Gate()
    cache = MetadataCache(gate)
    threads = [threading.Thread(target=cache.get, args=(PROFILE, NOW)) for _ in range(5)]
    for thread in threads:
        thread.start()
    gate.open.set()
    for thread in threads:
        thread.join(5)
    assert gate.calls == 2


def test_nobody_waits_while_another_thread_asks_again() -> None:
    gate = Gate()
    gate.open.set()
    cache = MetadataCache(gate)
    known = cache.get(PROFILE, NOW)
    gate.open.clear()
    gate.entered.clear()
    later = NOW + timedelta(hours=2)
    slow = threading.Thread(target=cache.get, args=(PROFILE, later))
    slow.start()
    assert gate.entered.wait(5)
    assert cache.get(PROFILE, later) is known
    gate.open.set()
    slow.join(5)
    assert cache.get(PROFILE, later) is not known


def test_a_clock_set_back_does_not_keep_an_answer_for_ever() -> None:
    gate = Gate()
    gate.open.set()
    cache = MetadataCache(gate)
    known = cache.get(PROFILE, NOW)
    assert cache.get(PROFILE, NOW + timedelta(minutes=59)) is known
    assert cache.get(PROFILE, NOW - timedelta(days=1)) is not known
