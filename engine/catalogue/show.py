"""A form as an author reads it: sections, pages, questions with their codes, conditions in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue.source import FIRST_LANGUAGE
from engine.model import Tree

_Bundle = Mapping[str, Any]
_SIGNS = {"is": "=", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "contains": "contains"}


def outline(bundle: _Bundle) -> str:
    """Give the readable outline of a form, in the order in which it is asked."""
    title = _text(bundle, "form.title") or bundle["slug"]
    lines = [f"{title} ({bundle['slug']} {bundle['version']}, {bundle['procedure']['mode']})"]
    for section in bundle["sections"]:
        lines += ["", _text(bundle, f"section.{section}") or section]
        for page in bundle["pages"]:
            if page["section"] == section:
                lines += _page_lines(bundle, page)
    lines += _rest(bundle)
    return "\n".join(lines)


def outline_data(bundle: _Bundle, digest: str) -> dict[str, Any]:
    """Give the same as JSON: slug, version, digest, pages with their questions and conditions."""
    return {
        "slug": bundle["slug"],
        "version": bundle["version"],
        "digest": digest,
        "title": _text(bundle, "form.title"),
        "pages": [
            {
                "slug": page["slug"],
                "section": page["section"],
                "title": _text(bundle, f"page.{page['slug']}.title"),
                **({"each": page["each"]} if "each" in page else {}),
                **({"shown": describe(page["if"], bundle, _scope(bundle, page))} if "if" in page else {}),
                "questions": [_question_data(bundle, code) for code in _codes(page)],
            }
            for page in bundle["pages"]
        ],
        "calculated": [_question_data(bundle, code) for code in _never_asked(bundle)],
        "exits": sorted(bundle["exits"]),
        "languages": sorted(bundle["texts"]),
        "unreviewed": list(bundle["unreviewed"]),
    }


def describe(tree: Tree, bundle: _Bundle, scope: str = "") -> str:
    """Give a condition in words, with codes for fields; `scope` is the group that `./x` is relative to."""
    for key, word in (("all", " and "), ("any", " or ")):
        if key in tree:
            parts = [describe(part, bundle, scope) for part in tree[key]]
            return word.join(f"({part})" if " and " in part or " or " in part else part for part in parts)
    if "not" in tree:
        return f"not ({describe(tree['not'], bundle, scope)})"
    key = next(key for key in ("field", "some", "every", "count") if key in tree)
    name = _name(tree[key], bundle, scope)
    if "where" in tree:
        inner = tree[key] if tree[key].startswith("/") else f"{scope}{tree[key][1:]}"
        return f"{key} of {name} has {describe(tree['where'], bundle, f'{inner}/*')}"
    if "present" in tree:
        return f"{name} is answered"
    if "in" in tree:
        return f"{name} in {', '.join(_literal(value) for value in tree['in'])}"
    sign = next(sign for sign in _SIGNS if sign in tree)
    return f"{'count of ' if key == 'count' else ''}{name} {_SIGNS[sign]} {_literal(tree[sign])}"


def _page_lines(bundle: _Bundle, page: Mapping[str, Any]) -> Iterator[str]:
    shown = f"  [if {describe(page['if'], bundle, _scope(bundle, page))}]" if "if" in page else ""
    title = _text(bundle, f"page.{page['slug']}.title")
    each = f"  [for each {page['each']}]" if "each" in page else ""
    yield f"  {page['slug']}: {title}{each}{shown}"
    for code in _codes(page):
        yield f"    {'  ' if code in page.get('item', ()) else ''}{_question_line(bundle, code)}"
    yield from (f"    shows {_question_line(bundle, code)}" for code in page.get("shows", ()))


def _scope(bundle: _Bundle, page: Mapping[str, Any]) -> str:
    """Give the group that a page of each item is about, as fields of its conditions are relative to it."""
    return f"{bundle['questions'][page['each']]['field']}/*" if "each" in page else ""


def _question_line(bundle: _Bundle, code: str) -> str:
    data = _question_data(bundle, code)
    notes = [data["widget"], *(["required"] if data["required"] is True else [])]
    notes += [f"required if {data['required']}"] if isinstance(data["required"], str) else []
    notes += [f"if {data['shown']}"] if "shown" in data else []
    return f"{code} {data['label']} [{'; '.join(notes)}]"


def _question_data(bundle: _Bundle, code: str) -> dict[str, Any]:
    question = bundle["questions"][code]
    scope = f"{question['field'].rpartition('/*/')[0]}/*" if "/*/" in question["field"] else ""
    needed: bool | str = bool(question.get("required"))
    if "requiredIf" in question:
        needed = describe(question["requiredIf"], bundle, scope)
    return {
        "code": code,
        "field": question["field"],
        "widget": question["widget"],
        "label": _text(bundle, f"{code}.label") or question["field"],
        "required": needed,
        **({"shown": describe(question["if"], bundle, scope)} if "if" in question else {}),
        **({"calculated": True} if "calculate" in question else {}),
    }


def _rest(bundle: _Bundle) -> Iterator[str]:
    calculated = _never_asked(bundle)
    if calculated:
        yield ""
        yield "Calculated"
        yield from (f"    {_question_line(bundle, code)}" for code in calculated)
    if bundle["exits"]:
        yield ""
        yield "Exits"
        for name, way_out in bundle["exits"].items():
            reason = f" [if {describe(way_out['if'], bundle)}]" if "if" in way_out else ""
            yield f"    {name}{reason}: {_text(bundle, f'exit.{name}')}"


def _codes(page: Mapping[str, Any]) -> tuple[str, ...]:
    group = (page["group"],) if "group" in page and page["group"] not in page["questions"] else ()
    return (*page["questions"], *group, *page.get("item", ()))


def _never_asked(bundle: _Bundle) -> list[str]:
    asked = {code for page in bundle["pages"] for code in _codes(page)}
    return [code for code in bundle["questions"] if code not in asked]


def _text(bundle: _Bundle, key: str) -> str:
    text = bundle["texts"].get(FIRST_LANGUAGE, {}).get(key, "")
    return text if isinstance(text, str) else str(text[-1]["text"])


def _name(pointer: str, bundle: _Bundle, scope: str) -> str:
    absolute = f"{scope}{pointer[1:]}" if pointer.startswith("./") else pointer
    codes = {question["field"]: code for code, question in bundle["questions"].items()}
    head, _, part = absolute.rpartition("/")
    return codes.get(absolute) or (f"{codes[head]}.{part}" if head in codes else absolute)


def _literal(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
