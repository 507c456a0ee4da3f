"""A form that carries several requests: which are there in these answers, and what silence means for each.

A part stands in `procedure.json` with its own service, condition and rule; its clock runs by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.journey.compiled import condition
from engine.model import Definition, Document
from engine.procedure.silence import Silence, silence_of


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a deposit: its name in the form, the end of its reference, and its rule of silence."""

    id: str
    suffix: str
    service: str
    silence: Silence | None


def parts_of(definition: Definition, document: Document, deposited: date) -> Iterator[Part]:
    """Give the requests that these answers hold, in the form's order; none for a form of one request."""
    for one in definition.procedure.get("parts", ()):
        if condition(one.get("if"))(document, None):
            yield Part(one["id"], one["suffix"], one["service"], silence_of(one, deposited))


def common_silence(parts: Sequence[Part]) -> Silence | None:
    """Give the rule that every part shares, or None when they differ: no single day may then be told."""
    rules = {part.silence for part in parts}
    return rules.pop() if len(rules) == 1 else None
