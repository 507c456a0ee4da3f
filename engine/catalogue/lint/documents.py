"""What may be asked for: each document with its text, none that the code forbids or that the State must fetch."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.source import FIRST_LANGUAGE

#: The article of the code that lets a proof of address be asked: it lists the procedures.
_DOMICILE_ARTICLE = "R113-8"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Why a document may not be asked: the article of the code (CRPA), the reason, and what to ask instead."""

    article: str
    reason: str
    mend: str


_FORBIDDEN = (
    (
        re.compile(r"certifi[ée]e?s?\b|l[ée]galis[ée]", re.IGNORECASE),
        Forbidden("R113-10", "a certified copy may not be asked", "Ask for a plain, readable copy."),
    ),
    (
        re.compile(r"moins de (?:trois|3) mois|dat[ée]e? de moins", re.IGNORECASE),
        Forbidden(
            "R113-7",
            "a civil-status document is good whatever its date",
            "Take the age of the document away.",
        ),
    ),
    (
        re.compile(
            r"certificat de (?:vie commune|concubinage|c[ée]libat|vie)|attestation de concubinage",
            re.IGNORECASE,
        ),
        Forbidden(
            "R113-5",
            "a family situation is proved by the copies that the code lists",
            "Ask for the family record book or an extract.",
        ),
    ),
)
#: A proof of address has its own exception: the procedures that the article lists.
_NO_DOMICILE = Forbidden(
    _DOMICILE_ARTICLE,
    "a proof of address may not be asked outside the list of the code",
    "Ask for the address, or cite R113-8.",
)
_DOMICILE = re.compile(
    r"justificatif\w* de (?:domicile|r[ée]sidence)|preuve d[’'](?:adresse|habitation)|quittance de loyer"
    r"|facture d[’'](?:eau|[ée]lectricit[ée]|[ée]nergie)|facture de gaz|justificatif_?domicile",
    re.IGNORECASE,
)
_FETCHED = re.compile(
    r"\bk-?bis\b|avis d[’'](?:imp[ôo]t|imposition)|extrait d[’']immatriculation|casier judiciaire"
    r"|r[ée]c[ée]piss[ée] de d[ée]claration en pr[ée]fecture|statuts de l[’']association|avis de situation",
    re.IGNORECASE,
)
_CERFA = re.compile(r"cerfa\s*(?:n[°o.]*)?\s*[0-9]{4,}", re.IGNORECASE)


def check_documents(subject: Subject) -> Iterator[Finding]:
    """Check that a document is asked with its legal basis, and never what the code forbids to ask."""
    documents = {document["code"]: document for document in subject.form.procedure.get("documents", ())}
    for code, question in subject.questions.items():
        if question["widget"] == "files":
            yield from _document(subject, code, question, documents.get(code))


def check_numbers(subject: Subject) -> Iterator[Finding]:
    """Check that no text shows the number of a State form as the form's own (CRPA D113-1 to D113-3)."""
    for language, texts in subject.form.texts.items():
        for key, text in texts.items():
            if isinstance(text, str) and _CERFA.search(text):
                file = f"{subject.form.file}/texts/{language}.json"
                message = "a number of homologation belongs to the State's form"
                yield Finding("cerfa-number", file, f"/{key}", message, "Name the procedure, not the number.")


def forbidden(said: str, basis: Iterable[Mapping[str, Any]]) -> Iterator[Forbidden]:
    """Give why a document that is named so may not be asked; `basis` are the texts that it cites."""
    for words, reason in _FORBIDDEN:
        if words.search(said):
            yield reason
    if _DOMICILE.search(said) and not any(_DOMICILE_ARTICLE in one.get("article", "") for one in basis):
        yield _NO_DOMICILE


def _document(
    subject: Subject, code: str, question: Mapping[str, Any], document: Mapping[str, Any] | None
) -> Iterator[Finding]:
    if document is None:
        mend = "List it under documents in procedure.json."
        yield subject.found("document-basis", code, "no text allows this document (CRPA R113-5)", mend)
    said = f"{_said(subject, code)} {question['field'].rpartition('/')[2]}"
    for why in forbidden(said, (document or {}).get("basis", ())):
        message = f"{why.reason} (CRPA {why.article})"
        yield subject.found("document-forbidden", code, message, why.mend)
    if _FETCHED.search(said) and (question.get("required") or "requiredIf" in question):
        message = "an administration must obtain this itself (CRPA L113-12, L114-8)"
        yield subject.found("document-fetched", code, message, "Ask for the number that lets it be found.")


def _said(subject: Subject, code: str) -> str:
    words = subject.bundle["texts"].get(FIRST_LANGUAGE, {})
    texts = [words.get(key, "") for key in (f"{code}.label", f"{code}.short", f"doc.{code}")]
    return " ".join(
        text if isinstance(text, str) else " ".join(one["text"] for one in text) for text in texts
    )
