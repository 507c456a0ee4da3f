"""What protects every page: response headers, anti-forgery tokens, where a post comes from."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from typing import Final

from flask import Flask, Request, Response, request
from itsdangerous import BadSignature, Signer

from engine.errors import FormuneError

#: One salt per use of the host's keys (itsdangerous, « The Salt »).
_SALT: Final = "formune.csrf"
_DEVICES: Final = "camera=(), display-capture=(), geolocation={}, microphone=(), payment=(), usb=()"
#: What a page that offers the town's plan may ask of the device: where it is, when the person presses a button.
WITH_POSITION: Final = _DEVICES.format("(self)")
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": _DEVICES.format("()"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TWO_YEARS: Final = "max-age=63072000"


class StaleToken(FormuneError):
    """A form came back with a token that is missing, old or made for another session."""


def protect(app: Flask, form_targets: Iterable[str] = ()) -> None:
    """Put the security headers on every response of `app`.

    `form_targets` are the origins a post may be redirected to (the identity providers' logout pages):
    browsers apply `form-action` to redirects too.
    """
    policy = content_policy(form_targets)

    def _guard(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Cache-Control", "no-store")
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
        return response

    app.after_request(_guard)


def content_policy(form_targets: Iterable[str] = ()) -> str:
    """Write the Content-Security-Policy: our own styles, pictures and scripts, no frame, nothing inline."""
    targets = " ".join(("'self'", *form_targets))
    return (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )


def csrf_token(keys: Sequence[bytes], session_secret: str, purpose: str) -> str:
    """Make a token for one session and one purpose (a page's address, say), signed by `keys[0]`.

    `keys` are the host's, newest first. Two tokens never look the same, so a compressed page leaks nothing.
    """
    return _signer(keys, session_secret, purpose).sign(secrets.token_urlsafe(9)).decode()


def check_csrf(keys: Sequence[bytes], token: str | None, session_secret: str, purpose: str) -> None:
    """Check a token against every key of the list; raise StaleToken."""
    try:
        _signer(keys, session_secret, purpose).unsign(token or "")
    except (BadSignature, UnicodeEncodeError):
        raise StaleToken from None


def same_origin(received: Request) -> bool:
    """Say whether a post comes from our own pages, as far as the browser tells (Fetch Metadata, then Origin).

    It protects the posts made before any session exists; a client that tells nothing is let through.
    """
    site = received.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = received.headers.get("Origin")
    return origin is None or origin == received.host_url.rstrip("/")


def surely_same_origin(received: Request) -> bool:
    """Say whether the browser tells that a post comes from our own pages; silence is not enough."""
    told = received.headers.get("Sec-Fetch-Site") or received.headers.get("Origin")
    return told is not None and same_origin(received) and told != "none"


def _signer(keys: Sequence[bytes], session_secret: str, purpose: str) -> Signer:
    bound = [hmac.digest(key, session_secret.encode(), "sha256") for key in reversed(keys)]
    return Signer(bound, f"{_SALT}.{purpose}", key_derivation="hmac", digest_method=hashlib.sha256)
