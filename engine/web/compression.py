"""Pages and files go out compressed, so that a small device on a poor line waits less.

A compressed page that holds a secret beside a text chosen by an attacker gives the secret away, by its length alone
(BREACH, 2013), if the attacker can have the page asked many times with the resident's cookie. So a page asked with a
cookie is compressed only when the browser says that our own page, or the resident, asks it; and no anti-forgery
token is ever shown twice (`security.csrf_token`).
"""

import gzip
from functools import lru_cache
from typing import Final

from flask import Flask, Request, Response, request

#: Text that shrinks; pictures, PDF and archives are compressed already.
_TYPES: Final = frozenset(
    {"text/html", "text/css", "image/svg+xml", "application/json", "text/plain", "text/javascript"}
)
#: Bytes under which compressing gains nothing: the whole answer fits in one packet.
_LEAST: Final = 1_000
#: A page is compressed while somebody waits; a file once, for all who ask it.
_QUICK: Final = 4
_BEST: Final = 9
_FILES_KEPT: Final = 256


def compress(app: Flask) -> None:
    """Compress what `app` answers, where the browser takes it and it is safe."""
    app.after_request(_compressed)


def asked_by_ourselves(received: Request) -> bool:
    """Say whether our own page or the resident asks this (Fetch Metadata, then Referer, that no page can forge)."""
    site = received.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    return (received.referrer or "").startswith(received.host_url)


def _compressed(response: Response) -> Response:
    if not _worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    public = bool(response.cache_control.public)
    if not request.accept_encodings["gzip"] or not (public or _safe()):
        return response
    body = response.get_data()
    response.set_data(_file(body) if public else gzip.compress(body, _QUICK, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    etag, _weak = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)
    return response


def _worth_it(response: Response) -> bool:
    return (
        response.mimetype in _TYPES
        and not response.direct_passthrough
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= _LEAST
    )


def _safe() -> bool:
    return not request.cookies or asked_by_ourselves(request)


@lru_cache(maxsize=_FILES_KEPT)
def _file(body: bytes) -> bytes:
    return gzip.compress(body, _BEST, mtime=0)
