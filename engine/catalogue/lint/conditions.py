"""Conditions and calculations: fields that exist, operators that fit, earlier questions, no circle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from engine.catalogue.assemble import leaf_schema
from engine.catalogue.errors import BadSource
from engine.catalogue.lint.finding import Finding, Subject
from engine.journey.conditions import BadTree, compile_tree, fields_of
from engine.model import Tree
from engine.validation import validator

_ORDERED = ("lt", "le", "gt", "ge")


@dataclass(frozen=True, slots=True)
class _Use:
    """A tree, where it stands, and the question it is about (an item's fields are relative to its group)."""

    tree: Tree
    code: str | None
    file: str
    where: str
    #: The group's pointer, `/parents/*`, when fields may be relative.
    scope: str = ""
    #: An exit also reads the options that lead to it and are never answers.
    leaving: bool = False


def check_conditions(subject: Subject) -> Iterator[Finding]:
    """Check that every tree can be followed, and compares each answer with what it can be."""
    for use in _uses(subject):
        yield from _check(subject, use)


def check_order(subject: Subject) -> Iterator[Finding]:
    """Check that what shows a question is already known: earlier answers, or values computed from them."""
    ranks = _Ranks(subject)
    for code, question in subject.questions.items():
        mine = ranks.last.get(code)
        for tree in _shown_by(question) if mine is not None else ():
            for field in sorted(fields_of(tree)):
                late = [one for one in ranks.codes(field, question["field"]) if ranks.of(one) >= (mine or 0)]
                if late:
                    mend = "Ask that one first, or take the condition away."
                    yield subject.found(
                        "condition-order", code, f"it depends on {late[0]}, asked later", mend
                    )


def check_circles(subject: Subject) -> Iterator[Finding]:
    """Check that calculations do not need each other in a circle."""
    ranks = _Ranks(subject)
    graph = {code: ranks.needs(code) for code, one in subject.questions.items() if "calculate" in one}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        message = f"the calculations turn in a circle: {' → '.join(circle)}"
        yield subject.found("calculation-circle", circle[0], message, "Compute one of them otherwise.")


def check_calculations(subject: Subject) -> Iterator[Finding]:
    """Check that a calculation reads answers that exist."""
    for code, question in subject.questions.items():
        if "calculate" not in question:
            continue
        for field in sorted(_expression_fields(question["calculate"]["value"])):
            pointer = _absolute(field, question["field"])
            try:
                leaf_schema(pointer.rstrip("/"), subject.bundle["base"], "")
            except BadSource:
                mend = "Write the pointer of an answer."
                yield subject.found("calculation-field", code, f"there is no answer at {pointer}", mend)


def _uses(subject: Subject) -> Iterator[_Use]:
    for code, question in subject.questions.items():
        scope = f"{question['field'].rpartition('/*/')[0]}/*" if "/*/" in question["field"] else ""
        for tree in _all_of(question):
            yield _Use(tree, code, *subject.at(code), scope)
    yield from _journey_uses(subject)
    yield from _text_uses(subject)


def _journey_uses(subject: Subject) -> Iterator[_Use]:
    file = f"{subject.form.file}/journey.json"
    for rank, section in enumerate(subject.form.journey["sections"]):
        for place, page in enumerate(section["pages"]):
            if "if" in page:
                scope = f"{subject.questions[page['each']]['field']}/*" if "each" in page else ""
                yield _Use(page["if"], None, file, f"/sections/{rank}/pages/{place}/if", scope)
    for name, way_out in subject.form.journey.get("exits", {}).items():
        if "if" in way_out:
            yield _Use(way_out["if"], None, file, f"/exits/{name}/if", leaving=True)


def _text_uses(subject: Subject) -> Iterator[_Use]:
    for key, text in subject.bundle["texts"].get("fr", {}).items():
        code = key.partition(".")[0]
        asked = subject.questions.get(code)
        scope = f"{asked['field'].rpartition('/*/')[0]}/*" if asked and "/*/" in asked["field"] else ""
        variants = text if isinstance(text, list) else ()
        for tree in (variant["if"] for variant in variants if "if" in variant):
            yield _Use(tree, None, f"{subject.form.file}/texts/fr.json", f"/{key}", scope)


def _all_of(question: Mapping[str, Any]) -> Iterator[Tree]:
    yield from (
        question[key] for key in ("if", "requiredIf", "autocompleteIf", "prefillIf") if key in question
    )
    for key in ("options", "sizes", "checks"):
        yield from (one["if"] for one in question.get(key, ()) if "if" in one)
    if "if" in question.get("calculate", {}):
        yield question["calculate"]["if"]
    yield from _expression_trees(question.get("calculate", {}).get("value", {}))


def _shown_by(question: Mapping[str, Any]) -> Iterator[Tree]:
    """Give the trees that must be known when the question is shown."""
    if "if" in question:
        yield question["if"]
    yield from (one["if"] for key in ("options", "sizes") for one in question.get(key, ()) if "if" in one)


def _check(subject: Subject, use: _Use) -> Iterator[Finding]:
    try:
        compile_tree(use.tree)
    except BadTree as error:
        yield _finding("condition", use, error.reason, "See FORMAT, the tree.")
        return
    for leaf, scope in _leaves(use.tree, use.scope):
        yield from _check_leaf(subject, use, leaf, scope)


def _leaves(tree: Tree, scope: str) -> Iterator[tuple[Tree, str]]:
    for key in ("all", "any"):
        for part in tree.get(key, ()):
            yield from _leaves(part, scope)
    if "not" in tree:
        yield from _leaves(tree["not"], scope)
    if "where" in tree:
        pointer = tree.get("some", tree.get("every"))
        yield from _leaves(tree["where"], f"{_in_scope(str(pointer), scope)}/*")
    if not {"all", "any", "not"} & tree.keys():
        yield tree, scope


def _check_leaf(subject: Subject, use: _Use, leaf: Tree, scope: str) -> Iterator[Finding]:
    written = str(next(leaf[key] for key in ("field", "some", "every", "count") if key in leaf))
    if written.startswith("./") and not scope:
        yield _finding("condition", use, f"« {written} » is not in a group", "Write the whole pointer.")
        return
    pointer = _in_scope(written, scope)
    try:
        schema = leaf_schema(pointer, subject.bundle["base"], "")
    except BadSource:
        yield _finding(
            "condition-field", use, f"there is no answer at {pointer}", "Write the pointer of an answer."
        )
        return
    leaving = _leaving(subject, pointer) if use.leaving else set()
    if fault := _misfit(leaf, schema, leaving):
        yield _finding("condition-type", use, f"{pointer}: {fault}", "Compare it with what it can be.")


def _leaving(subject: Subject, pointer: str) -> set[str]:
    """Give the options of a question that lead out."""
    options = [
        one
        for asked in subject.questions.values()
        if asked["field"] == pointer
        for one in asked.get("options", ())
    ]
    return {str(option["value"]) for option in options if option.get("exit")}


def _misfit(leaf: Tree, schema: Mapping[str, Any], leaving: set[str]) -> str | None:
    if "field" not in leaf:
        several = schema.get("type") == "array" or ("count" in leaf and "/*/" in str(leaf["count"]))
        return None if several else "this is not a list"
    if any(key in leaf for key in _ORDERED):
        return None if schema.get("type") in ("integer", "number") else "only numbers have an order"
    if "contains" in leaf:
        if schema.get("type") != "array":
            return "this is not a list"
        return None if _admits(schema["items"], leaf["contains"]) else f"it never holds {leaf['contains']!r}"
    values = [leaf["is"]] if "is" in leaf else leaf.get("in", [])
    wrong = next((value for value in values if value not in leaving and not _admits(schema, value)), None)
    return None if wrong is None else f"it is never {wrong!r}"


def _admits(schema: Mapping[str, Any], value: object) -> bool:
    """Say whether an answer can be that; where only yes goes on, one may still answer no."""
    if isinstance(schema.get("const"), bool):
        return isinstance(value, bool)
    return validator(dict(schema)).is_valid(value)


def _finding(rule: str, use: _Use, message: str, mend: str) -> Finding:
    return Finding(rule, use.file, use.where, message, mend, use.code)


class _Ranks:
    """When each answer is known: the place of its question, or of the last one that it is computed from."""

    def __init__(self, subject: Subject) -> None:
        self._questions = subject.questions
        order = [
            code
            for page in subject.bundle["pages"]
            for code in (
                *page["questions"],
                *((page["group"],) if "group" in page else ()),
                *page.get("item", ()),
            )
        ]
        #: The place of every asked question, from 0.
        self.asked: dict[str, int] = {code: place for place, code in reversed(list(enumerate(order)))}
        #: The last place of a question that several pages may ask.
        self.last = {code: place for place, code in enumerate(order)}
        self._known: dict[str, int] = {}

    def codes(self, field: str, at: str) -> list[str]:
        """Give the questions that a condition's field speaks of, seen from the question at `at`."""
        pointer = _absolute(field, at)
        holding = [
            code
            for code, question in self._questions.items()
            if pointer == question["field"] or pointer.startswith(f"{question['field']}/")
        ]
        exact = [code for code in holding if self._questions[code]["widget"] != "group"] or holding
        below = [code for code, one in self._questions.items() if one["field"].startswith(f"{pointer}/")]
        return exact or below

    def of(self, code: str) -> int:
        """Give when an answer is known."""
        if code in self.asked:
            return self.asked[code]
        if code not in self._known:
            self._known[code] = -1
            self._known[code] = max((self.of(one) for one in self.needs(code)), default=-1)
        return self._known[code]

    def needs(self, code: str) -> set[str]:
        """Give the questions that a calculation reads."""
        question = self._questions[code]
        calculate = question.get("calculate")
        if calculate is None:
            return set()
        fields = _expression_fields(calculate["value"])
        fields |= fields_of(calculate["if"]) if "if" in calculate else set()
        return {one for field in fields for one in self.codes(field, question["field"])}


def _expression_fields(value: Any) -> set[str]:  # noqa: ANN401 -- an expression or part of one
    """Give every pointer that a calculation reads."""
    if isinstance(value, str):
        return {value} if value.startswith(("/", "./")) else set()
    if isinstance(value, list):
        return set().union(*(_expression_fields(one) for one in value))
    if not isinstance(value, Mapping) or "const" in value:
        return set()
    found: set[str] = set()
    for key, one in value.items():
        found |= fields_of(one) if key in ("tree", "if") else _expression_fields(one)
    return found


def _expression_trees(value: Any) -> Iterator[Tree]:  # noqa: ANN401 -- an expression or part of one
    if isinstance(value, Mapping) and "const" not in value:
        for key, one in value.items():
            if key in ("tree", "if"):
                yield one
            else:
                yield from _expression_trees(one)
    elif isinstance(value, list):
        for one in value:
            yield from _expression_trees(one)


def _absolute(field: str, at: str) -> str:
    return _in_scope(field, f"{at.rpartition('/*/')[0]}/*" if "/*/" in at else "")


def _in_scope(pointer: str, scope: str) -> str:
    return f"{scope}{pointer[1:]}" if pointer.startswith("./") else pointer
