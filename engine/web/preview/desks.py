"""A form laid out without a store: under one example's answers, or empty with everything that may ever be asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from engine.catalogue.told import Example, definition_of, facts_of
from engine.cities import words_of
from engine.journey.certify import Given
from engine.journey.compiled import program
from engine.journey.facts import CityFacts, Facts, ListRow
from engine.journey.pointers import Ranks, get, put
from engine.journey.settle import settle
from engine.model import Definition, Document, Option, Page, Question, Size
from engine.store.drafts import Draft, DraftBody
from engine.web.journey.desk import Desk
from engine.web.preview.sources import Seen
from engine.web.preview.town import town

#: What stands for an example's name in the address of an empty page; no example has it.
EMPTY: Final = "-"


def example_desk(definition: Definition, name: str, example: Example, language: str) -> Desk:
    """Lay out a form under the answers, the day and the town of an example."""
    offered = definition_of(definition, example)
    facts = facts_of(example)
    document = settle(program(offered), example["answers"], facts, prune=example.get("prune", True))
    return _desk(offered, name, document, facts, language)


def empty_desk(seen: Seen, definition: Definition, now: datetime, language: str) -> Desk:
    """Lay out a form without an answer: every question asked, whatever its condition, one item in each group."""
    opened = unconditional(definition)
    towns = [facts_of(one) for one in seen.examples.values()]
    first = towns[0] if towns else Facts(now, CityFacts("Ville d’essai", ()))
    facts = replace(first, city=replace(first.city, lists=_lists(towns)))
    return _desk(opened, EMPTY, _one_of_each(opened), facts, language)


def unconditional(definition: Definition) -> Definition:
    """Give the form in which every page, question and option stands."""
    return replace(
        definition,
        digest=f"{definition.digest}:unconditional",
        pages=tuple(replace(page, condition=None) for page in definition.pages),
        questions={code: _always(question) for code, question in definition.questions.items()},
    )


def empty_ranks(page: Page) -> tuple[Ranks, ...]:
    """Give the ranks under which the empty form shows a page: its own, then those of its group's item."""
    own = (0,) * page.depth
    return (own, (*own, 0)) if page.group is not None and page.item else (own,)


def _always(question: Question) -> Question:
    asked = question.calculate if question.always_calculated else None
    return replace(
        question,
        condition=None,
        calculate=asked,
        options=tuple(Option(one.value, None, one.leaves) for one in question.options),
        sizes=tuple(Size(one.minimum, one.maximum) for one in question.sizes),
        list_first=tuple(replace(one, condition=None) for one in question.list_first),
        list_last=tuple(replace(one, condition=None) for one in question.list_last),
        list_where={},
    )


def _one_of_each(definition: Definition) -> Document:
    """Give a document where each group has one item, that says nothing."""
    document: Document = {}
    groups = [one for one in definition.questions.values() if one.widget == "group"]
    for group in sorted(groups, key=lambda one: len(one.path)):
        path = tuple(0 if part == "*" else part for part in group.path)
        if get(document, path) is None:
            put(document, path, [{}])
    return document


def _lists(towns: list[Facts]) -> Mapping[str, tuple[ListRow, ...]]:
    """Give every list of a town that an example knows, so that its questions have something to choose."""
    found: dict[str, tuple[ListRow, ...]] = {}
    for one in towns:
        found |= one.city.lists
    return found


def _desk(definition: Definition, name: str, document: Document, facts: Facts, language: str) -> Desk:
    city = town(facts.city.name, definition.slug)
    words = replace(words_of(definition, city), language=language, lists=facts.city.lists)
    return Desk(
        city=city,
        definition=definition,
        program=program(definition),
        draft=_draft(definition, name, document, facts.now),
        facts=facts,
        words=words,
        given=Given(),
    )


def _draft(definition: Definition, name: str, document: dict[str, Any], now: datetime) -> Draft:
    """Give a draft that was never saved: it carries the answers from one view to the other."""
    return Draft(
        id=name,
        city="apercu",
        form=definition.slug,
        version=definition.version,
        digest=definition.digest,
        profile_digest="",
        revision=0,
        body=DraftBody(document=document),
        created_at=now,
        updated_at=now,
        expires_at=now,
        reference=None,
        key=b"",
    )
