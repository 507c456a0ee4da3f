"""Take options away from the questions of a form, and from the schema that validates them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from engine.model import Definition, Option, Question


def narrowed(definition: Definition, kept: Mapping[str, Iterable[str]]) -> Definition:
    """Keep only the named options of the named questions, in the national order.

    A question that led to the options taken away loses the answers that lead nowhere any more (a family of
    reports with no kind left). An option that a calculation writes stays: it is not a choice. So does one that
    leads out: it is never an answer, and who it stops is the nation's to say.
    """
    if not kept:
        return definition
    questions = dict(definition.questions)
    base: Any = definition.base
    for code, values in kept.items():
        question = questions[code]
        offered = {*values, *_written(question)}
        left = tuple(option for option in question.options if option.value in offered or not option.answers)
        for changed in (replace(question, options=left), *_leading(questions, question, left)):
            questions[changed.code] = _with_schema(changed)
            base = _restricted(base, changed.path, {option.value for option in changed.options})
    return replace(definition, questions=questions, base=base)


def _written(question: Question) -> set[str]:
    """Give the constants that a question's calculation can write."""
    return set(_constants(question.calculate.value)) if question.calculate else set()


def _constants(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("const"), str):
            yield value["const"]
        for inner in value.values():
            yield from _constants(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _constants(inner)


def _leading(
    questions: Mapping[str, Question], question: Question, left: tuple[Option, ...]
) -> Iterable[Question]:
    """Give the questions, narrowed, whose answers opened options of which none is left."""
    before = {_opened_by(option) for option in question.options} - {None}
    dead = before - {_opened_by(option) for option in left}
    for other in list(questions.values()):
        answers = {place[1] for place in dead if place and place[0] == other.pointer}
        if answers:
            yield replace(other, options=tuple(one for one in other.options if one.value not in answers))


def _opened_by(option: Option) -> tuple[str, str] | None:
    """Give the (pointer, answer) that opens an option, when one comparison says it."""
    tree = option.condition
    if tree is None or set(tree) != {"field", "is"}:
        return None
    return str(tree["field"]), str(tree["is"])


def _with_schema(question: Question) -> Question:
    values = {option.value for option in question.options}
    return replace(question, schema=_restricted(question.schema, (), values))


def _restricted(schema: Mapping[str, Any], path: tuple[str, ...], values: set[str]) -> Mapping[str, Any]:
    """Give the schema with the enum at `path` (`*` for a rank) narrowed to `values`."""
    if path:
        word, key = ("items", None) if path[0] == "*" else ("properties", path[0])
        inner = schema.get(word, {})
        if key is None:
            return {**schema, word: _restricted(inner, path[1:], values)}
        return {**schema, word: {**inner, key: _restricted(inner.get(key, {}), path[1:], values)}}
    if "items" in schema:
        return {**schema, "items": _restricted(schema["items"], (), values)}
    return (
        {**schema, "enum": [one for one in schema["enum"] if one in values]} if "enum" in schema else schema
    )
