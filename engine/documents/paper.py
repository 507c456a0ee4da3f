"""What a receipt's paper and its mail say: every word ready, so that drawing decides nothing.

Plain values that travel to the process that draws. Nothing here is absent: what is unknown is an empty text
or tuple, which the templates leave out.
"""

from dataclasses import dataclass, field
from typing import Final

#: Characters of an answer that is set as a text.
_LONG: Final = 160


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whom the paper comes from; `logo` is a data URI, colours are `#rrggbb`."""

    city: str
    service: str
    address: tuple[str, ...]
    email: str
    phone: str
    hours: str
    logo: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it was sent: the question's number and words, the answer's lines."""

    code: str
    label: str
    lines: tuple[str, ...]
    #: « Fourni par … », for what the person did not write.
    source: str = ""

    @property
    def long(self) -> bool:
        """Say whether the answer is a text to read rather than a fact to find."""
        return sum(map(len, self.lines)) > _LONG


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one page, under its title."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One file that came: `size` in words, `sha256` in hexadecimal."""

    code: str
    label: str
    name: str
    size: str
    sha256: str

    @property
    def short(self) -> str:
        """Give the start of the digest as one reads it aloud."""
        return grouped(self.sha256[:12])


@dataclass(frozen=True, slots=True)
class Fact:
    """One proof, and what it is; a `digest` is set as such."""

    term: str
    text: str
    digest: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptPaper:
    """One receipt. `mentions` are the law's sentences in its order; `seal` the JWS joined to the PDF."""

    head: Letterhead
    #: « Récépissé de votre demande », by the mode of the procedure.
    title: str
    #: « votre demande »: what the mode calls it in a sentence.
    what: str
    form: str
    reference: str
    #: « lundi 23 novembre 2026 à 14 h 07 (heure de Paris) »
    received: str
    #: The same instant, RFC 3339 with the city's offset.
    received_iso: str
    mentions: tuple[str, ...]
    sections: tuple[Section, ...]
    pieces: tuple[Piece, ...]
    #: Statements in their exact words, under their question's number.
    statements: tuple[Answer, ...]
    #: Warnings that the person saw and confirmed.
    warnings: tuple[str, ...]
    #: How the person was known.
    identity: str
    proof: tuple[Fact, ...]
    follow_url: str
    data_contact: str
    #: Said on every page of a paper without effect: a demonstration, a form on trial.
    mark: str = ""
    #: The only sentences of the mail, for a form of which no mail may tell what was asked; None for any other.
    discreet: tuple[str, ...] | None = None
    seal: str = field(default="", repr=False)


def grouped(digits: str, size: int = 4) -> str:
    """Write a digest in groups that an eye can follow: « 3f1c 9a0b »."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))
