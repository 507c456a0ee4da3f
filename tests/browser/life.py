"""An example of a form, lived, and the town and the day that it supposes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.towns import CATALOGUE, settle_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.model import Definition
    from tests.browser.site import Site
    from tests.browser.told import Told


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to a resident: a form, and the answers of one example as this town wants them."""

    site: Site
    definition: Definition
    answers: dict[str, Any]


@contextmanager
def lived(site: Site, city: str, chosen: Told) -> Iterator[Life]:
    """Set the town and the day as the example wants them; the town's file is put back afterwards."""
    cities, file, slug = site.towns.cities, site.folder / "cities" / f"{city}.toml", chosen.example["form"]
    before, here = file.read_text(encoding="utf-8"), cities.get(city)
    settle_in(cities, file, slug, chosen.facts(here))
    site.towns.clock.instant = datetime.fromisoformat(chosen.example["now"])
    yield Life(site, CATALOGUE.get(slug), chosen.answers(here))
    file.write_text(before, encoding="utf-8")
