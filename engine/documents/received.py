"""What is said of a file that comes in, by whoever shows or keeps it: no decoder is loaded for that.

The decoders are in `engine.documents.intake`, which a web process runs in another one.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from engine.errors import FormuneError

#: Octets of one file, said before choosing and checked on arrival.
FILE_BYTES: Final = 10_000_000
#: Why a file is refused: the closed list of `BadFile.reason`, each with its words under `check.fichier.<reason>`.
#: `virus` and `attente` (could not be judged now) are said by engine.documents.gate.
REASONS: Final = ("vide", "taille", "type", "illisible", "verrouille", "actif", "virus", "attente")
#: The types that are kept, each with the end of its files' names.
EXTENSIONS: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_LONGEST_NAME: Final = 120


class BadFile(FormuneError):
    """A file cannot be kept; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Clean:
    """A file fit to keep: a safe name, its real MIME type, its bytes."""

    name: str
    type: str
    data: bytes


def safe_name(name: str, extension: str) -> str:
    """Give a name without path, control or direction marks, that ends with the real type's extension."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", shown_name(name)).strip(" .")
    return (stem[: _LONGEST_NAME - len(extension)].strip(" .") or "fichier") + extension


def shown_name(name: str) -> str:
    """Give a file's name as a message may show it: its last part, on one line, in reading order, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    spaced = "".join(" " if unicodedata.category(one)[0] == "Z" else one for one in last)
    kept = "".join(one for one in spaced if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    return " ".join(kept.split())[:_LONGEST_NAME]
