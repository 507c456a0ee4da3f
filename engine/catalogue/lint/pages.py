"""Leaves, questions and pages: each answer has one question, each question one place."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.trees import same_key


def check_leaves(subject: Subject) -> Iterator[Finding]:
    """Check that every leaf of the schema has exactly one question."""
    asked = Counter(question["field"] for question in subject.questions.values())
    file = f"{subject.form.file}/schema.json"
    for pointer, where in _leaves(subject.form.schema, asked):
        if pointer not in asked:
            mend = "Write or take its question, or take the property away."
            yield Finding("leaf-without-question", file, where, f"no question fills {pointer}", mend)
    for code, question in subject.questions.items():
        if asked[question["field"]] > 1:
            mend = "Give each question its own property."
            yield subject.found("leaf-shared", code, f"several questions fill {question['field']}", mend)


def check_required(subject: Subject) -> Iterator[Finding]:
    """Check that the schema requires what is always there, asked or computed, and nothing else."""
    for code, question in subject.questions.items():
        said = _required_in_source(subject.form.schema, question["field"])
        plain_item = question["field"].endswith("/*")
        always = bool(question.get("required")) and "if" not in question and not plain_item
        computed = "calculate" in question and "if" not in question
        if always and not said:
            yield subject.found(
                "required", code, f"the schema does not require {question['field']}", "Add it to required."
            )
        if said and not always and not computed:
            mend = "Take it off required: conditions are compiled in when the schema is published."
            yield subject.found("required", code, f"the schema requires {question['field']}", mend)


def check_pages(subject: Subject) -> Iterator[Finding]:
    """Check that an asked question is on one page, or on several never shown together; others on none."""
    pages = subject.bundle["pages"]
    yield from _shown(subject, pages)
    slugs = Counter(page["slug"] for page in pages)
    for slug, times in slugs.items():
        if times > 1:
            file = f"{subject.form.file}/journey.json"
            yield Finding("page-twice", file, "/sections", f"two pages are called {slug}", "Rename one.")
    for code, question in subject.questions.items():
        homes = [page for page in pages for one in _asked_on(page) if one == code]
        yield from _homes(subject, code, question, homes)


def check_groups(subject: Subject) -> Iterator[Finding]:
    """Check that a page asks questions of its own item, of its group's items, or of no group at all."""
    pages = subject.bundle["pages"]
    for index, page in enumerate(pages):
        yield from _each(subject, pages, index)
        for code in page.get("item", ()):
            if subject.questions[code].get("group") != page["group"]:
                mend = "Move it to the page's questions, or name its group."
                yield subject.found("group-item", code, f"it is not of the group {page['group']}", mend)
        for code in (*page["questions"], *page.get("shows", ()), *_group_of(page)):
            if subject.questions[code].get("group") != page.get("each"):
                mend = "Move it to item, or to a page of each item of its group."
                yield subject.found("group-item", code, "it is asked outside its group", mend)
        if "group" in page and subject.questions[page["group"]]["widget"] != "group":
            yield subject.found(
                "group-item", page["group"], "it is not a group", "Name a question of widget group."
            )


def _each(subject: Subject, pages: list[Mapping[str, Any]], index: int) -> Iterator[Finding]:
    """Check that a page of each item follows the page of its group, and that this group stands in no other."""
    each = pages[index].get("each")
    if each is None:
        return
    if subject.questions[each].get("group") is not None:
        mend = "Ask it on the item's own page: there is one level of repetition inside an item."
        yield subject.found("group-item", each, "its pages repeat inside an item", mend)
    found = (page for page in reversed(pages[:index]) if page.get("each") != each)
    before: Mapping[str, Any] = next(found, {})
    if before.get("group") != each or "each" in before:
        mend = "Put the pages of each item just after the page of their group."
        yield subject.found("group-item", each, f"the page {pages[index]['slug']} does not follow it", mend)


def _homes(
    subject: Subject, code: str, question: Mapping[str, Any], homes: list[Mapping[str, Any]]
) -> Iterator[Finding]:
    calculate = question.get("calculate")
    never_asked = question["widget"] == "none" or (calculate is not None and "if" not in calculate)
    if homes and never_asked and calculate is not None:
        yield subject.found(
            "calculated-asked", code, "a page asks a calculated value", "Take it off the page."
        )
    given = question.get("sent") or _filled_with_group(subject, question)
    if never_asked and calculate is None and not given:
        yield subject.found("unasked", code, "nothing fills this value", "Give it calculate, or a widget.")
    if not homes and not never_asked and calculate is None:
        yield subject.found("unasked", code, "no page asks this question", "Put it on a page.")
    for rank, page in enumerate(homes):
        if any(not _exclusive(page.get("if"), other.get("if")) for other in homes[rank + 1 :]):
            mend = "Keep one, or give the pages conditions on one field with different values."
            yield subject.found("asked-twice", code, "two pages that may both be shown ask it", mend)
            return


def _shown(subject: Subject, pages: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """Check that what a page shows without asking is always calculated, and may be said."""
    for page in pages:
        for code in page.get("shows", ()):
            calculate = subject.questions[code].get("calculate")
            if calculate is None or "if" in calculate:
                yield subject.found(
                    "calculated-asked", code, "a page shows what is not always calculated", "Ask it instead."
                )


def _filled_with_group(subject: Subject, question: Mapping[str, Any]) -> bool:
    """Say whether the question is a leaf of a group that is computed whole."""
    return "calculate" in subject.questions.get(question.get("group", ""), {})


def _asked_on(page: Mapping[str, Any]) -> tuple[str, ...]:
    group = () if set(_group_of(page)) & set(page["questions"]) else _group_of(page)
    return (*page["questions"], *group, *page.get("item", ()))


def _group_of(page: Mapping[str, Any]) -> tuple[str, ...]:
    return (page["group"],) if "group" in page else ()


def _exclusive(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Say whether two conditions plainly contradict each other: same field, no value in common."""
    mine, theirs = _values(one), _values(other)
    return any(not (mine[field] & theirs[field]) for field in mine.keys() & theirs.keys())


def _values(tree: Mapping[str, Any] | None) -> dict[str, set[str]]:
    parts = () if tree is None else tree.get("all", (tree,))
    result: dict[str, set[str]] = {}
    for part in parts:
        values = [part["is"]] if "is" in part else part.get("in")
        if "field" in part and values is not None:
            result[part["field"]] = {same_key(value) for value in values}
    return result


def _leaves(schema: Any, asked: Mapping[str, int]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- a schema
    """Give (pointer of the answer, pointer in the file) of every property that holds no other question."""

    def walk(node: Any, pointer: str, where: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- a schema
        for key, child in node.get("properties", {}).items():
            yield from step(child, f"{pointer}/{key}", f"{where}/properties/{key}")

    def step(child: Any, pointer: str, where: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 -- a schema
        inside = any(one.startswith(f"{pointer}/") for one in asked)
        if not inside or pointer in asked:
            yield pointer, where
        if inside and "properties" in child:
            yield from walk(child, pointer, where)
        elif inside and "properties" in child.get("items", {}):
            yield from walk(child["items"], f"{pointer}/*", f"{where}/items")

    yield from walk(schema, "", "")


def _required_in_source(schema: Any, pointer: str) -> bool:  # noqa: ANN401 -- a schema
    head, _, last = pointer.rpartition("/")
    for key in head.strip("/").split("/") if head else ():
        schema = schema.get("items", {}) if key == "*" else schema.get("properties", {}).get(key, {})
    return last in schema.get("required", ())
