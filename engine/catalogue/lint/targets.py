"""Names inside a journey and a procedure lead to what exists."""

from collections.abc import Iterator

from engine.catalogue.lint.finding import Finding, Subject
from engine.catalogue.mounts import QUESTION_ARGUMENTS


def check_targets(subject: Subject) -> Iterator[Finding]:
    """Check that exits, checks, duplicates and documents name pages and questions that exist."""
    journey = f"{subject.form.file}/journey.json"
    yield from _exits(subject, journey)
    for name, check in subject.form.journey.get("checks", {}).items():
        yield from _question(subject, check["on"], journey, f"/checks/{name}/on")
    for code, question in subject.questions.items():
        for check, key in ((check, key) for check in question["checks"] for key in QUESTION_ARGUMENTS):
            yield from _question(subject, check.get(key), *subject.at(code))
    for name, one in subject.form.journey.get("names", {}).items():
        if one["of"] not in {question["field"] for question in subject.questions.values()}:
            yield _missing(journey, f"/names/{name}/of", f"there is no answer at {one['of']}")
    for code in subject.form.journey.get("duplicate", {}).get("questions", ()):
        yield from _question(subject, code, journey, "/duplicate/questions")
    for rank, document in enumerate(subject.form.procedure.get("documents", ())):
        where = f"/documents/{rank}/code"
        yield from _question(subject, document["code"], f"{subject.form.file}/procedure.json", where)


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
