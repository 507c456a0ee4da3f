"""A draft finishes on the version it began with, moves to a compatible one when it is opened, never to a major."""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.catalogue.signed.ceremony import begin
from engine.catalogue.signed.keys import KeyRing
from engine.catalogue.signed.publishing import Sources, publish
from engine.resources import forms_root, schemas_root
from engine.web.app import create_app
from engine.web.journey.versions import may_move
from tests.towns import CATALOGUE, Browser, Towns
from tests.walking import Walker
from tests.web.journey.answering import ACTE, SLUG, draft_of, example, submission_of, text, walk_to


@dataclass(slots=True)
class Edition:
    """An authority that publishes the civil status form, and the demo towns that serve what it published."""

    base: Path
    towns: Towns
    catalogue: Catalogue
    walker: Walker

    def publish(self, version: str) -> None:
        """Publish the form under a version, a title saying so, and let the towns see it."""
        _write(self.base, version)
        _publish(self.base, self.towns)
        self.catalogue.look()


@pytest.fixture
def edition(tmp_path: Path, both: Towns) -> Edition:
    """Give towns that serve version 1.0.0."""
    base = tmp_path / "edition"
    shutil.copytree(forms_root() / SLUG, base / "forms" / SLUG)
    began = begin(base / "catalogue", "dgcl", base / "keys", [], both.clock.now())
    shutil.copyfile(began.root, base / "root.json")
    _write(base, "1.0.0")
    _publish(base, both)
    catalogue = Catalogue.from_published(base / "catalogue", base / "root.json", base / "state", both.clock)
    app = create_app(replace(both.services, catalogue=catalogue))
    return Edition(base, both, catalogue, Walker(Browser(app)))


def test_a_draft_moves_to_a_compatible_version_when_it_is_opened(edition: Edition) -> None:
    here = walk_to(edition.walker, example("v1"), "adresse")
    assert draft_of(edition.towns, here).version == "1.0.0"
    edition.publish("1.1.0")
    assert "Titre de la version 1.1.0" in text(edition.walker.page(here))
    assert draft_of(edition.towns, here).version == "1.0.0", "showing a page stores nothing"

    summary = edition.walker.fill(ACTE, example("v1"), here)
    moved = draft_of(edition.towns, here)
    assert (moved.version, moved.digest) == ("1.1.0", edition.catalogue.get(SLUG).digest)
    submission = submission_of(edition.towns, edition.walker.deposit(summary))
    assert submission is not None
    assert (submission.version, submission.digest) == ("1.1.0", edition.catalogue.get(SLUG).digest)


def test_a_draft_finishes_on_its_version_after_a_major_change(edition: Edition) -> None:
    here = walk_to(edition.walker, example("v1"), "adresse")
    edition.publish("2.0.0")
    assert "Titre de la version 1.0.0" in text(edition.walker.page(here))
    confirmation = edition.walker.deposit(edition.walker.fill(ACTE, example("v1"), here))
    submission = submission_of(edition.towns, confirmation)
    assert submission is not None
    old = edition.catalogue.get(SLUG, "1.0.0")
    assert (submission.version, submission.digest) == ("1.0.0", old.digest)
    assert edition.walker.page(confirmation) is not None
    assert draft_of(edition.towns, edition.walker.begin(SLUG)).version == "2.0.0"


def test_a_draft_of_a_major_that_is_no_longer_in_force_is_left_on_its_very_version(edition: Edition) -> None:
    here = walk_to(edition.walker, example("v1"), "adresse")
    edition.publish("2.0.0")
    edition.publish("1.0.1")
    assert "Titre de la version 1.0.0" in text(edition.walker.page(here))


@pytest.mark.parametrize(
    ("version", "moves"),
    [("1.0.1", True), ("1.1.0", True), ("2.0.0", False), ("1.0.0", False), ("0.9.0", False)],
)
def test_only_a_later_version_of_the_same_major_takes_a_draft(version: str, *, moves: bool) -> None:
    old = CATALOGUE.get(SLUG)
    assert old.version == "1.0.0"
    assert may_move(old, replace(old, version=version)) is moves


def test_a_version_without_one_of_the_questions_takes_no_draft() -> None:
    old = CATALOGUE.get(SLUG)
    code, *others = old.questions
    fewer = {one: old.questions[one] for one in others}
    assert not may_move(old, replace(old, version="1.1.0", questions=fewer))
    elsewhere = {**old.questions, code: replace(old.questions[code], pointer="/ailleurs")}
    assert not may_move(old, replace(old, version="1.1.0", questions=elsewhere))


def _write(base: Path, version: str) -> None:
    folder = base / "forms" / SLUG
    for name, change in (
        ("journey.json", {"version": version}),
        ("texts/fr.json", {"page.adresse.title": f"Titre de la version {version}"}),
    ):
        whole = json.loads((folder / name).read_text(encoding="utf-8")) | change
        (folder / name).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def _publish(base: Path, towns: Towns) -> None:
    keys = KeyRing.load([base / "keys"])
    publish(Sources(base / "forms", schemas_root()), [SLUG], base / "catalogue", keys, towns.clock.now())
