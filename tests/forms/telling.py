"""Examples of a form at work in their own town: settled answers, what is wrong with them, and the way out of a page."""

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from engine.catalogue import Catalogue
from engine.catalogue.told import definition_of, facts_of
from engine.journey.compiled import Program, program
from engine.journey.facts import Facts
from engine.journey.flow import exit_from
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.journey.words import Words
from engine.model import Document
from engine.procedure.mentions import Receipt, mentions
from engine.resources import forms_root, read_json, schemas_root

CATALOGUE = Catalogue.from_source(forms_root(), schemas_root())


@dataclass(frozen=True, slots=True)
class Told:
    """An example, as its town meets it."""

    program: Program
    facts: Facts
    answers: Document

    @property
    def document(self) -> Document:
        """Give the answers as the engine would freeze them."""
        return settle(self.program, self.answers, self.facts)

    def found(self) -> list[tuple[str, str, str]]:
        """Give what is to mend or to confirm: code, check, severity."""
        settled = self.document
        said = problems(self.program, settled, self.facts)
        return [(one.code, one.keyword, one.severity) for one in said]

    def way_out(self, page: str) -> str | None:
        """Give the exit on leaving a page."""
        left = exit_from(self.program, self.document, self.program.definition.page(page))
        return left.id if left else None

    def receipt(self) -> tuple[str, ...]:
        """Give the sentences of its receipt."""
        definition = self.program.definition
        words = Words(definition, values={"contact": "la mairie"})
        day = self.facts.today
        return mentions(Receipt(definition, self.document, words, "4KT-7MP-93", day, "Service de la voirie"))


def told(slug: str, name: str, changes: dict[str, Any] | None = None, **facts: object) -> Told:
    """Give an example, with answers changed by pointer (None takes one away) and facts of its town replaced."""
    example = deepcopy(read_json(forms_root() / slug / "examples" / f"{name}.json"))
    example["facts"] |= facts
    for pointer, value in (changes or {}).items():
        _put(example["answers"], pointer.strip("/").split("/"), value)
    definition = definition_of(CATALOGUE.get(slug), example)
    return Told(program(definition), facts_of(example), example["answers"])


def at_tilleray(answers: Document) -> Document:
    """Give answers as a resident of the demo city gives them: it stands for the example's commune, Nice."""
    text = json.dumps(answers).replace('"06088"', '"03990"').replace('"nom": "Nice"', '"nom": "Tilleray"')
    local: Document = json.loads(text)
    return local


def _put(place: Any, path: list[str], value: object) -> None:  # noqa: ANN401 -- any JSON
    for key in path[:-1]:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = value
