"""Lint a form, or all forms and blocks: structure first, then what only a sound structure can be asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.catalogue.assemble import assemble_form
from engine.catalogue.errors import BadSource
from engine.catalogue.lint import (
    accessibility,
    calculations,
    codes,
    conditions,
    documents,
    examples,
    law,
    pages,
    privacy,
    regexes,
    structure,
    targets,
    waivers,
    words,
)
from engine.catalogue.lint.finding import Finding, Oracle, Subject, line_of
from engine.catalogue.mounts import raw_questions
from engine.catalogue.source import Block, FormSource, Library, form_slugs, load_form
from engine.journey.conditions import BadTree
from engine.resources import BadJsonFile, schemas_root

#: Rules of the form's shape: examples mean something only when they hold.
_SHAPE = (
    codes.check_codes,
    codes.check_bounds,
    pages.check_leaves,
    pages.check_required,
    pages.check_pages,
    pages.check_groups,
    conditions.check_conditions,
    calculations.check_calculations,
    calculations.check_lists,
    calculations.check_circles,
    conditions.check_order,
    targets.check_targets,
    targets.check_defaults,
)
_WORDS_AND_LAW = (
    words.check_complete,
    words.check_known,
    words.check_holes,
    accessibility.check_autocomplete,
    accessibility.check_legends,
    accessibility.check_same_words,
    law.check_mode,
    law.check_silence,
    law.check_identity,
    law.check_fee,
    documents.check_documents,
    documents.check_numbers,
    privacy.check_retention,
    privacy.check_rights,
    privacy.check_sensitive,
    privacy.check_consent,
)


def lint(
    slug: str | None,
    forms_root: Path,
    schemas: Path,
    *,
    today: date | None = None,
    oracles: Sequence[Oracle] = (),
) -> list[Finding]:
    """Check one form, or every form and block when `slug` is None; raise UnknownForm.

    `today` is the day at which waivers must still run (None: any day); `oracles` are other validators that
    must give examples the same verdict as jsonschema.
    """
    roots = {"forms": forms_root, "schemas": schemas}
    library = Library(schemas)
    slugs = form_slugs(forms_root) if slug is None else (slug,)
    findings: list[Finding] = []
    subjects: list[Subject] = []
    metaschemas = structure.Metaschemas(schemas_root() / "meta")
    for one in slugs:
        findings += _form(one, forms_root, library, metaschemas, subjects)
    for subject in subjects:
        findings += _sound(subject, today, oracles)
    others = [] if slug is None else _others(slug, forms_root, library)
    for agree in (codes.check_one_meaning, codes.check_lists_agree):
        findings += [one for one in agree([*others, *subjects]) if _concerns(one, slugs)]
    blocks = library.names() if slug is None else library.read()
    for name in blocks:
        findings += _block(name, library, metaschemas)
    unique = dict.fromkeys(findings)
    return [replace(finding, line=_line(finding, roots)) for finding in unique]


def _form(
    slug: str,
    forms_root: Path,
    library: Library,
    metaschemas: structure.Metaschemas,
    subjects: list[Subject],
) -> Iterator[Finding]:
    """Read and assemble a form; what stops that is the only thing said of it."""
    try:
        form = load_form(slug, forms_root)
    except BadJsonFile as error:
        yield _unreadable(error, f"forms/{slug}", forms_root / slug)
        return
    wrong = list(structure.form_structure(form, metaschemas))
    yield from wrong
    if not wrong and _blocks_sound(form, library, metaschemas):
        try:
            subjects.append(_subject(form, library))
        except BadSource as error:
            yield Finding("reference", error.file, "", f"{error.where}: {error.reason}", error.mend)
        except BadTree as error:
            message = f"{error.reason}: {error.tree}"
            yield Finding(
                "condition", f"{form.file}/journey.json", "", message, "See the reference, conditions."
            )
        except BadJsonFile as error:
            yield _unreadable(error, "schemas", library.root)


def _blocks_sound(form: FormSource, library: Library, metaschemas: structure.Metaschemas) -> bool:
    """Say whether the blocks that a form mounts can be read at all; their faults are said of them."""
    try:
        blocks = [
            library.block(name) for name in sorted({one["block"] for one in form.journey.get("mounts", ())})
        ]
    except (BadJsonFile, BadSource):
        return True  # assembling meets the same fault, and says it with the form's name
    return not any(metaschemas.block(block) for block in blocks)


def _subject(form: FormSource, library: Library) -> Subject:
    return Subject(form, library, raw_questions(form, library), assemble_form(form, library))


def _sound(subject: Subject, today: date | None, oracles: Sequence[Oracle]) -> Iterator[Finding]:
    shape = list(regexes.check_patterns(subject.form.schema, f"{subject.form.file}/schema.json"))
    for rule in _SHAPE:
        shape += rule(subject)
    yield from shape
    for rule in _WORDS_AND_LAW:
        yield from rule(subject)
    widgets = {code: question["widget"] for code, question in subject.questions.items()}
    yield from words.check_wording(subject.form.file, subject.form.texts, widgets)
    yield from waivers.check_waivers(subject, today)
    if not shape:
        yield from examples.check_examples(subject, oracles)


def _block(name: str, library: Library, metaschemas: structure.Metaschemas) -> Iterator[Finding]:
    try:
        block: Block = library.block(name)
    except BadJsonFile as error:
        yield _unreadable(error, f"schemas/{name}", library.root / name)
        return
    wrong = metaschemas.block(block)
    yield from wrong
    if not wrong:
        yield from regexes.check_patterns(block.schema, f"{block.file}/schema.json")
        yield from words.check_block_known(block)
        widgets = {number: question["widget"] for number, question in block.questions.items()}
        yield from words.check_wording(block.file, block.texts, widgets)


def _others(slug: str, forms_root: Path, library: Library) -> list[Subject]:
    """Give the other forms that can be assembled; their own faults are said when they are linted."""
    subjects = []
    for other in form_slugs(forms_root):
        if other != slug:
            try:
                subjects.append(_subject(load_form(other, forms_root), library))
            except (BadJsonFile, BadSource, BadTree, KeyError, TypeError, AttributeError):
                continue
    return subjects


def _concerns(finding: Finding, slugs: Sequence[str]) -> bool:
    return finding.file.split("/")[1] in slugs


def _unreadable(error: BadJsonFile, folder: str, place: Path) -> Finding:
    inside = error.path.relative_to(place) if error.path.is_relative_to(place) else Path(error.path.name)
    mend = "Write it in JSON, UTF-8."
    return Finding("unreadable", f"{folder}/{inside.as_posix()}", "", error.reason, mend, line=error.line)


def _line(finding: Finding, roots: dict[str, Path]) -> int:
    head, _, rest = finding.file.partition("/")
    path = roots[head] / rest
    if finding.line or finding.rule == "unreadable" or not path.is_file():
        return finding.line
    return line_of(path.read_text(encoding="utf-8"), finding.where)
