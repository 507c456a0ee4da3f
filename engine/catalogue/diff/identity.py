"""Codes are permanent: a question keeps its number and its place for ever (FORMAT, « A question is one code »)."""

from collections.abc import Iterator

from engine.catalogue.diff.change import Change
from engine.model import Definition, Question


def moved(old: Definition, new: Definition) -> Iterator[Change]:
    """Give the codes that now mean something else, and the answers that now have another code or place."""
    for code, question in old.questions.items():
        now = new.questions.get(code)
        if now is None or now.pointer == question.pointer:
            continue
        if _meaning(now) == _meaning(question):
            yield Change("field-moved", f"from {question.pointer} to {now.pointer}", code)
        else:
            yield Change("code-reused", f"it meant {question.pointer}, it now means {now.pointer}", code)
    places = {question.pointer: code for code, question in new.questions.items()}
    for code, question in old.questions.items():
        now_code = places.get(question.pointer)
        if now_code not in (None, code) and code not in new.questions:
            yield Change("code-reused", f"{question.pointer} now has the code {now_code}", code)


def _meaning(question: Question) -> tuple[str, object]:
    return question.path[-1], question.schema.get("type")
