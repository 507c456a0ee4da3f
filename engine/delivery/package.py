"""A submission as its connector receives it: the contract's Delivery, files opened only when they are sent."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any, BinaryIO

from connectors.contract import Complement, Delivery, DeliveryFile, FormRef, Label, delivery_key
from engine.errors import FormuneError
from engine.store import Store, attachments, documents, exchanges
from engine.store.deliveries import Delivery as Row
from engine.store.submissions import Submission

_PDF = "application/pdf"
#: Section of the one label of a piece that the town asked for.
_ASKED = "Pièce demandée"


class ErasedSubmission(FormuneError):
    """The submission was erased: there is nothing left to deliver."""


def package(store: Store, row: Row, submission: Submission) -> Delivery:
    """Give the delivery of a submission; raise ErasedSubmission."""
    payload = submission.payload
    if not payload:
        raise ErasedSubmission(submission.id)
    whole = _whole(store, row, submission)
    return whole if row.exchange_id is None else _complement(store, row, whole)


def _whole(store: Store, row: Row, submission: Submission) -> Delivery:
    payload = submission.payload
    return Delivery(
        key=delivery_key(row.city, submission.id, row.route),
        reference=submission.reference,
        city=submission.city,
        form=FormRef(
            submission.form,
            submission.version,
            submission.digest,
            submission.profile_digest or submission.digest,
            str(payload.get("title", "")),
        ),
        deposited_at=submission.deposited_at,
        channel=submission.channel,
        receipt_channel=submission.receipt_channel,
        answers=payload["answers"],
        labels=[Label(**label) for label in payload["labels"]],
        seal=submission.seal,
        identity=payload.get("identity"),
        helper=payload.get("helper"),
        warnings=payload.get("warnings", ()),
        files=[_file(store, one) for one in payload.get("files", ())],
        receipt=_receipt(store, submission),
        addition=row.kind == "addition",
    )


def _complement(store: Store, row: Row, first: Delivery) -> Delivery:
    """Give what was said after the deposit as a delivery of its own, that names the one it completes."""
    with store.read() as conn:
        said = exchanges.get(conn, row.exchange_id or "")
    if said is None:
        raise ErasedSubmission(row.submission_id)
    piece = said.kind == "answer"
    labels = [Label(said.code, said.label, said.text or "Voir la pièce jointe.", _ASKED)] if piece else []
    return replace(
        first,
        key=delivery_key(row.city, row.submission_id, row.route, said.number + 1),
        reference=f"{first.reference}-{said.number + 1}",
        answers={},
        labels=labels,
        warnings=(),
        files=[_file(store, asdict(one)) for one in said.files],
        receipt=None,
        complement=Complement(
            "piece" if piece else "withdrawal", first.key, first.reference, said.at, said.code, said.text
        ),
    )


def _file(store: Store, one: Mapping[str, Any]) -> DeliveryFile:
    return DeliveryFile(
        code=str(one["code"]),
        name=str(one["name"]),
        type=str(one["type"]),
        size=int(one["size"]),
        sha256=str(one["sha256"]),
        open=_opener(store, str(one["id"])),
    )


def _opener(store: Store, attachment_id: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        with store.read() as conn:
            return attachments.reader(store, conn, attachment_id)

    return opened


def _receipt(store: Store, submission: Submission) -> DeliveryFile | None:
    with store.read() as conn:
        data = documents.load(store, conn, submission.id, "receipt")
    if data is None:
        return None
    return DeliveryFile(
        code="receipt",
        name=f"recepisse-{submission.reference}.pdf",
        type=_PDF,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        open=lambda: BytesIO(data),
    )
