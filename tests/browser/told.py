"""The examples of a form, as a resident of a demo city lives them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.catalogue.told import definition_of
from engine.journey.compiled import program
from engine.journey.flow import Stop, stops
from engine.journey.pointers import fixed, get
from engine.resources import forms_root
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.cities.city import City


@dataclass(frozen=True, slots=True)
class Told:
    """One valid example: its answers, and the town's lists and parameters that they suppose."""

    example: dict[str, Any]

    @property
    def length(self) -> int:
        """Give the number of pages that it shows."""
        return len(self._stops())

    @property
    def pages(self) -> set[str]:
        """Give the pages that it shows, by their name in the form's addresses."""
        return {one.page.slug for one in self._stops()}

    @property
    def widgets(self) -> set[str]:
        """Give the kinds of questions that it answers."""
        questions, answers = CATALOGUE.get(self.example["form"]).questions, self.example["answers"]
        asked = [(questions[code], stop.ranks) for stop in self._stops() for code in stop.codes]
        return {one.widget for one, ranks in asked if get(answers, fixed(one.path, ranks)) is not None}

    def _stops(self) -> list[Stop]:
        definition = definition_of(CATALOGUE.get(self.example["form"]), self.example)
        return stops(program(definition), self.example["answers"])

    @property
    def plain(self) -> bool:
        """Say whether a resident without scripts can live it: no page tells a position, no program sends it."""
        facts = self.example["facts"]
        return not facts.get("positionAvailable") and facts.get("origin", "portail") == "portail"

    def answers(self, city: City) -> dict[str, Any]:
        """Give its answers, the city's own commune in place of the example's."""
        return self._at_home(self.example["answers"], city)

    def facts(self, city: City) -> dict[str, Any]:
        """Give the city's facts that it supposes, its commune in place likewise."""
        return self._at_home(self.example["facts"], city)

    def _at_home(self, said: dict[str, Any], city: City) -> dict[str, Any]:
        here, text = city.communes[0], json.dumps(said, ensure_ascii=False)
        for one in self.example["facts"]["communes"]:
            text = text.replace(f'"{one["code"]}"', f'"{here.code}"').replace(
                f'"nom": "{one["nom"]}"', f'"nom": "{here.nom}"'
            )
        local: dict[str, Any] = json.loads(text)
        return local


def told(slug: str, name: str) -> Told:
    """Read one example of a form by its name."""
    text = (forms_root() / slug / "examples" / f"{name}.json").read_text(encoding="utf-8")
    return Told({"form": slug, **json.loads(text)})


def plain_ones(slug: str) -> list[Told]:
    """Give the valid examples of a form that a resident can live, the longest first."""
    names = sorted(path.stem for path in (forms_root() / slug / "examples").glob("v*.json"))
    lived = [one for one in (told(slug, name) for name in names) if one.plain]
    return sorted(lived, key=lambda one: one.length, reverse=True)


def longest(slug: str) -> Told:
    """Give the valid example of a form that shows the most pages, the first of those."""
    return plain_ones(slug)[0]


def covering(candidates: Sequence[Told], of: Callable[[Told], set[str]]) -> list[Told]:
    """Give few of these examples that show together all that they all show, the richest first."""
    shown = [(one, of(one)) for one in candidates]
    left, chosen = {each for _one, those in shown for each in those}, []
    while left:
        one, those = max(shown, key=lambda pair: len(pair[1] & left))
        chosen.append(one)
        left -= those
    return chosen
