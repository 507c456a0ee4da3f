"""Headers of every response, tokens against forged posts, and where a post comes from."""

from pathlib import Path

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from engine.web import security
from engine.web.security import StaleToken, check_csrf, content_policy, csrf_token, same_origin
from tests.web.macros import samples

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return samples.application(samples.city(tmp_path)).test_client()


@pytest.mark.parametrize("path", ["/", "/conditions", "/nulle-part", "/sante"])
def test_every_response_is_guarded(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "script-src 'self';" in policy, "our own files alone"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_secure_transport_is_remembered_only_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    assert "Strict-Transport-Security" in client.get("/", base_url="https://tilleray.example").headers


def test_a_post_may_lead_to_the_identity_provider_and_nowhere_else() -> None:
    assert "form-action 'self';" in content_policy()
    assert "form-action 'self' https://op.example;" in content_policy(["https://op.example"])


def test_a_page_may_set_its_own_header() -> None:
    app = Flask("own")
    security.protect(app)
    app.add_url_rule("/", "own", lambda: ("ok", 200, {"Cache-Control": "public"}))
    assert app.test_client().get("/").headers["Cache-Control"] == "public"


def test_a_token_is_good_for_its_session_and_purpose() -> None:
    token = csrf_token((NEW,), "secret", "draft-1")
    check_csrf((NEW,), token, "secret", "draft-1")
    for secret, purpose in (("other", "draft-1"), ("secret", "draft-2")):
        with pytest.raises(StaleToken):
            check_csrf((NEW,), token, secret, purpose)


def test_a_token_outlives_a_change_of_key_until_the_old_key_is_gone() -> None:
    token = csrf_token((OLD,), "secret", "p")
    check_csrf((NEW, OLD), token, "secret", "p")
    with pytest.raises(StaleToken):
        check_csrf((NEW,), token, "secret", "p")


def test_the_newest_key_signs() -> None:
    token = csrf_token((NEW, OLD), "secret", "p")
    check_csrf((NEW,), token, "secret", "p")
    with pytest.raises(StaleToken):
        check_csrf((OLD,), token, "secret", "p")


def test_two_tokens_never_look_the_same() -> None:
    assert csrf_token((NEW,), "secret", "p") != csrf_token((NEW,), "secret", "p")


@given(st.one_of(st.none(), st.text()))
def test_anything_else_is_no_token(token: str | None) -> None:
    with pytest.raises(StaleToken):
        check_csrf((NEW, OLD), token, "secret", "p")


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://tilleray.example"}, True),
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://tilleray.example"}, False),
    ],
)
def test_a_post_from_elsewhere_is_seen(*, headers: dict[str, str], ours: bool) -> None:
    environ = EnvironBuilder(
        method="POST", base_url="https://tilleray.example", headers=[*headers.items()]
    ).get_environ()
    assert same_origin(Request(environ)) is ours
