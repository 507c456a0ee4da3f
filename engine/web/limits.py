"""What one request may weigh, and the refusal of a body that cannot be read whole.

Werkzeug limits the parts of a multipart body only, and turns a body it cannot decode into an empty form:
a resident's answers would vanish without a word. Both are refused here, before any page is asked.
"""

from typing import Final
from urllib.parse import unquote_to_bytes

from flask import Flask, Request, abort, request
from werkzeug.formparser import FormDataParser

#: Octets of one document that a resident sends; said before choosing, checked on arrival.
FILE_BYTES: Final = 10_000_000
#: Parameters of one request, in its address or its body.
PARAMETERS: Final = 1_000
#: Octets of text of one body; the longest page of the national forms holds a tenth.
TEXT_BYTES: Final = 500_000
#: Octets of one whole body: five documents and the texts.
BODY_BYTES: Final = 5 * FILE_BYTES + TEXT_BYTES
#: What a decoder writes where octets are not UTF-8.
_REPLACED: Final = "\ufffd"


class LimitedRequest(Request):
    """A request whose broken body raises ValueError instead of giving an empty form."""

    def make_form_data_parser(self) -> FormDataParser:
        """Make the parent's parser, no longer silent."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser


def limit(app: Flask, file_bytes: int = FILE_BYTES) -> None:
    """Refuse, on every request of `app`, what is too big (413) or unreadable (400).

    `file_bytes` is what one document may weigh; a document is never held whole in memory, whatever its weight.
    """
    app.request_class = LimitedRequest
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES + 5 * (file_bytes - FILE_BYTES)
    app.config["MAX_FORM_MEMORY_SIZE"] = TEXT_BYTES
    app.config["MAX_FORM_PARTS"] = PARAMETERS
    app.before_request(_refuse)


def _refuse() -> None:
    _refuse_text(request.query_string)
    if request.mimetype == "application/x-www-form-urlencoded":
        if (request.content_length or 0) > TEXT_BYTES:
            abort(413)
        _refuse_text(request.get_data())
    elif request.mimetype == "multipart/form-data" and not _readable():
        abort(400)


def _refuse_text(text: bytes) -> None:
    if text.count(b"&") >= PARAMETERS or len(text) > TEXT_BYTES:
        abort(413)
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        abort(400)


def _readable() -> bool:
    try:
        fields = request.form.items(multi=True)
    except ValueError:
        return False
    return not any(_REPLACED in name or _REPLACED in value for name, value in fields)
