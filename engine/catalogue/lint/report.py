"""Findings as a person reads them, and as a program does."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from engine.catalogue.lint.finding import Finding


def failed(findings: Iterable[Finding]) -> bool:
    """Say whether one of the findings is an error rather than a waived rule."""
    return any(finding.severity == "error" for finding in findings)


def render_text(findings: Iterable[Finding]) -> str:
    """Give two lines a finding, `file:line rule code: message` then the mend, and a last line of count."""
    kept = list(findings)
    lines = []
    for finding in kept:
        waived = " (waived)" if finding.severity == "waived" else ""
        code = f" {finding.code}" if finding.code else ""
        lines.append(f"{finding.file}:{finding.line} {finding.rule}{waived}{code}: {finding.message}")
        lines.append(f"    {finding.mend}")
    errors = sum(finding.severity == "error" for finding in kept)
    lines.append(f"{errors} to mend, {len(kept) - errors} waived")
    return "\n".join(lines)


def as_json(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Give findings as JSON objects, in the order found."""
    return [asdict(finding) for finding in findings]
