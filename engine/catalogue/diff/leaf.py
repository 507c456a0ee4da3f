"""Whether one answer's schema takes everything that another took, and what it loses when it does not.

Only the keywords of the definition format are compared; a keyword that changed in a way that is not understood
is said as a loss, never passed over.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalogue.trees import same_key
from engine.validation import validator

_Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Loss:
    """What one schema takes and another does not: said as refused by the second, or as let in by the first."""

    refused: str
    let_in: str

    def under(self, key: str) -> "Loss":
        """Give the same, said of a part of the answer."""
        return Loss(f"{key}: {self.refused}", f"{key}: {self.let_in}")


#: Keywords that say nothing of which values are right.
_SILENT = frozenset({"title", "description", "$comment", "$schema", "$id", "default", "examples"})
_UPPER = {"maxLength": "characters at most", "maximum": "at most", "maxItems": "items at most"}
_LOWER = {"minLength": "characters at least", "minimum": "at least", "minItems": "items at least"}
_PARTS = frozenset({"items", "properties", "required", "unevaluatedProperties"})
_COMPARED = _SILENT | _UPPER.keys() | _LOWER.keys() | _PARTS


def losses(new: Any, old: Any) -> list[Loss]:  # noqa: ANN401 -- a schema is an object or a boolean
    """Give what `old` took and `new` may refuse; empty when `new` is proved to take everything."""
    if same_key(new) == same_key(old) or new is True or old is False:
        return []
    if not isinstance(new, Mapping) or not isinstance(old, Mapping):
        return [Loss("nothing is taken any more", "it may now be answered")]
    values = _values(old)
    return list(_lost(new, old) if values is None else _lost_values(new, values))


def written(value: object) -> str:
    """Write a value as an author reads it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else f"« {value} »"


def _values(schema: _Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _lost_values(new: _Schema, values: list[Any]) -> Iterator[Loss]:
    taken = validator(dict(new))
    for value in values:
        if not taken.is_valid(value):
            yield Loss(f"{written(value)} is no longer taken", f"{written(value)} may now arrive")


def _lost(new: _Schema, old: _Schema) -> Iterator[Loss]:
    values = _values(new)
    if values is not None:
        only = ", ".join(map(written, values))
        yield Loss(f"only {only} may be answered", f"others than {only} may now arrive")
        return
    yield from _bounds(new, old)
    yield from _parts(new, old)
    for key in sorted(new.keys() - _COMPARED):
        if not _keeps(key, new[key], old.get(key)):
            yield Loss(f"« {key} » changed", f"« {key} » changed")


def _keeps(key: str, new: Any, old: Any) -> bool:  # noqa: ANN401 -- a keyword's value
    if key == "multipleOf" and old is not None:
        return bool(old % new == 0)
    if key == "type" and (new, old) == ("number", "integer"):
        return True
    return same_key(new) == same_key(old)


def _bounds(new: _Schema, old: _Schema) -> Iterator[Loss]:
    for key, words in _UPPER.items():
        if key in new and not (key in old and old[key] <= new[key]):
            yield Loss(f"{new[key]} {words}", f"more than {new[key]} ({key}) may now arrive")
    for key, words in _LOWER.items():
        least = float("-inf") if key == "minimum" else 0
        if new.get(key, least) > old.get(key, least):
            yield Loss(f"{new[key]} {words}", f"less than {new[key]} ({key}) may now arrive")


def _parts(new: _Schema, old: _Schema) -> Iterator[Loss]:
    if "items" in new:
        yield from (loss.under("in an item") for loss in losses(new["items"], old.get("items", True)))
    mine, theirs = new.get("properties", {}), old.get("properties", {})
    rest = new.get("unevaluatedProperties", True)
    for key, schema in theirs.items():
        yield from (loss.under(key) for loss in losses(mine.get(key, rest), schema))
    for key in mine.keys() - theirs.keys():
        yield from (loss.under(key) for loss in losses(mine[key], old.get("unevaluatedProperties", True)))
    if rest is False and old.get("unevaluatedProperties", True) is not False:
        yield Loss("other properties are no longer taken", "other properties may now arrive")
    for key in new.get("required", ()):
        if key not in old.get("required", ()):
            yield Loss(f"{key} is now needed", f"{key} may now be absent")
