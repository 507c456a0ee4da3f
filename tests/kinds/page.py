"""The page of the documentation about one kind of question, written from its example."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any, Final

from flask import render_template_string

from engine.cities.city import Theme
from engine.resources import themes_root
from tests.kinds.kind import Kind, kind, names
from tests.web.macros import samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask

_WIDTH: Final = 110
_PIECES: Final = """{% from "questions/any.html" import question %}{% from "questions/total.html" import total %}
{%- from "questions/again.html" import again %}{% import "notes.html" as notes %}
{%- if page.intro %}<p>{{ page.intro }}</p>
{% endif %}
{%- for one in page.notices %}{{ notes.notice(one) }}{% endfor %}
{%- for field in page.fields %}{% if field.reuse %}{{ again(field.reuse) }}{% endif %}{{ question(field) }}{% endfor %}
{%- for one in page.totals %}{{ total(one) }}{% endfor %}"""
_MADE: Final = (
    "<!-- Made by `python -m tests.kinds.write` from tests/kinds/examples/{name}.json: change that file. -->"
)
_INDEX: Final = """# Kinds of questions

Every kind of question that a form may ask: what its author writes, the page that a resident gets, what may be typed,
what is stored, and what is said when it cannot be read. No kind needs JavaScript. The examples of these pages are run
by the tests, and examined in a browser with axe, on a telephone and on a desktop.

Whatever the kind: spaces at both ends, no-break spaces from a copied text and invisible characters are taken away;
what cannot be read is kept as it was typed and shown again with the mend; the first input of a question has the
question's number as its `id`, and the names of inputs follow the path of the answer.
"""


def page_of(one: Kind, app: Flask) -> str:
    """Give the page about a kind."""
    return "\n".join(_page(one, app)).rstrip() + "\n"


def index() -> str:
    """Give the page that names them all."""
    rows = [(one, kind(one).told) for one in names()]
    lines = [
        "<!-- Made by `python -m tests.kinds.write`: change tests/kinds/page.py or the examples. -->",
        "",
        _INDEX,
        "| kind | widget | stored |",
        "|---|---|---|",
        *(f"| [{told['title']}]({name}.md) | {_widget(told)} | {told['stored']} |" for name, told in rows),
    ]
    return "\n".join(lines) + "\n"


def _page(one: Kind, app: Flask) -> Iterator[str]:
    told = one.told
    yield _MADE.format(name=one.name)
    yield ""
    yield f"# {told['title']}"
    yield ""
    for paragraph in told["about"]:
        yield paragraph
        yield ""
    yield f"Widget: {_widget(told)}. Stored: {told['stored']}."
    yield ""
    yield from _block(
        "What the author writes", "json", json.dumps(_written(told), ensure_ascii=False, indent=2)
    )
    if "lists" in told:
        yield from _block("What the town writes", "json", _rows(told["lists"]))
    yield from _block(
        "What the page holds", "html", _short(html_of(one, app, told.get("shown")), told.get("cut"))
    )
    yield from _accepted(one)
    yield from _refused(one)
    if "accessibility" in told:
        yield "## For everyone"
        yield ""
        yield from (f"- {line}" for line in told["accessibility"])
        yield ""


def html_of(one: Kind, app: Flask, case: Mapping[str, Any] | None = None, language: str = "fr") -> str:
    """Give the markup of a kind's questions, empty or after a case."""
    with app.test_request_context("/conditions"):
        made = render_template_string(_PIECES, page=one.view(case, language))
    return "\n".join(line for line in made.splitlines() if line.strip())


def application() -> Flask:
    """Give an application that renders the real templates, in the looks of a demonstration town."""
    theme = themes_root() / "tilleray"
    tokens = tomllib.loads((theme / "tokens.toml").read_text(encoding="utf-8"))["theme"]
    looks = Theme(tokens["light"], tokens["dark"], theme / "logo.svg")
    return samples.application(samples.city(theme, theme=looks))


def _written(told: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: told[key] for key in ("mounts", "questions", "checks", "page") if told.get(key)}
    return {**kept, "schema": told["schema"]}


def _rows(lists: Mapping[str, Any]) -> str:
    return json.dumps({name: rows[:3] for name, rows in lists.items()}, ensure_ascii=False, indent=2)


def _short(html: str, most: int | None) -> str:
    """Leave out the middle of a markup that repeats itself: two hundred countries."""
    lines = html.splitlines()
    return html if most is None or len(lines) <= most else "\n".join((*lines[: most - 2], "…", *lines[-2:]))


def _block(title: str, language: str, text: str) -> list[str]:
    return [f"## {title}", "", f"```{language}", text, "```", ""]


def _accepted(one: Kind) -> Iterator[str]:
    rows = one.told.get("accepted", ())
    if not rows:
        return
    yield "## What may be answered"
    yield ""
    yield "| typed | stored | read again |"
    yield "|---|---|---|"
    for case in rows:
        document = one.document(case)
        said = "<br>".join(dict.fromkeys(one.said(document)))
        yield f"| {_typed(case)} | {_code(case['stored'])} | {_cell(said)} |"
    yield ""


def _refused(one: Kind) -> Iterator[str]:
    rows = one.told.get("refused", ())
    if not rows:
        return
    yield "## What is refused, and what is said"
    yield ""
    yield "| typed | question, keyword | message |"
    yield "|---|---|---|"
    for case in rows:
        code, keyword = case["expected"]
        yield f"| {_typed(case)} | {code} `{keyword}` | {_cell(one.message(case))} |"
    yield ""


def _typed(case: Mapping[str, Any]) -> str:
    if "typed" not in case:
        return _cell(case.get("why", "nothing"))
    if not any(case["typed"].values()):
        return "nothing"
    return "<br>".join(f"`{name}` = `{_visible(value)}`" for name, value in case["typed"].items())


def _visible(value: Any) -> str:  # noqa: ANN401 -- a text or a list of texts
    text = ", ".join(value) if isinstance(value, list) else value
    text = text if len(text) <= _WIDTH else f"{text[:40]}… ({len(text)} characters)"
    named = {"\u00a0": "⍽", "\u202f": "⍽", "\n": "⏎", "\r": "", "\u200b": "�", "|": "\\|", "\x00": "␀"}
    return "".join(named.get(one, one) for one in text)


def _code(value: Any) -> str:  # noqa: ANN401 -- any JSON
    text = json.dumps(value, ensure_ascii=False)
    return f"`{_cell(text)}`" if len(text) <= 4 * _WIDTH else f"`{_cell(text[: 4 * _WIDTH])}…`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def _widget(told: Mapping[str, Any]) -> str:
    return ", ".join(f"`{one}`" for one in told["widgets"])
