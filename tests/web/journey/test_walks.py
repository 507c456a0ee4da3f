"""Every valid example of every form is walked through the pages in each language, deposited and found again whole.

Each page met is read: it says its language, and nothing of it is in another, but for what is marked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from lxml import html

from engine.journey.pointers import get, places
from engine.language import LANGUAGES
from engine.model import Definition
from engine.resources import forms_root
from engine.store import Store, drafts, submissions
from tests.towns import CATALOGUE, Towns, settle_in, towns
from tests.walking import Walker, typed_values
from tests.web.journey.languages import Reader, proper_names

#: What a partner's program sent went through no page.
_PROGRAM = "api"
EXAMPLES = [
    path
    for path in sorted(forms_root().glob("*/examples/v*.json"))
    if json.loads(path.read_text(encoding="utf-8"))["facts"].get("origin") != _PROGRAM
]


def at_home(answers: dict[str, Any], communes: dict[str, str]) -> dict[str, Any]:
    """Give an example's answers as a resident of the demo city gives them: its own commune stands for the example's."""
    text = json.dumps(answers)
    for code, name in communes.items():
        text = text.replace(f'"{code}"', '"03990"').replace(f'"nom": "{name}"', '"nom": "Tilleray"')
    for there, here in _POSITION.items():
        text = text.replace(there, here)
    local: dict[str, Any] = json.loads(text)
    return local


#: A place of the examples, and one of the town where they are lived.
_POSITION = {"43.695812": "46.551812", "7.271413": "3.321413"}


def tell_position(store: Store, page: str) -> None:
    """Note in a draft what a page's script tells: that the browser can draw the town's plan."""
    with store.begin() as conn:
        draft = drafts.load(conn, "tilleray", page.split("/d/")[1].split("/", maxsplit=1)[0])
        assert draft is not None
        drafts.save(conn, replace(draft, body=replace(draft.body, facts={"position": True})))


@dataclass(frozen=True, slots=True)
class Place:
    """An example and the towns where it happens, as its facts want them."""

    example: dict[str, Any]
    definition: Definition
    answers: dict[str, Any]
    towns: Towns

    def reader(self, language: str) -> Reader:
        """Give who reads the pages of this walk in a language."""
        city = self.towns.cities.get("tilleray")
        return Reader(language, self.definition, proper_names(city, self.answers))


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Open the towns of one example; its walks in each language share them."""
    path, folder = request.param, tmp_path_factory.mktemp("towns")
    example = json.loads(path.read_text(encoding="utf-8"))
    definition = CATALOGUE.get(path.parent.parent.name)
    communes = {one["code"]: one["nom"] for one in example["facts"]["communes"]}
    answers, facts = at_home(example["answers"], communes), at_home(example["facts"], communes)
    with towns(folder, now=datetime.fromisoformat(example["now"])) as made:
        settle_in(made.cities, folder / "cities" / "tilleray.toml", definition.slug, facts)
        yield Place(example, definition, answers, made)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "place",
    EXAMPLES,
    ids=lambda path: f"{path.parent.parent.name}-{path.stem}",
    indirect=True,
    scope="module",
)
def test_an_example_goes_through_the_pages_of_each_language_and_is_kept_whole(
    place: Place, language: str
) -> None:
    walker = Walker(place.towns.client(), language=language, look=place.reader(language).look)
    first = walker.begin(place.definition.slug)
    if place.example["facts"].get("positionAvailable"):
        tell_position(place.towns.store, first)
    switch_and_back(place, walker, first, language)
    confirmation = walker.deposit(walker.fill(place.definition, place.answers, first))
    walker.page(confirmation)
    assert_kept(place, confirmation)


def switch_and_back(place: Place, walker: Walker, page: str, language: str) -> None:
    """Type a page's answers, read it in another language and come back: what was typed is still there."""
    other = LANGUAGES[LANGUAGES.index(language) - 1]
    shown = walker.page(page)
    typed = {
        name: value
        for name, value in typed_values(place.definition, place.answers, shown).items()
        if shown.xpath(f'//*[@name="{name}" and not(@type="file")]')
    }
    walker.look = place.reader(other).look
    assert walker.send(page, typed, f"langue:{other}", shown).status_code == 303
    shown = walker.page(page)
    assert filled(shown, typed) == typed
    walker.look = place.reader(language).look
    assert walker.send(page, typed, f"langue:{language}", shown).status_code == 303
    assert filled(walker.page(page), typed) == typed


def filled(page: html.HtmlElement, typed: dict[str, Any]) -> dict[str, Any]:
    """Give what the inputs of a page hold, under the names typed."""
    form = page.forms[0]
    assert form.get("id") == "reponses"
    held: dict[str, Any] = {}
    for name, value in form.form_values():
        if name in typed:
            held[name] = value if name not in held else [*_listed(held[name]), value]
    return held


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 -- one value or several
    return value if isinstance(value, list) else [value]


def assert_kept(place: Place, confirmation: str) -> None:
    """Find the submission again, each answer as it was given."""
    draft = confirmation.split("/d/")[1].split("/", maxsplit=1)[0]
    with place.towns.store.read() as conn:
        kept = submissions.by_draft(conn, draft)
    assert kept is not None
    told, answers = kept.payload["answers"], place.answers
    asked = [one for one in place.definition.questions.values() if not one.calculate and one.widget != "none"]
    for question in asked:
        for at in {*places(answers, question.path), *places(told, question.path)}:
            wanted, found = get(answers, at.path), get(told, at.path)
            if question.widget in {"files", "group"}:
                assert len(found or []) == len(wanted or []), (question.code, at.ranks)
            else:
                assert found == wanted, (question.code, at.ranks)
