"""What nobody has read in its text yet, and who set the rule aside for a time."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject

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
#: The rules that a waiver may set aside when forms are linted.
WAIVABLE = tuple(_UNVERIFIED)
#: Waivers that another step reads: publishing compares version numbers.
ELSEWHERE = frozenset({"version-understated"})


def check_waivers(subject: Subject, today: date | None) -> Iterator[Finding]:
    """Check that what was not read in its text has a named waiver that still runs, and no other has one."""
    waivers = {waiver["rule"]: waiver for waiver in subject.form.waivers}
    needed = dict(_unverified(subject.form.procedure))
    for rule, where in needed.items():
        waiver = waivers.get(rule)
        running = waiver and (today is None or date.fromisoformat(waiver["until"]) >= today)
        severity = "waived" if running else "error"
        message = "this was not read in its text" if waiver is None else f"waived until {waiver['until']}"
        mend = f"Read it and write verified: true, or name the rule « {rule} » in waivers.json."
        yield Finding(rule, f"{subject.form.file}/procedure.json", where, message, mend, severity=severity)
    for rank, waiver in enumerate(subject.form.waivers):
        if waiver["rule"] not in needed and waiver["rule"] not in ELSEWHERE:
            file = f"{subject.form.file}/waivers.json"
            message = f"nothing needs the waiver « {waiver['rule']} »"
            yield Finding("waiver-useless", file, f"/{rank}/rule", message, "Take it away.")


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
