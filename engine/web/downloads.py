"""A file given to its person: always saved, never shown, and kept by no cache of a shared computer."""

import io
from typing import IO

from flask import send_file
from werkzeug.wrappers import Response


def download(data: bytes, kind: str, name: str) -> Response:
    """Give bytes as a file of a MIME type and a name."""
    return download_file(io.BytesIO(data), kind, name)


def download_file(content: IO[bytes], kind: str, name: str) -> Response:
    """Give a whole file, sent in small parts and closed at the end."""
    size = content.seek(0, io.SEEK_END)
    content.seek(0)
    given = send_file(content, mimetype=kind, as_attachment=True, download_name=name)
    given.content_length = size
    given.headers["Cache-Control"] = "no-store"
    return given
