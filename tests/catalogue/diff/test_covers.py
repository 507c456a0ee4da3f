"""A version that is said to cover another takes every document that the other took, in the published schema."""

import copy
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.catalogue import assemble, bundle_digest
from engine.catalogue.assemble import assemble_form
from engine.catalogue.diff import coverage
from engine.catalogue.source import FormSource, Library, form_slugs, load_form
from engine.model import Definition
from engine.resources import forms_root, schemas_root
from tests.catalogue.conftest import FIXTURES
from tests.catalogue.test_publish import documents

LIBRARY = Library(FIXTURES / "schemas")
SOURCE = load_form("demande-badge", FIXTURES / "forms")
PARKING = {"field": "/typeBadge", "is": "parking"}
CONDITIONS = [
    PARKING,
    {"not": PARKING},
    {"field": "/pourSoi", "is": True},
    {"any": [PARKING, {"field": "/pourSoi", "is": True}]},
    {"all": [PARKING, {"field": "/duree", "in": ["mois", "annee"]}]},
    {"field": "/horaires", "contains": "matin"},
    {"field": "/demandeur/paysNaissance", "present": True},
]
OWN = ["BAD-001", "BAD-002", "BAD-003", "BAD-004", "BAD-005", "PIE-001", "DEC-001"]


def made(journey: dict[str, Any], schema: dict[str, Any]) -> Definition:
    """Give the small form with another journey and schema."""
    source = FormSource(
        SOURCE.slug, schema, journey, SOURCE.procedure, SOURCE.texts, SOURCE.examples, SOURCE.waivers
    )
    bundle = assemble_form(source, LIBRARY)
    return Definition.from_bundle(bundle, bundle_digest(bundle))


@st.composite
def versions(draw: st.DrawFn) -> Definition:
    """Draw a version of the small form: a few words of its questions and its schema changed."""
    journey: Any = copy.deepcopy(SOURCE.journey)
    schema: Any = copy.deepcopy(SOURCE.schema)
    for _ in range(draw(st.integers(0, 3))):
        question = journey["questions"][draw(st.sampled_from(OWN))]
        match draw(st.sampled_from(["required", "if", "requiredIf", "option", "enum", "length"])):
            case "required":
                question["required"] = draw(st.booleans())
            case "if" | "requiredIf" as key:
                question[key] = draw(st.sampled_from(CONDITIONS))
            case "option":
                option = draw(st.sampled_from(journey["questions"]["BAD-002"]["options"]))
                option["if"] = draw(st.sampled_from(CONDITIONS))
            case "enum":
                values = schema["properties"]["typeBadge"]["enum"]
                schema["properties"]["typeBadge"]["enum"] = draw(
                    st.sampled_from([values, values[:1], [*values, "autre"]])
                )
            case _:
                schema["properties"]["horaires"]["maxItems"] = draw(st.integers(1, 3))
    return made(journey, schema)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(new=versions(), old=versions(), drawn=st.lists(documents(), min_size=6, max_size=6))
def test_covers_is_a_proof(new: Definition, old: Definition, drawn: list[dict[str, Any]]) -> None:
    if coverage(new, old):
        return
    before, after = (jsonschema_rs.Draft202012Validator(dict(form.schema)) for form in (old, new))
    assert all(after.is_valid(document) for document in drawn if before.is_valid(document))


@pytest.mark.parametrize("slug", form_slugs(forms_root()))
def test_every_form_covers_itself(slug: str) -> None:
    bundle = assemble(slug, forms_root(), schemas_root())
    form = Definition.from_bundle(bundle, bundle_digest(bundle))
    assert coverage(form, form) == []
