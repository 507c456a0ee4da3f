"""Both demo cities, one real deposit in each, and what a receipt is made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from engine.resources import forms_root
from engine.store import submissions
from tests.towns import CATALOGUE, towns
from tests.walking import Walker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.store.submissions import Submission
    from tests.towns import Towns

CITIES = {"tilleray": ("03990", "Tilleray"), "port-lannec": ("29998", "Port-Lannec")}


@dataclass(frozen=True, slots=True)
class Office:
    """Two cities where residents deposit."""

    towns: Towns

    def deposit(
        self, city: str = "tilleray", form: str = "acte-etat-civil", example: str = "v1"
    ) -> Submission:
        """Walk an example through the pages and give the submission."""
        path = forms_root() / form / "examples" / f"{example}.json"
        source = json.loads(path.read_text(encoding="utf-8"))
        text = json.dumps(source["answers"])
        code, name = CITIES[city]
        for one in source["facts"]["communes"]:
            text = text.replace(f'"{one["code"]}"', f'"{code}"').replace(
                f'"nom": "{one["nom"]}"', f'"nom": "{name}"'
            )
        walker = Walker(self.towns.client(), city)
        confirmation = walker.deposit(walker.fill(CATALOGUE.get(form), json.loads(text)))
        with self.towns.store.read() as conn:
            found = submissions.by_draft(conn, confirmation.split("/d/")[1].split("/")[0])
        assert found is not None
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Give two cities on SQLite."""
    with towns(tmp_path) as made:
        yield Office(made)


@pytest.fixture(scope="module")
def deposited(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], tuple[Towns, Submission]]]:
    """Give a function from a city to the towns and one submission there, made once a module."""
    with towns(tmp_path_factory.mktemp("towns")) as made:
        known: dict[str, Submission] = {}

        def give(city: str) -> tuple[Towns, Submission]:
            if city not in known:
                known[city] = Office(made).deposit(city)
            return made, known[city]

        yield give
