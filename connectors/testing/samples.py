"""Deliveries to try a connector with: invented persons, hostile names, awkward sizes."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from connectors.contract import Delivery, DeliveryFile, FormRef, Label, delivery_key

#: The start of a PDF; its content does not matter to a connector.
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

HOSTILE_NAMES: Sequence[str] = (
    "../../../etc/passwd",
    "..\\..\\boot.ini",
    "/absolute.pdf",
    "nul\x00byte.pdf",
    "line\r\nBcc: someone@example.org\r\n\r\n.pdf",
    "x" * 255 + ".pdf",
    "pièce d’identité – été 🌻.pdf",
    "\u202efdp.exe",
    '"quoted"; filename=other.pdf',
    ".",
    "",
)

#: A word that only the resident's answers hold: it must be in the document and in no log.
SURNAME = "Ximénès-Quillien"


def file(code: str, name: str, content: bytes, media_type: str = "application/pdf") -> DeliveryFile:
    """Give an attachment with these bytes."""

    def opened() -> BinaryIO:
        return io.BytesIO(content)

    return DeliveryFile(code, name, media_type, len(content), hashlib.sha256(content).hexdigest(), opened)


def delivery(name: str = "plain", files: Sequence[DeliveryFile] = ()) -> Delivery:
    """Give a delivery whose key and reference depend on `name` alone."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Delivery(
        key=delivery_key("tilleray", name, "mairie"),
        reference=f"REF-{digest[:8].upper()}",
        city="tilleray",
        form=FormRef("acte-etat-civil", "1.0.0", "a" * 64, "b" * 64, "Copie d’un acte d’état civil"),
        deposited_at=datetime(2026, 11, 23, 13, 7, tzinfo=UTC),
        channel="portail",
        receipt_channel="email",
        identity={"level": "declared"},
        answers={"titulaire": {"nomNaissance": SURNAME, "prenoms": "Zoé"}},
        labels=(
            Label("IDE-002", "Nom de naissance", SURNAME, "La personne", "", "/titulaire/nomNaissance"),
            Label("IDE-003", "Prénoms", "Zoé", "La personne", "", "/titulaire/prenoms"),
        ),
        seal="eyJhbGciOiJFUzI1NiJ9.eyJ0ZXN0IjoxfQ.c2lnbmF0dXJl",
        files=tuple(files),
    )


def other_content(first: Delivery) -> Delivery:
    """Give a delivery with the key and the reference of `first` and another answer."""
    return replace(first, answers={"titulaire": {"nomNaissance": "Autre"}})


def completed(first: Delivery, receipt: bytes) -> Delivery:
    """Give the addition that brings the receipt of `first`."""
    return replace(first, receipt=file("recepisse", "recepisse.pdf", receipt), addition=True)
