"""From what was bound to the document that counts: normalised, calculated, pruned of hidden answers.

Questions are taken in the order in which they depend on one another, so that one pass is enough: when a
question is decided, everything its condition reads is final.
"""

from collections.abc import Mapping
from copy import deepcopy

from engine.journey.compiled import Compiled, Program
from engine.journey.facts import Facts
from engine.journey.normalise import normalise_document
from engine.journey.pointers import ABSENT, Place, drop_empty, item_at, places, put, remove
from engine.model import Document, Json


def settle(
    program: Program,
    document: Document,
    facts: Facts,
    certified: Mapping[str, Json] | None = None,
    *,
    prune: bool = True,
) -> Document:
    """Give a new document: FORMAT point 4 up to validation.

    `certified` holds values by question code that an identity provider attested: they replace what was
    posted. Without `prune`, hidden answers stay, so that validation can name them.
    """
    settled: Document = drop_empty(normalise_document(document, program.multiline)) or {}
    for compiled in program.settling:
        value = (certified or {}).get(compiled.question.code)
        for place in list(places(settled, compiled.question.path)):
            _decide(program, compiled, place, settled, facts, value, prune=prune)
    return drop_empty(settled) or {}


def shown(compiled: Compiled, document: Document, place: Place) -> bool:
    """Say whether the question at that place is shown (asked, or calculated)."""
    return compiled.shown(document, item_at(document, place.path))


def _decide(  # noqa: PLR0913, PLR0917 -- one question's whole situation
    program: Program,
    compiled: Compiled,
    place: Place,
    document: Document,
    facts: Facts,
    attested: Json,
    *,
    prune: bool,
) -> None:
    item = item_at(document, place.path)
    if not compiled.shown(document, item):
        if prune or compiled.question.calculate:
            remove(document, place.path)
        return
    if compiled.value and compiled.calculates(document, item):
        value = compiled.value(document, item, facts, program.definition)
        if value is ABSENT:
            remove(document, place.path)
        else:
            put(document, place.path, deepcopy(value))
    elif attested is not None:
        put(document, place.path, deepcopy(attested))
