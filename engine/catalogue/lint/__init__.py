"""The rules that a form and its blocks must keep before anyone fills it, one module per family of rules."""

from engine.catalogue.lint.finding import Finding, Oracle
from engine.catalogue.lint.report import as_json, failed, render_text
from engine.catalogue.lint.rules import LAW, RULES
from engine.catalogue.lint.run import lint
from engine.catalogue.lint.sarif import as_sarif

__all__ = ["LAW", "RULES", "Finding", "Oracle", "as_json", "as_sarif", "failed", "lint", "render_text"]
