"""When two deposits look the same: the key of a deposit's main answers, which says nothing of the person.

A duplicate of the same person is looked for in the browser's session or the account only; a problem already
reported is compared by its kind and its street, never by who reported it (DESIGN section 6).
"""

import hashlib

import rfc8785

from engine.journey.compiled import Program
from engine.journey.pointers import ABSENT, get
from engine.model import CheckUse, Definition, Document

#: The kinds of check that look for a deposit already made.
KINDS = frozenset({"doublonMemeSession", "dejaSignale"})


def key_of(program: Program, use: CheckUse, document: Document) -> str | None:
    """Give the key (sha256, hex) of the answers that a check compares; None while one is missing.

    A check names them by code in `questions`; else the form's `duplicate` does.
    """
    values = [
        get(document, program.by_code[code].question.path) for code in compared(program.definition, use)
    ]
    if not values or any(value is ABSENT for value in values):
        return None
    return hashlib.sha256(rfc8785.dumps([program.definition.slug, use.kind, *values])).hexdigest()


def compared(definition: Definition, use: CheckUse) -> tuple[str, ...]:
    """Give the codes of the answers that a check of duplicates compares; none for another check."""
    if use.kind not in KINDS:
        return ()
    own = definition.duplicate.questions if definition.duplicate else ()
    return tuple(use.arguments.get("questions") or own)


def keys_of(program: Program, document: Document) -> dict[str, str]:
    """Give the keys that a deposit leaves behind, by the kind of check that will look for them."""
    uses = [check.use for one in program.ordered for check in one.checks]
    found = {use.kind: key_of(program, use, document) for use in uses if use.kind in KINDS}
    return {kind: key for kind, key in found.items() if key}
