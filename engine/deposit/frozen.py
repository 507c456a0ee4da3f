"""What a deposit freezes: answers in code and in words, files, statements, and how the person was known."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.evidence.statement import IdentityEvidence, canonical, subject_hash
from engine.journey.bind import asked, shown_on
from engine.journey.compiled import Program
from engine.journey.flow import stops
from engine.journey.names import counted
from engine.journey.pointers import get
from engine.journey.problems import fingerprint
from engine.journey.summary import about, title_of
from engine.journey.words import Words
from engine.journey.written import in_words
from engine.language import FRENCH
from engine.model import Document
from engine.procedure.mentions import mention_texts

#: How the receipt goes out, when no address was given: on paper, or on the screen for an anonymous report.
_BY_MAIL, _ON_PAPER, _ON_SCREEN = "courriel", "courrier", "ecran"
_EMAIL: Final = ("demandeur", "coordonnees", "courriel")


@dataclass(frozen=True, slots=True)
class Frozen:
    """The parts of a statement and of a payload, as plain JSON."""

    answers: Document
    labels: list[dict[str, str]]
    files: list[dict[str, Any]]
    consents: list[dict[str, str]]
    warnings: list[dict[str, str]]
    receipt_channel: str
    terms: str

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """Give the files as the statement names them: without our own ids."""
        return [{key: value for key, value in one.items() if key != "id"} for one in self.files]


def freeze(
    program: Program,
    document: Document,
    words: Words,
    confirmed: Mapping[str, str],
    shown: Words | None = None,
) -> Frozen:
    """Freeze a document that has no problem left, in `words`, French; a consent in those that were `shown`."""
    labels, files, consents = [], [], []
    for stop in stops(program, document):
        words_here = about(stop, program, words, document)
        section = title_of(stop, words_here, document)
        here = (
            *asked(program, stop.page, stop.ranks, document),
            *shown_on(program, stop.page, stop.ranks, document),
        )
        for question, place in here:
            value = get(document, place.path)
            if value is None or (question.widget == "group" and not question.calculate):
                continue
            label = words_here.get(f"{question.code}.label", document=document)
            if question.widget == "files":
                files += [_file(question.code, one) for one in value]
            if question.widget == "checkbox":
                consents.append(
                    _consent(question.code, about(stop, program, shown or words, document), document)
                )
            labels.append(
                {
                    "code": question.code,
                    "label": label,
                    "value": "\n".join(in_words(question, value, words, document)),
                    "section": section,
                    "rank": counted(stop.ranks),
                    "pointer": place.pointer,
                }
            )
    return Frozen(
        answers=document,
        labels=labels,
        files=files,
        consents=consents,
        warnings=_warnings(program, document, words, confirmed),
        receipt_channel=_channel(program, document),
        terms=hashlib.sha256(canonical(list(mention_texts(program.definition, words, document)))).hexdigest(),
    )


def identity_evidence(
    city: str, identity: Mapping[str, Any] | None, document: Document
) -> IdentityEvidence | None:
    """Give how the person was known: by a provider, by their own word, or (an anonymous report) not at all."""
    if identity is None:
        return IdentityEvidence("declared") if get(document, ("demandeur",)) is not None else None
    return IdentityEvidence(
        level=identity["level"] if identity["level"] in {"eidas1", "eidas2", "eidas3"} else "declared",
        issuer=identity["issuer"],
        subject_hash=subject_hash(city, identity["issuer"], identity["subject"]),
        at=datetime.fromisoformat(identity["at"]),
    )


def email_of(document: Document) -> str | None:
    """Give the address to which the receipt goes, if one was given."""
    found = get(document, _EMAIL)
    return found if isinstance(found, str) else None


def _channel(program: Program, document: Document) -> str:
    if email_of(document):
        return _BY_MAIL
    return _ON_SCREEN if program.definition.procedure.get("mode") == "signalement" else _ON_PAPER


def _file(code: str, piece: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": piece["id"],
        "code": code,
        "name": piece["nom"],
        "type": piece["type"],
        "size": piece["taille"],
        "sha256": piece["sha256"],
    }


def _consent(code: str, shown: Words, document: Document) -> dict[str, str]:
    key = f"{code}.label"
    language = shown.language if key in shown.definition.texts.get(shown.language, {}) else FRENCH
    return {"code": code, "lang": language, "text": str(shown.get(key, document=document))}


def _warnings(
    program: Program, document: Document, words: Words, confirmed: Mapping[str, str]
) -> list[dict[str, str]]:
    return [
        {"check": check.use.name, "text": words.get(f"check.{check.use.name}", document=document)}
        for compiled in program.ordered
        for check in compiled.checks
        if check.use.severity == "confirm"
        and confirmed.get(check.use.name) == fingerprint(program, check, document)
    ]
