"""What the law of a form says to the person: silence, remedies, documents, retention, fee, what a city may set."""

from collections.abc import Iterator

from engine.catalogue.diff.change import Change
from engine.catalogue.trees import same_key
from engine.model import Definition

#: Parts of procedure.json that a city reads and a resident does not.
_FOR_CITIES = frozenset({"city", "parameters", "lists"})
#: Parts that have their own sentence, or none.
_APART = frozenset({"$schema", "slug", "documents"})


def law_changes(old: Definition, new: Definition) -> Iterator[Change]:
    """Give what changed in procedure.json."""
    before, after = old.procedure, new.procedure
    for key in sorted((before.keys() | after.keys()) - _APART):
        if same_key(before.get(key)) != same_key(after.get(key)):
            yield Change("city-changed" if key in _FOR_CITIES else "law-changed", f"« {key} » changed")
    mine, theirs = ({one["code"]: one for one in form.get("documents", ())} for form in (after, before))
    for code in sorted(mine.keys() | theirs.keys()):
        if code not in theirs:
            yield Change("document-changed", "a document is now asked", code)
        elif code not in mine:
            yield Change("document-changed", "a document is no longer asked", code)
        elif same_key(mine[code]) != same_key(theirs[code]):
            yield Change("document-changed", "the law of a document changed", code)
