"""A file given to its person: always saved, never shown, and kept by no cache of a shared computer."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response


def download(data: bytes, kind: str, name: str) -> Response:
    """Give bytes as a file of a MIME type and a name."""
    given = send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name)
    given.headers["Cache-Control"] = "no-store"
    return given
