"""Every valid example of every form is walked through the pages, deposited and found again whole."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.journey.pointers import get, places
from engine.resources import forms_root
from engine.store import Store, drafts, submissions
from tests.towns import CATALOGUE, settle_in, towns
from tests.walking import Walker

EXAMPLES = sorted(forms_root().glob("*/examples/v*.json"))


def at_home(answers: dict[str, Any], communes: dict[str, str]) -> dict[str, Any]:
    """Give an example's answers as a resident of the demo city gives them: its own commune stands for the example's."""
    text = json.dumps(answers)
    for code, name in communes.items():
        text = text.replace(f'"{code}"', '"03990"').replace(f'"nom": "{name}"', '"nom": "Tilleray"')
    local: dict[str, Any] = json.loads(text)
    return local


def tell_position(store: Store, page: str) -> None:
    """Note in a draft what a page's script will tell one day: that the browser can give a position."""
    with store.begin() as conn:
        draft = drafts.load(conn, "tilleray", page.split("/d/")[1].split("/", maxsplit=1)[0])
        assert draft is not None
        drafts.save(conn, replace(draft, body=replace(draft.body, facts={"position": True})))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_an_example_goes_through_the_pages_and_is_kept_whole(path: Path, tmp_path: Path) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))
    definition = CATALOGUE.get(path.parent.parent.name)
    communes = {one["code"]: one["nom"] for one in example["facts"]["communes"]}
    answers, facts = at_home(example["answers"], communes), at_home(example["facts"], communes)
    with towns(tmp_path, now=datetime.fromisoformat(example["now"])) as made:
        settle_in(made.cities, tmp_path / "cities" / "tilleray.toml", definition.slug, facts)
        walker = Walker(made.client())
        first = walker.begin(definition.slug)
        if example["facts"].get("positionAvailable"):
            tell_position(made.store, first)
        confirmation = walker.deposit(walker.fill(definition, answers, first))
        assert walker.client.get(confirmation).status_code == 200
        draft = confirmation.split("/d/")[1].split("/")[0]
        with made.store.read() as conn:
            kept = submissions.by_draft(conn, draft)
        assert kept is not None
        told = kept.payload["answers"]
        asked = [one for one in definition.questions.values() if not one.calculate and one.widget != "none"]
        for question in asked:
            for place in {*places(answers, question.path), *places(told, question.path)}:
                wanted, found = get(answers, place.path), get(told, place.path)
                if question.widget in {"files", "group"}:
                    assert len(found or []) == len(wanted or []), (question.code, place.ranks)
                else:
                    assert found == wanted, (question.code, place.ranks)
