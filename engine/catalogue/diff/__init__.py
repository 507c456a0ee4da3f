"""What changed between two versions of a form, how much that weighs, and who has to know.

It reads two assembled forms; it may not know where they were published, nor any city's file but through the
effective definition that it is given.
"""

from engine.catalogue.diff.answers import coverage
from engine.catalogue.diff.change import Change, Level
from engine.catalogue.diff.compare import Comparison, compare
from engine.catalogue.diff.gate import understated
from engine.catalogue.diff.report import as_json, render_text

__all__ = [
    "Change",
    "Comparison",
    "Level",
    "as_json",
    "compare",
    "coverage",
    "render_text",
    "understated",
]
