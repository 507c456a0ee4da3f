"""The law: what a procedure must say, what it may not ask, and what nobody has read in its text yet."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.source import FIRST_LANGUAGE

_CERTIFIED = re.compile(r"certifi[ée]e?s?\b|l[ée]galis[ée]", re.IGNORECASE)
_DOMICILE = re.compile(
    r"justificatif\w* de (?:domicile|r[ée]sidence)|preuve d[’'](?:adresse|habitation)|quittance de loyer"
    r"|facture d[’'](?:eau|[ée]lectricit[ée]|[ée]nergie)|facture de gaz|justificatif_?domicile",
    re.IGNORECASE,
)
#: The articles of the code that let a proof of address be asked: R113-8 lists the procedures.
_DOMICILE_ARTICLE = "R113-8"


def check_mode(subject: Subject) -> Iterator[Finding]:
    """Check that a request says what silence means (CRPA L231-1 ff) and how to appeal (R112-11-1)."""
    procedure = subject.form.procedure
    if procedure["mode"] != "demande":
        return
    if "silence" not in procedure:
        mend = "Write silence: outcome, delay, startsAt, source."
        yield _found(
            subject, "silence-missing", "", "a request must say what silence means (CRPA R112-11-1)", mend
        )
    if not procedure.get("remedies"):
        mend = "Write remedies, each with its mention."
        yield _found(
            subject, "remedies-missing", "", "a request must name the remedies (CRPA R112-11-1)", mend
        )
    if "service" not in procedure:
        mend = "Write service: the name that the city's routing knows."
        message = "a request must name the service that answers (CRPA R112-11-1)"
        yield _found(subject, "service-missing", "", message, mend)


def check_documents(subject: Subject) -> Iterator[Finding]:
    """Check that a document is asked with its legal basis, and never what the code forbids to ask."""
    documents = {document["code"]: document for document in subject.form.procedure.get("documents", ())}
    for code, question in subject.questions.items():
        if question["widget"] != "files":
            continue
        if code not in documents:
            mend = "List it under documents in procedure.json."
            yield subject.found("document-basis", code, "no text allows this document (CRPA R113-5)", mend)
        said = f"{_said(subject, code)} {question['field'].rpartition('/')[2]}"
        if _CERTIFIED.search(said):
            message = "a certified copy may not be asked (CRPA R113-10)"
            yield subject.found("document-forbidden", code, message, "Ask for a plain, readable copy.")
        if _DOMICILE.search(said) and not _allows_domicile(documents.get(code, {})):
            message = "a proof of address may not be asked outside the list of CRPA R113-8"
            yield subject.found("document-forbidden", code, message, "Ask for the address, or cite R113-8.")


def check_waivers(subject: Subject, today: date | None) -> Iterator[Finding]:
    """Check that what was not read in its text has a named waiver that still runs, and no other has one."""
    waivers = {waiver["rule"]: waiver for waiver in subject.form.waivers}
    needed = dict(_unverified(subject.form.procedure))
    for rule, where in needed.items():
        waiver = waivers.get(rule)
        severity = (
            "waived"
            if waiver and (today is None or date.fromisoformat(waiver["until"]) >= today)
            else "error"
        )
        message = "this was not read in its text" if waiver is None else f"waived until {waiver['until']}"
        mend = f"Read it and write verified: true, or name the rule « {rule} » in waivers.json."
        yield Finding(rule, f"{subject.form.file}/procedure.json", where, message, mend, severity=severity)
    for rank, waiver in enumerate(subject.form.waivers):
        if waiver["rule"] not in needed:
            file = f"{subject.form.file}/waivers.json"
            message = f"nothing needs the waiver « {waiver['rule']} »"
            yield Finding("waiver-useless", file, f"/{rank}/rule", message, "Take it away.")


#: Which part of a procedure each unverified-rule looks at.
_UNVERIFIED = {
    "legal-basis-unverified": "legalBasis",
    "fee-unverified": "fee",
    "delay-unverified": "usualDelay",
    "silence-unverified": "silence",
    "remedies-unverified": "remedies",
    "document-basis-unverified": "documents",
    "retention-unverified": "retention",
    "parts-unverified": "parts",
}
#: The rules that a waiver may set aside.
WAIVABLE = tuple(_UNVERIFIED)


def _unverified(procedure: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for rule, key in _UNVERIFIED.items():
        for where in _false_below(procedure.get(key), f"/{key}"):
            yield rule, where
            break


def _false_below(value: Any, where: str) -> Iterator[str]:  # noqa: ANN401 -- any JSON
    if isinstance(value, Mapping):
        if value.get("verified") is False:
            yield where
        for key, one in value.items():
            yield from _false_below(one, f"{where}/{key}")
    elif isinstance(value, list):
        for rank, one in enumerate(value):
            yield from _false_below(one, f"{where}/{rank}")


def _said(subject: Subject, code: str) -> str:
    words = subject.bundle["texts"].get(FIRST_LANGUAGE, {})
    texts = [words.get(key, "") for key in (f"{code}.label", f"{code}.short", f"doc.{code}")]
    return " ".join(
        text if isinstance(text, str) else " ".join(one["text"] for one in text) for text in texts
    )


def _allows_domicile(document: Mapping[str, Any]) -> bool:
    return any(_DOMICILE_ARTICLE in basis.get("article", "") for basis in document.get("basis", ()))


def _found(subject: Subject, rule: str, where: str, message: str, mend: str) -> Finding:
    return Finding(rule, f"{subject.form.file}/procedure.json", where, message, mend)
