"""The sentences that a receipt must carry (CRPA R112-11-1), in the order of the text.

Date of receipt, service in charge with its addresses, then for a request what silence means and when, and the
remedies. What was not read in its text is never stated as certain (FORMAT point 11).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.journey.pointers import get
from engine.journey.words import Words, long_date
from engine.model import Definition, Document
from engine.procedure.silence import Silence, silence_of

_OUTCOMES: Final = {"acceptance": "acceptée", "rejection": "refusée"}
_UNVERIFIED: Final = "Cette règle est en cours de vérification\u00a0; la mairie vous la confirme sur demande."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sentences are made from; `service` is the line of the service in charge, with its addresses."""

    definition: Definition
    document: Document
    words: Words
    reference: str
    deposited: date
    service: str

    @property
    def silence(self) -> Silence | None:
        """Give what silence decides, and when."""
        return silence_of(self.definition.procedure, self.deposited)


def mentions(receipt: Receipt) -> tuple[str, ...]:
    """Give every sentence of the receipt, in the order of the law."""
    procedure = receipt.definition.procedure
    values = _values(receipt)
    doubtful = {one["mention"] for one in procedure.get("remedies", ()) if not one.get("verified")}
    said = [
        receipt.words.get(
            "mention.reference", document=receipt.document, **{**values, "date": long_date(receipt.deposited)}
        ),
        receipt.words.get("mention.contact", document=receipt.document, **values),
    ]
    for name in procedure.get("mentions", ()):
        text = receipt.words.get(f"mention.{name}", document=receipt.document, **values)
        said.append(f"{text} {_UNVERIFIED}" if name in doubtful else text)
    return tuple(said)


def mention_texts(definition: Definition, words: Words) -> Iterator[str]:
    """Give the mentions as their texts stand, holes unfilled by the deposit: what the person was told before."""
    for name in definition.procedure.get("mentions", ()):
        yield words.get(f"mention.{name}")


def _values(receipt: Receipt) -> dict[str, object]:
    silence = receipt.silence
    values: dict[str, object] = {
        "reference": receipt.reference,
        "contact": receipt.service,
        "date": long_date(silence.on if silence else receipt.deposited),
    }
    if silence:
        values["refusée"] = _OUTCOMES[silence.outcome]
    for name, codes in receipt.definition.procedure.get("placeholders", {}).items():
        values[name] = _choices(receipt, codes)
    return values


def _choices(receipt: Receipt, codes: list[str]) -> str:
    """Give the labels chosen for some questions, as one phrase: « acte de naissance, copie intégrale »."""
    labels = []
    for code in codes:
        value = get(receipt.document, receipt.definition.questions[code].path)
        if isinstance(value, str):
            labels.append(receipt.words.option(code, value))
    return ", ".join([*labels[:1], *(label[:1].lower() + label[1:] for label in labels[1:])])
