"""Forms of a few questions, made by hand, for rules that no national form uses yet; and the facts they meet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from engine.clock import PARIS
from engine.journey.compiled import Program, program
from engine.journey.facts import CityFacts, Earlier, Facts, Town
from engine.journey.problems import Problem, problems
from engine.model import Definition, Json, Question

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=PARIS)
NICE = CityFacts("Nice", (Town("06088", "Nice"),))
FACTS = Facts(NOON, NICE)
#: Each form made here has a digest of its own: programs are kept by digest.
_DIGESTS = count(1)


def form(
    questions: Mapping[str, Mapping[str, Any]],
    pages: Sequence[Mapping[str, Any]] | None = None,
    base: Mapping[str, Any] | None = None,
    texts: Mapping[str, Any] | None = None,
    **more: Json,
) -> Program:
    """Compile a form; `questions` are written as a bundle writes them, on one page when `pages` says nothing."""
    filled = {code: {"widget": "text", "schema": {}, **raw} for code, raw in questions.items()}
    on_page = [code for code, raw in filled.items() if raw["widget"] not in {"none", "group"}]
    bundle = {
        "slug": "essai",
        "version": "1.0.0",
        "schema": {},
        "base": base or {},
        "questions": filled,
        "pages": pages or [{"slug": "page", "section": "section", "questions": on_page}],
        "sections": ["section"],
        "exits": {},
        "procedure": {},
        "texts": {"fr": texts or {}},
        **more,
    }
    return program(Definition.from_bundle(bundle, f"{next(_DIGESTS):064x}"))


def question(widget: str, **more: Json) -> Question:
    """Give a question of a widget, at `/reponse`."""
    return Question("ESS-001", "/reponse", widget, more.pop("schema", {}), **more)


def check(
    kind: str,
    value: Json,
    others: Mapping[str, Any] | None = None,
    facts: Facts = FACTS,
    **arguments: Json,
) -> tuple[Problem, ...]:
    """Ask one check of one answer; `others` are the answers of other questions, by code."""
    use = {"name": kind, "kind": kind, "on": "ESS-001", **arguments}
    questions = {"ESS-001": {"field": "/reponse", "checks": [use]}}
    document = {} if value is None else {"reponse": value}
    for code, answer in (others or {}).items():
        questions[code] = {"field": f"/autres/{code}"}
        if answer is not None:
            document.setdefault("autres", {})[code] = answer
    return problems(form(questions), document, facts)


def earlier(kind: str, key: str, day: datetime = NOON) -> Facts:
    """Give facts in which one deposit was made before."""
    return Facts(NOON, NICE, earlier=(Earlier(kind, key, day.date()),))
