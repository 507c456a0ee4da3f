"""Personal data: how long the portal keeps them, which rights go with which ground, what is sensitive, consent."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.lint.law import found
from engine.procedure.silence import after

#: The longest that a portal may keep what it hands over (arrêté of 4 July 2013 on municipal teleservices, RU-030).
PORTAL = "P3M"
#: Rights that a legal ground takes away: (ground, right, article of the RGPD).
_WITHOUT = (
    ("c", "portability", "20(1)"),
    ("e", "portability", "20(1)"),
    ("f", "portability", "20(1)"),
    ("c", "objection", "21(1)"),
    ("c", "erasure", "17(3)(b)"),
)
#: A day on which no month is short: periods are compared from it.
_EPOCH = date(2026, 1, 1)


def check_retention(subject: Subject) -> Iterator[Finding]:
    """Check that the portal keeps drafts and handed-over files no longer than three months."""
    retention = subject.form.procedure["retention"]
    for key in ("draft", "portal"):
        if _ends(retention[key]) > _ends(PORTAL):
            message = f"the portal would keep {key} data for {retention[key]}; three months at most"
            yield found(subject, "retention-long", f"/retention/{key}", message, f"Write {PORTAL} or less.")


def check_rights(subject: Subject) -> Iterator[Finding]:
    """Check that the notice names the rights that its legal ground gives, and no other (RGPD art. 13 to 22)."""
    rgpd = subject.form.procedure["rgpd"]
    rights, ground = rgpd["rights"], rgpd["ground"]
    if "complaint" not in rights:
        message = "the notice does not tell of the complaint to the authority (RGPD art. 13(2)(d))"
        yield found(subject, "rights", "/rgpd/rights", message, "Add complaint.")
    if ground == "a" and "withdraw" not in rights:
        message = "consent may be withdrawn, and the notice does not say so (RGPD art. 7(3))"
        yield found(subject, "rights", "/rgpd/rights", message, "Add withdraw.")
    for without, right, article in _WITHOUT:
        if ground == without and right in rights:
            message = f"ground {ground} gives no right of {right} (RGPD art. {article})"
            yield found(subject, "rights", "/rgpd/rights", message, f"Take {right} away.")


def check_sensitive(subject: Subject) -> Iterator[Finding]:
    """Check that answers said to be sensitive exist, and that the notice tells of them (RGPD art. 9 and 13)."""
    pointers = subject.form.procedure.get("sensitive", ())
    fields = {question["field"] for question in subject.questions.values()}
    for rank, pointer in enumerate(pointers):
        if not any(_within(field, pointer) for field in fields):
            message = f"no question fills {pointer}"
            yield found(subject, "sensitive", f"/sensitive/{rank}", message, "Name an answer of the form.")


def check_consent(subject: Subject) -> Iterator[Finding]:
    """Check that nothing to agree to is ticked in advance (RGPD art. 4(11) and recital 32)."""
    for code, question in subject.questions.items():
        if question["widget"] in ("checkbox", "checkboxes", "yesno") and "default" in question:
            message = "what a person agrees to may not be ticked in advance (RGPD art. 4(11))"
            yield subject.found("consent-ticked", code, message, "Take default away.")


def _ends(period: str) -> date:
    return after(_EPOCH, period)


def _within(field: str, pointer: Any) -> bool:  # noqa: ANN401 -- a pointer
    return field == pointer or field.startswith(f"{pointer}/") or str(pointer).startswith(f"{field}/")
