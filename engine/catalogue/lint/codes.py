"""Codes: one meaning each, in the form, in its blocks and over all forms."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject


def check_codes(subject: Subject) -> Iterator[Finding]:
    """Check that a form's own question does not take the code of a block's."""
    for code, raw in subject.raws.items():
        for mount in subject.form.journey.get("mounts", ()):
            block = subject.library.block(mount["block"])
            if raw.block is None and code[:3] == mount["prefix"] and code[4:] in block.questions:
                message = f"this code belongs to {block.file}"
                yield subject.found(
                    "code-taken", code, message, "Take it from the block, or number it otherwise."
                )


def check_bounds(subject: Subject) -> Iterator[Finding]:
    """Check that options and sizes stay within what the schema allows."""
    for code, question in subject.questions.items():
        schema = question["schema"]
        source = schema.get("items", {}) if schema.get("type") == "array" else schema
        values = source.get("enum")
        for option in question.get("options", ()):
            yield from _option(subject, code, option, values)
        for size in question.get("sizes", ()):
            low, high = schema.get("minItems", 0), schema.get("maxItems", size["max"])
            if not low <= size["min"] <= size["max"] <= high:
                message = f"a size of {size['min']} to {size['max']} is outside the schema's {low} to {high}"
                yield subject.found("size-outside", code, message, "Widen the schema or narrow the size.")


def check_one_meaning(subjects: list[Subject]) -> Iterator[Finding]:
    """Check that a code names one kind of answer (last segment of its field, type) over all forms."""
    seen: dict[str, tuple[str, str, str]] = {}
    for subject in subjects:
        for code, question in subject.questions.items():
            meaning = (question["field"].rpartition("/")[2], _type(question["schema"]))
            first = seen.setdefault(code, (*meaning, subject.form.slug))
            if first[:2] != meaning:
                message = (
                    f"in {first[2]} this code is {first[0]} ({first[1]}), here {meaning[0]} ({meaning[1]})"
                )
                yield subject.found("code-meaning", code, message, "Give the newer question another code.")


def _option(
    subject: Subject, code: str, option: Mapping[str, Any], values: list[object] | None
) -> Iterator[Finding]:
    known = values is None or option["value"] in values
    never_answer = "exit" in option and "if" not in option
    if "exit" in option and ((known and never_answer) or not _leads_out(subject, code, option["value"])):
        message = f"« {option['value']} » must lead to an exit; without a condition it is no answer"
        mend = "Write the exit's condition, and take the value off the schema's enum."
        yield subject.found("option-exit", code, message, mend)
    elif not known and not never_answer:
        message = f"« {option['value']} » is not in the schema's enum"
        yield subject.found("option-unknown", code, message, "Add it to the enum, or take it away.")


def _leads_out(subject: Subject, code: str, value: str) -> bool:
    field = subject.questions[code]["field"]
    answer = value == "oui" if subject.questions[code]["widget"] == "yesno" else value
    exits = subject.form.journey.get("exits", {}).values()
    return any(_reads(way_out.get("if"), field, answer) for way_out in exits)


def _reads(tree: object, field: str, value: object) -> bool:
    if isinstance(tree, list):
        return any(_reads(one, field, value) for one in tree)
    if not isinstance(tree, Mapping):
        return False
    if tree.get("field") == field:
        return value in (tree.get("is"), *tree.get("in", ()))
    return any(_reads(one, field, value) for one in tree.values())


def check_lists_agree(subjects: list[Subject]) -> Iterator[Finding]:
    """Check that two forms that read one list of the city declare the same columns."""
    seen: dict[str, tuple[Any, str]] = {}
    for subject in subjects:
        for name, declared in subject.form.procedure.get("lists", {}).items():
            columns, slug = seen.setdefault(name, (declared.get("columns", {}), subject.form.slug))
            if columns != declared.get("columns", {}):
                file = f"{subject.form.file}/procedure.json"
                message = f"the list « {name} » has other columns in {slug}"
                yield Finding(
                    "list-meaning", file, f"/lists/{name}", message, "Declare the same, or rename it."
                )


def _type(schema: Mapping[str, Any]) -> str:
    if "type" in schema:
        return str(schema["type"])
    values = schema.get("enum", [schema.get("const")])
    return {bool: "boolean", str: "string", int: "integer"}.get(type(values[0]), "any")
