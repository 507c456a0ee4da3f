"""Two versions of the small form, made by editing its source."""

from collections.abc import Callable
from typing import Any, Protocol

import pytest

from engine.catalogue import assemble, bundle_digest
from engine.model import Definition
from tests.catalogue.conftest import Roots

FOLDER = "forms/demande-badge"
Edit = Callable[[Any], Any]


class Version(Protocol):
    """Makes a version of the small form from edits of its files."""

    def __call__(self, number: str = "1.1.0", **edits: Edit) -> Definition:
        """Edit `schema`, `journey`, `procedure` or `fr` and give the form as `number`."""


def of(roots: Roots) -> Definition:
    """Give the form as it stands in these folders."""
    bundle = assemble("demande-badge", roots.forms, roots.schemas)
    return Definition.from_bundle(bundle, bundle_digest(bundle))


@pytest.fixture
def first(roots: Roots) -> Definition:
    """Give the form before any edit, 1.0.0."""
    return of(roots)


@pytest.fixture
def version(roots: Roots) -> Version:
    """Give a maker of later versions."""

    def make(number: str = "1.1.0", **edits: Edit) -> Definition:
        for name, edit in edits.items():
            roots.edit(f"{FOLDER}/{'texts/fr' if name == 'fr' else name}.json", edit)
        roots.edit(f"{FOLDER}/journey.json", lambda journey: journey.update(version=number))
        return of(roots)

    return make
