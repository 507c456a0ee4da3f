"""Findings for code hosts, which show them on the lines of a change: SARIF 2.1.0 (OASIS standard, 2020)."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from engine.catalogue.lint.finding import Finding
from engine.catalogue.lint.rules import LAW, RULES

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: How a finding is weighed by a code host: a waived rule is said, not counted.
_LEVELS = {"error": "error", "waived": "note"}


def as_sarif(findings: Iterable[Finding]) -> dict[str, Any]:
    """Give one run of the linter as a SARIF log; files are relative to the folder that holds forms/ and schemas/."""
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "formune forms lint",
                        "semanticVersion": version("formune"),
                        "rules": [_rule(rule) for rule in RULES],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding) for finding in findings],
            }
        ],
    }


def _rule(rule: str) -> dict[str, Any]:
    law = ", ".join(LAW.get(rule, ()))
    described = {"id": rule, "shortDescription": {"text": RULES[rule]}}
    return described | ({"fullDescription": {"text": f"{RULES[rule]} Text: {law}."}} if law else {})


def _result(finding: Finding) -> dict[str, Any]:
    code = f"{finding.code}: " if finding.code else ""
    place = {
        "artifactLocation": {"uri": finding.file},
        "region": {"startLine": max(finding.line, 1)},
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": list(RULES).index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{code}{finding.message}. {finding.mend}"},
        "locations": [{"physicalLocation": place}],
    }
    if finding.severity == "waived":
        result["suppressions"] = [{"kind": "external", "justification": finding.message}]
    return result
