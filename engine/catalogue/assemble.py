"""From a form's source and the shared blocks to one bundle: everything resolved, nothing left to look up."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import rfc8785

from engine.catalogue.errors import BadSource
from engine.catalogue.local import admitting
from engine.catalogue.mounts import Raw, raw_questions
from engine.catalogue.publish import base_schema, published_schema
from engine.catalogue.references import inline
from engine.catalogue.source import FormSource, Json, Library, load_form
from engine.catalogue.trees import all_of, any_of, same_key
from engine.catalogue.words import form_words, unreviewed
from engine.model import Tree

#: The format of bundles that this engine writes and reads.
FORMAT = 1
#: Checks that ask « is this right? » rather than refuse, unless the form says otherwise.
CONFIRMED_CHECKS = frozenset(
    {
        "doublonMemeSession",
        "dejaSignale",
        "coherentNaissance",
        "communeDuCodePostal",
        "texteNommeQuelquun",
        "lieuHorsVille",
        "anneesApres",
        "plusAge",
        "parmiPrenoms",
    }
)
#: The check that every answer of a widget has: the day is in the calendar, the position in the town.
_ALWAYS: Mapping[str, str] = {
    "date": "dateExiste",
    "partial-date": "dateExiste",
    "day-month": "jourMoisExiste",
    "map": "positionHorsVille",
}


def assemble(slug: str, forms_root: Path, schemas_root: Path) -> dict[str, Any]:
    """Give a form's bundle, plain JSON; raise UnknownForm, BadSource or BadJsonFile."""
    return assemble_form(load_form(slug, forms_root), Library(schemas_root))


def bundle_digest(bundle: Mapping[str, Any]) -> str:
    """Give the sha256, in hexadecimal, of the bundle's canonical form (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(dict(bundle))).hexdigest()


def assemble_form(form: FormSource, library: Library) -> dict[str, Any]:
    """Give the bundle of a form that was read."""
    form = replace(form, schema=admitting(form.schema, form.procedure.get("city", ()), library))
    raws = raw_questions(form, library)
    pages = _pages(form)
    groups = {raw.question["field"]: code for code, raw in raws.items() if raw.question["widget"] == "group"}
    answers = inline(form.schema, form.schema, library, f"{form.file}/schema.json")
    questions = {
        code: _question(raws[code], form, pages, groups, answers) for code in _asked_order(pages, raws, form)
    }
    for code, question in questions.items():
        question["checks"] = _checks(code, question, form)
    return {
        "format": FORMAT,
        "slug": form.slug,
        "version": form.journey["version"],
        "schema": published_schema(form, questions, library),
        "base": base_schema(answers, questions),
        "questions": questions,
        "pages": pages,
        "sections": [section["slug"] for section in form.journey["sections"]],
        "checks": dict(form.journey.get("checks", {})),
        "exits": dict(form.journey.get("exits", {})),
        "procedure": dict(form.procedure),
        "texts": {language: form_words(form, raws.values(), library, language) for language in form.texts},
        "unreviewed": unreviewed(form, raws.values(), library),
        **{key: form.journey[key] for key in ("duplicate", "names") if key in form.journey},
    }


def leaf_schema(pointer: str, schema: Any, file: str) -> Any:  # noqa: ANN401 -- object or boolean
    """Give what a form's schema, references inlined, says at a pointer; raise BadSource if nothing."""
    for key in pointer.strip("/").split("/"):
        found = schema.get("items") if key == "*" else schema.get("properties", {}).get(key)
        if found is None:
            raise BadSource(file, pointer, "the schema has no such property", "Add it to properties.")
        schema = found
    return schema


def _pages(form: FormSource) -> list[dict[str, Any]]:
    return [
        {"section": section["slug"], "questions": [], **page}
        for section in form.journey["sections"]
        for page in section["pages"]
    ]


def _asked_order(pages: list[dict[str, Any]], raws: Mapping[str, Raw], form: FormSource) -> list[str]:
    """Order codes as they are asked, then those that no page asks."""
    asked = dict.fromkeys(
        code for page in pages for code in (*page["questions"], *_group_of(page), *page.get("item", ()))
    )
    for code in asked:
        if code not in raws:
            reason = "a page asks a question that is not there"
            raise BadSource(f"{form.file}/journey.json", code, reason, "Take it from a block, or write it.")
    return list(asked | dict.fromkeys(raws))


def _question(
    raw: Raw, form: FormSource, pages: list[dict[str, Any]], groups: Mapping[str, str], answers: Json
) -> dict[str, Any]:
    question = {key: value for key, value in raw.question.items() if key != "if"}
    whole = leaf_schema(question["field"], answers, f"{form.file}/schema.json")
    question["schema"] = whole
    options = question.get("options") or [{"value": value} for value in _values(whole)]
    if options:
        question["options"] = options
    sizes = question.get("sizes") or _sizes(whole, question["widget"])
    if sizes:
        question["sizes"] = sizes
    if raw.role:
        question["role"] = raw.role
    group = _enclosing(question["field"], groups)
    if group:
        question["group"] = group
    condition = _condition(raw, pages, group)
    return question | ({} if condition is None else {"if": condition})


def _condition(raw: Raw, pages: list[dict[str, Any]], group: str | None) -> Tree | None:
    """Give when the answer may be there: own condition, and one of its pages shown or its calculation true.

    An item need not repeat the condition of a page that already shows its group.
    """
    own = raw.question.get("if")
    homes = [
        page for page in pages if raw.code in (*page["questions"], *_group_of(page), *page.get("item", ()))
    ]
    if not homes or (group and any(group in _group_of(page) for page in homes) and len(homes) == 1):
        return own
    calculated = raw.question.get("calculate", {}).get("if")
    shown = any_of(*(page.get("if") for page in homes))
    return all_of(own, shown if calculated is None or shown is None else any_of(shown, calculated))


def _group_of(page: Mapping[str, Any]) -> tuple[str, ...]:
    return (page["group"],) if "group" in page else ()


def _enclosing(pointer: str, groups: Mapping[str, str]) -> str | None:
    """Give the group of a leaf: of its items' answers (`/parents/*/nom`), or of its plain items (`/codes/*`)."""
    head, star, _ = (
        (pointer.removesuffix("/*"), "/*", "") if pointer.endswith("/*") else pointer.rpartition("/*/")
    )
    return groups.get(head) if star else None


def _values(schema: Mapping[str, Any]) -> list[str]:
    source = schema.get("items", {}) if schema.get("type") == "array" else schema
    values = source.get("enum", ())
    return [value for value in values if isinstance(value, str)]


def _sizes(schema: Mapping[str, Any], widget: str) -> list[dict[str, int]]:
    if schema.get("type") != "array" and widget != "group":
        return []
    return [{"min": schema.get("minItems", 0), "max": schema.get("maxItems", 1)}]


def _checks(code: str, question: Mapping[str, Any], form: FormSource) -> list[dict[str, Any]]:
    """Give every check said on a question: the date's own, its block's, the form's."""
    written: list[Any] = [_ALWAYS[question["widget"]]] if question["widget"] in _ALWAYS else []
    written += question.get("checks", ())
    written += [
        {"name": name, **check}
        for name, check in form.journey.get("checks", {}).items()
        if check["on"] == code
    ]
    return list({same_key(check): check for check in (_check(code, one) for one in written)}.values())


def _check(code: str, written: Any) -> dict[str, Any]:  # noqa: ANN401 -- a name or an object
    check = {"name": written} if isinstance(written, str) else dict(written)
    kind = check.setdefault("kind", check["name"])
    check.setdefault("on", code)
    check.setdefault("severity", "confirm" if kind in CONFIRMED_CHECKS else "error")
    return check
