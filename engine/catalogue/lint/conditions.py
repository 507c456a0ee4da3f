"""Conditions: fields that exist, operators that fit, earlier questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalogue.assemble import leaf_schema
from engine.catalogue.errors import BadSource
from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.lint.ranks import Ranks, computed, scope_of
from engine.journey.conditions import BadTree, compile_tree, fields_of
from engine.journey.expressions import trees_of, within
from engine.model import Tree
from engine.validation import validator

_ORDERED = ("lt", "le", "gt", "ge")
#: Keys whose entries, each with its condition, say what a question offers.
_OFFERED = ("options", "sizes", "listFirst", "listLast")


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
    ranks = Ranks(subject)
    for code, question in subject.questions.items():
        mine = ranks.last.get(code)
        for field in sorted(_shown_by(question)) if mine is not None else ():
            late = [one for one in ranks.codes(field, question["field"]) if ranks.of(one) >= (mine or 0)]
            if late:
                mend = "Ask that one first, or take the condition away."
                yield subject.found("condition-order", code, f"it depends on {late[0]}, asked later", mend)


def _uses(subject: Subject) -> Iterator[_Use]:
    for code, question in subject.questions.items():
        for tree in _all_of(question):
            yield _Use(tree, code, *subject.at(code), scope_of(question["field"]))
    for one in computed(subject):
        for tree, scope in trees_of(one.expression, one.scope):
            yield _Use(tree, one.code, one.file, one.where, scope)
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
    for rank, mention in enumerate(subject.form.procedure.get("mentions", ())):
        if isinstance(mention, Mapping):
            yield _Use(mention["if"], None, f"{subject.form.file}/procedure.json", f"/mentions/{rank}/if")
    for rank, part in enumerate(subject.form.procedure.get("parts", ())):
        if "if" in part:
            yield _Use(part["if"], None, f"{subject.form.file}/procedure.json", f"/parts/{rank}/if")


def _text_uses(subject: Subject) -> Iterator[_Use]:
    for key, text in subject.bundle["texts"].get("fr", {}).items():
        code = key.partition(".")[0]
        asked = subject.questions.get(code)
        scope = scope_of(asked["field"]) if asked else ""
        variants = text if isinstance(text, list) else ()
        for tree in (variant["if"] for variant in variants if "if" in variant):
            yield _Use(tree, None, f"{subject.form.file}/texts/fr.json", f"/{key}", scope)


def _all_of(question: Mapping[str, Any]) -> Iterator[Tree]:
    yield from (
        question[key] for key in ("if", "requiredIf", "autocompleteIf", "prefillIf") if key in question
    )
    for key in (*_OFFERED, "checks"):
        yield from (one["if"] for one in question.get(key, ()) if "if" in one)
    if "if" in question.get("calculate", {}):
        yield question["calculate"]["if"]


def _shown_by(question: Mapping[str, Any]) -> set[str]:
    """Give the fields that must be known when the question is shown."""
    trees = [question["if"]] if "if" in question else []
    trees += [one["if"] for key in _OFFERED for one in question.get(key, ()) if "if" in one]
    return set(question.get("listWhere", {}).values()).union(*(fields_of(tree) for tree in trees))


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
        yield from _leaves(tree["where"], f"{within(scope, str(pointer))}/*")
    if not {"all", "any", "not"} & tree.keys():
        yield tree, scope


def _check_leaf(subject: Subject, use: _Use, leaf: Tree, scope: str) -> Iterator[Finding]:
    written = str(next(leaf[key] for key in ("field", "some", "every", "count") if key in leaf))
    if written.startswith("./") and not scope:
        yield _finding("condition", use, f"« {written} » is not in a group", "Write the whole pointer.")
        return
    pointer = within(scope, written)
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
