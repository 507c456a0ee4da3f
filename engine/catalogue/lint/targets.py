"""Names inside a journey and a procedure lead to what exists; defaults are within their bounds."""

from collections.abc import Iterator

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.mounts import QUESTION_ARGUMENTS
from engine.procedure.declared import fits, table


def check_targets(subject: Subject) -> Iterator[Finding]:
    """Check that exits, checks, duplicates and documents name pages and questions that exist."""
    journey = f"{subject.form.file}/journey.json"
    yield from _exits(subject, journey)
    for name, check in subject.form.journey.get("checks", {}).items():
        yield from _question(subject, check["on"], journey, f"/checks/{name}/on")
    for code, question in subject.questions.items():
        for check, key in ((check, key) for check in question["checks"] for key in QUESTION_ARGUMENTS):
            named = check.get(key)
            for one in named if isinstance(named, list) else (named,):
                yield from _question(subject, one, *subject.at(code))
    for name, one in subject.form.journey.get("names", {}).items():
        if one["of"] not in {question["field"] for question in subject.questions.values()}:
            yield _missing(journey, f"/names/{name}/of", f"there is no answer at {one['of']}")
    for code in subject.form.journey.get("duplicate", {}).get("questions", ()):
        yield from _question(subject, code, journey, "/duplicate/questions")
    for name, parameter in subject.form.procedure.get("parameters", {}).items():
        where = f"/parameters/{name}/by"
        asked = parameter.get("by", {}).get("question")
        yield from _question(subject, asked, f"{subject.form.file}/procedure.json", where)
    for rank, document in enumerate(subject.form.procedure.get("documents", ())):
        where = f"/documents/{rank}/code"
        yield from _question(subject, document["code"], f"{subject.form.file}/procedure.json", where)


def check_defaults(subject: Subject) -> Iterator[Finding]:
    """Check that the national default of a parameter is one that a city could write."""
    for name, declared in subject.form.procedure.get("parameters", {}).items():
        default = declared.get("default")
        lines = table(declared, default)
        values = [default] if lines is None else list(lines.values())
        if "default" in declared and not all(fits(declared, one) for one in values):
            file, where = f"{subject.form.file}/procedure.json", f"/parameters/{name}/default"
            message = f"the default of « {name} » is outside what a city may write"
            yield Finding("parameter-default", file, where, message, "Widen the bounds, or change it.")


def _exits(subject: Subject, journey: str) -> Iterator[Finding]:
    pages = {page["slug"] for page in subject.bundle["pages"]}
    for name, way_out in subject.form.journey.get("exits", {}).items():
        after = way_out.get("after", ())
        named = [after] if isinstance(after, str) else list(after)
        for slug in [*named, *([way_out["link"]] if "link" in way_out else [])]:
            if slug not in pages:
                yield _missing(journey, f"/exits/{name}", f"there is no page « {slug} »")
        for key in ("on", "change"):
            yield from _question(subject, way_out.get(key), journey, f"/exits/{name}/{key}")
        if "unlessOffered" in way_out:
            code, value = way_out["unlessOffered"]
            yield from _offered(subject, code, value, journey, f"/exits/{name}/unlessOffered")


def _offered(subject: Subject, code: str, value: str, file: str, where: str) -> Iterator[Finding]:
    question = subject.questions.get(code)
    if question is None or value not in {option["value"] for option in question.get("options", ())}:
        yield _missing(file, where, f"there is no question « {code} » with an option « {value} »")


def _question(subject: Subject, code: object, file: str, where: str) -> Iterator[Finding]:
    is_code = isinstance(code, str) and not code.startswith(("/", "./"))
    if is_code and code not in subject.questions:
        yield _missing(file, where, f"there is no question « {code} »")


def _missing(file: str, where: str, message: str) -> Finding:
    return Finding("target", file, where, message, "Name one that exists.")
