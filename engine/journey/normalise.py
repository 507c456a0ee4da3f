"""Text as a form keeps it: one spelling for what a reader sees as the same."""

import re
import unicodedata

from engine.model import Json

_INVISIBLE = "\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufeff"
_CONTROL = re.compile(rf"[\x00-\x1f{_INVISIBLE}]")
_CONTROL_BUT_LINES = re.compile(rf"[\x00-\x09\x0b-\x1f{_INVISIBLE}]")


def normalise(text: str, *, lines: bool = False) -> str:
    """Give `text` in Unicode NFC, trimmed, with single spaces and straight apostrophes, without control characters.

    With `lines`, line feeds stay (CR LF becomes LF) and each line is treated alone.
    """
    text = unicodedata.normalize("NFC", text).replace("’", "'")
    if not lines:
        return " ".join(_CONTROL.sub(" ", text).split())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = [" ".join(line.split()) for line in _CONTROL_BUT_LINES.sub(" ", text).split("\n")]
    return "\n".join(kept).strip("\n")


def normalise_document(value: Json, multiline: frozenset[str], path: str = "") -> Json:
    """Give a document with every text normalised; `multiline` holds the pointers whose line feeds stay."""
    if isinstance(value, str):
        return normalise(value, lines=path in multiline)
    if isinstance(value, dict):
        return {key: normalise_document(one, multiline, f"{path}/{key}") for key, one in value.items()}
    if isinstance(value, list):
        return [normalise_document(one, multiline, f"{path}/*") for one in value]
    return value
