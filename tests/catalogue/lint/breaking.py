"""What a test breaks in the small form, and how what the linter finds is looked at."""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from engine.catalogue.lint import Finding, failed, lint, render_text
from tests.catalogue.conftest import Roots

FORM = "forms/demande-badge"
JOURNEY, SCHEMA, PROCEDURE, TEXTS = (
    f"{FORM}/{name}" for name in ("journey.json", "schema.json", "procedure.json", "texts/fr.json")
)
EVERY_TEXTS = tuple(f"{FORM}/texts/{language}.json" for language in ("fr", "en", "fr-falc"))
VALUES = "schemas/valeurs/schema.json"
EXAMPLE = f"{FORM}/examples/v1.json"

Damage = Callable[[Roots], object]
#: A rule, and what breaks it.
Breakage = tuple[str, Damage]


def each(breakages: list[Breakage]) -> pytest.MarkDecorator:
    """Run a test once for each breakage, named by its rule."""
    names = [f"{rank}-{rule}" for rank, (rule, _) in enumerate(breakages)]
    return pytest.mark.parametrize(("rule", "damage"), breakages, ids=names)


def assert_found_alone(roots: Roots, rule: str, damage: Damage) -> None:
    """Damage the form; what is found breaks this rule and no other, and says where."""
    damage(roots)
    found = findings(roots)
    assert {one.rule for one in found} == {rule}, render_text(found)
    assert failed(found)
    assert all(one.line >= 1 or not (roots.folder / one.file).is_file() for one in found)


def oracle(schema: Any) -> Callable[[Any], bool]:  # noqa: ANN401 -- JSON
    return jsonschema_rs.Draft202012Validator(schema).is_valid


def findings(roots: Roots, slug: str | None = None, **options: Any) -> list[Finding]:  # noqa: ANN401 -- passed on
    return lint(slug, roots.forms, roots.schemas, oracles=[oracle], **options)


def edit(file: str, change: Callable[[Any], Any]) -> Callable[[Roots], None]:
    return lambda roots: roots.edit(file, change)


def question(code: str, **words: Any) -> Callable[[Roots], None]:  # noqa: ANN401 -- JSON
    return edit(JOURNEY, lambda journey: journey["questions"][code].update(words))


def pages(journey: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
    return {page["slug"]: page for section in journey["sections"] for page in section["pages"]}


def procedure(**words: Any) -> Callable[[Roots], None]:  # noqa: ANN401 -- JSON
    return edit(PROCEDURE, lambda one: one.update(words))


def journey_check(**words: Any) -> Callable[[Roots], None]:  # noqa: ANN401 -- JSON
    """Give the form one check that compares, with these arguments."""
    compared = {"kind": "comparer", "on": "BAD-004", "left": {"const": 1}, "is": "le", "right": {"const": 2}}
    return edit(JOURNEY, lambda one: one["checks"].update(dateTard={**compared, **words}))


def text(key: str, words: Any) -> Callable[[Roots], None]:  # noqa: ANN401 -- JSON
    return edit(TEXTS, lambda texts: texts.update({key: words}))


def new_leaf(journey: Any, code: str, field: str, **words: Any) -> None:  # noqa: ANN401 -- JSON
    journey["questions"][code] = {"field": field, "widget": "none", **words}


def leaving_option(roots: Roots, value: str = "siecle") -> None:
    """Offer a duration that leads out by S1."""
    for file in EVERY_TEXTS:
        edit(file, lambda one: one.update({f"BAD-002.option.{value}": "Un siècle"}))(roots)
    leads = {"any": [{"field": "/pourSoi", "is": False}, {"field": "/duree", "in": [value]}]}

    def change(one: Any) -> None:  # noqa: ANN401 -- JSON
        options = [option for option in one["questions"]["BAD-002"]["options"] if option["value"] != value]
        one["questions"]["BAD-002"]["options"] = [*options, {"value": value, "exit": True}]
        one["exits"]["S1"]["if"] = leads

    roots.edit(JOURNEY, change)


#: A rule of silence that was read.
ACCEPTED = {
    "outcome": "rejection",
    "delay": "P2M",
    "startsAt": "deposit",
    "source": "CRPA L231-4",
    "verified": True,
}


def part(**changes: Any) -> Callable[[Roots], object]:  # noqa: ANN401 -- JSON
    """Give the damage of a request among several that is not sound."""

    def change(roots: Roots) -> None:
        one = {"id": "cantine", "suffix": "C", "service": "cantine", "silence": ACCEPTED, **changes}
        procedure(parts=[one])(roots)
        for language in ("fr", "en", "fr-falc"):
            file = f"{FORM}/texts/{language}.json"
            roots.edit(file, lambda words: words.update({"part.cantine.label": "Cantine"}))

    return change


def circle(roots: Roots) -> None:
    def schema(one: Any) -> None:  # noqa: ANN401 -- JSON
        one["properties"] |= {"un": {"type": "boolean"}, "deux": {"type": "boolean"}}

    def journey(one: Any) -> None:  # noqa: ANN401 -- JSON
        new_leaf(one, "BAD-901", "/un", calculate={"value": {"copy": "/deux"}})
        new_leaf(one, "BAD-902", "/deux", calculate={"value": {"copy": "/un"}})

    roots.edit(SCHEMA, schema)
    roots.edit(JOURNEY, journey)
