"""Calculations: answers, parameters and lists that exist, and no circle."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from engine.catalogue.assemble import leaf_schema
from engine.catalogue.errors import BadSource
from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.lint.ranks import Computed, Ranks, computed, scope_of
from engine.journey.expressions import direct_pointers, lists_of, nodes, parameters_of, within

#: Columns that every row of a city's list has.
COLUMNS = frozenset({"code", "label", "from", "to"})


def check_calculations(subject: Subject) -> Iterator[Finding]:
    """Check that what is computed reads answers, parameters and lists that exist."""
    for one in computed(subject):
        yield from _fields(subject, one)
        yield from _items(subject, one)
        yield from _parameters(subject, one)
        for name, columns in lists_of(one.expression):
            yield from _list(subject, name, columns, one)


def check_lists(subject: Subject) -> Iterator[Finding]:
    """Check that a question's list is declared, and that what narrows it exists."""
    for code, question in subject.questions.items():
        where = question.get("listWhere", {})
        at = Computed({}, code, *subject.at(code), scope_of(question["field"]))
        if "list" in question:
            yield from _list(subject, question["list"], frozenset(where), at)
            yield from _day(subject, question, at)
        for pointer in where.values():
            yield from _field(subject, pointer, at.scope, at)


def check_circles(subject: Subject) -> Iterator[Finding]:
    """Check that calculations do not need each other in a circle."""
    ranks = Ranks(subject)
    graph = {code: ranks.needs(code) for code, one in subject.questions.items() if "calculate" in one}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
        message = f"the calculations turn in a circle: {' → '.join(circle)}"
        yield subject.found("calculation-circle", circle[0], message, "Compute one of them otherwise.")


def _fields(subject: Subject, one: Computed) -> Iterator[Finding]:
    for pointer, scope in sorted(set(direct_pointers(one.expression, one.scope))):
        yield from _field(subject, pointer, scope, one)


def _field(subject: Subject, pointer: str, scope: str, one: Computed) -> Iterator[Finding]:
    if pointer.startswith("./") and not scope:
        message = f"« {pointer} » is not in a group"
        yield _found("calculation-field", one, message, "Write the whole pointer.")
        return
    whole = within(scope, pointer)
    if _schema(subject, whole) is None:
        message = f"there is no answer at {whole}"
        yield _found("calculation-field", one, message, "Write the pointer of an answer.")


def _items(subject: Subject, one: Computed) -> Iterator[Finding]:
    """Check that what is counted or added up is a group or a list."""
    for node, scope in nodes(one.expression, one.scope):
        for key in ("number", "total", "each"):
            pointer = str(node.get(key, "list:"))
            schema = None if pointer.startswith("list:") else _schema(subject, within(scope, pointer))
            if schema is not None and schema.get("type") != "array":
                yield _found("calculation-field", one, f"{pointer} is not a list", "Name a group or a list.")


def _parameters(subject: Subject, one: Computed) -> Iterator[Finding]:
    for name in sorted(parameters_of(one.expression) - subject.form.procedure.get("parameters", {}).keys()):
        message = f"there is no parameter « {name} »"
        yield _found("parameter-unknown", one, message, "Declare it in procedure.json, parameters.")


def _list(subject: Subject, name: str, columns: frozenset[str], one: Computed) -> Iterator[Finding]:
    declared = subject.form.procedure.get("lists", {})
    if name not in declared:
        message = f"there is no list « {name} »"
        yield _found("list-unknown", one, message, "Declare it in procedure.json, lists.")
        return
    for column in sorted(columns - declared[name].get("columns", {}).keys() - COLUMNS):
        message = f"the list « {name} » has no column « {column} »"
        yield _found("list-unknown", one, message, "Declare it in procedure.json, lists.")


def _day(subject: Subject, question: Mapping[str, Any], one: Computed) -> Iterator[Finding]:
    """Check that the column of a row's day is one, and that every row must have it."""
    columns = subject.form.procedure.get("lists", {}).get(question["list"], {}).get("columns", {})
    named = question.get("listDay")
    told = columns.get(named, {})
    if named and not (told.get("type") == "date" and told.get("required")):
        message = f"« {named} » is not a column of days that every row has"
        yield _found("list-unknown", one, message, "Declare it with the type date, required.")


def _schema(subject: Subject, pointer: str) -> dict[str, object] | None:
    try:
        found: dict[str, object] = leaf_schema(pointer.rstrip("/"), subject.bundle["base"], "")
    except BadSource:
        return None
    return found


def _found(rule: str, one: Computed, message: str, mend: str) -> Finding:
    return Finding(rule, one.file, one.where, message, mend, one.code)
