"""Every form is described without loss under a pinned context, and the description fits our shapes."""

import copy
import hashlib
import json
from typing import Any

import pytest
import rfc8785
from pyld import jsonld  # type: ignore[import-untyped]  # it ships no types
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS

from engine.catalogue import assemble, bundle_digest
from engine.catalogue.semantics import Authority, answers_context, catalogue, service, service_context
from engine.catalogue.source import form_slugs, load_form
from engine.model import Definition
from engine.resources import forms_root, schemas_root

SLUGS = form_slugs(forms_root())
TOWN = Authority(
    "Ville de Tilleray",
    "https://demarches.tilleray.fr",
    "mairie@tilleray.fr",
    "+33261910012",
    "1 place, 03990 Tilleray",
)
CPSV = Namespace("http://purl.org/vocab/cpsv#")
#: The sha256 of each context: another meaning asks for another number, never for another text under the same one.
PINNED = {
    "service-1": "512e05b4c7c9ebf4b6b725b525eda2e08dd7258a3a1570db3ab656fa73ce0424",
    "answers-1": "bf3287b381507463c9b8eecd9457e7de03f4e1ff6c7f1f45cee31cab13101566",
}


def described(slug: str) -> dict[str, Any]:
    """Give a form's description with its context, as it is served."""
    bundle = assemble(slug, forms_root(), schemas_root())
    definition = Definition.from_bundle(bundle, bundle_digest(bundle))
    return {"@context": dict(service_context()), **service(definition, TOWN)}


def graph(document: dict[str, Any]) -> Graph:
    """Read a JSON-LD document as a graph."""
    quads: str = jsonld.to_rdf(document, {"format": "application/n-quads"})
    return Graph().parse(data=quads, format="nt")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_description_is_expanded_and_compacted_without_loss(slug: str) -> None:
    document = described(slug)
    expanded = jsonld.expand(document)
    assert jsonld.compact(expanded, document["@context"], {"compactArrays": True}) == document


@pytest.mark.parametrize("slug", SLUGS)
def test_a_description_fits_our_shapes(slug: str) -> None:
    conforms, _, report = validate(graph(described(slug)), shacl_graph=_shapes(), advanced=True)
    assert conforms, report


@pytest.mark.parametrize(
    "key",
    [
        "identifier",
        "title",
        "competentAuthority",
        "contactPoint",
        "legalResource",
        "channel",
        "digest",
        "theme",
    ],
)
def test_a_description_that_lacks_something_does_not_fit(key: str) -> None:
    document = described("acte-etat-civil")
    del document[key]
    conforms, _, _ = validate(graph(document), shacl_graph=_shapes(), advanced=True)
    assert not conforms


def test_what_was_not_read_in_its_text_says_so() -> None:
    law = described("acte-etat-civil")["legalResource"]
    assert {one["verified"] for one in law} == {True, False}


def test_a_catalogue_names_every_service() -> None:
    services = [{key: value for key, value in described(slug).items() if key != "@context"} for slug in SLUGS]
    found = graph(catalogue(services, TOWN))
    assert len(set(found.subjects(predicate=DCTERMS.identifier, object=None))) >= len(SLUGS)
    assert len(set(found.subjects(object=CPSV.PublicService))) == len(SLUGS)
    conforms, _, report = validate(found, shacl_graph=_shapes(), advanced=True)
    assert conforms, report


@pytest.mark.parametrize("slug", SLUGS)
def test_answers_are_read_as_linked_data_without_loss(slug: str) -> None:
    for example in load_form(slug, forms_root()).examples.values():
        if example["valid"]:
            document = {"@context": dict(answers_context()), **copy.deepcopy(dict(example["answers"]))}
            expanded = jsonld.expand(document)
            assert _leaves(jsonld.compact(expanded, document["@context"])) == _leaves(document)


def test_contexts_are_pinned() -> None:
    contexts = {"service-1": service_context(), "answers-1": answers_context()}
    assert {
        name: hashlib.sha256(rfc8785.dumps(dict(one))).hexdigest() for name, one in contexts.items()
    } == PINNED


def _shapes() -> Graph:
    return Graph().parse(schemas_root() / "semantics" / "shapes.ttl", format="turtle")


def _leaves(value: Any) -> list[str]:  # noqa: ANN401 -- any JSON
    """Give every value of a document, whatever holds it, sorted."""
    if isinstance(value, dict):
        return sorted(one for key, inner in value.items() if key != "@context" for one in _leaves(inner))
    if isinstance(value, list):
        return sorted(one for inner in value for one in _leaves(inner))
    return [json.dumps(value)]
