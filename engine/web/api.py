"""The published contracts of a city: which forms it serves, in which version, and what a vendor codes against.

Everything here is open data, the same for everybody: no session, no cookie, any origin may read it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from engine.catalogue.semantics import Authority, answers_context, catalogue, service, service_context
from engine.cities.city import City
from engine.model import Definition
from engine.resources import read_json, schemas_root

#: How long others may keep what they read, in seconds: a version that changes has another digest.
_KEPT: Final = 300
_JSON: Final = "application/json"
_LINKED: Final = "application/ld+json"
_SCHEMA: Final = "application/schema+json"


def blueprint(city: Callable[[], City], definitions: Callable[[City], Iterable[Definition]]) -> Blueprint:
    """Give the blueprint `api`: the index page, the list, one form, its schema and description, the contexts."""
    contract = _Contract(city, definitions)
    pages = Blueprint("api", __name__)
    for rule, endpoint, view in (
        ("/formulaires", "index", contract.index),
        ("/api/v1/forms", "listed", contract.listed),
        ("/api/v1/forms/<slug>", "form", contract.form),
        ("/api/v1/forms/<slug>/schema.json", "schema", contract.schema),
        ("/api/v1/forms/<slug>/service.jsonld", "service", contract.service),
        ("/api/v1/contexts/<name>.jsonld", "context", contract.context),
        ("/api/v1/openapi.json", "openapi", contract.openapi),
    ):
        pages.add_url_rule(rule, endpoint, view)
    return pages


@dataclass(frozen=True, slots=True)
class _Contract:
    """What each address answers."""

    city: Callable[[], City]
    definitions: Callable[[City], Iterable[Definition]]

    def index(self) -> str:
        """Show the list to people."""
        return render_template("forms.html", forms=[_listed(one, self.city()) for one in self._served()])

    def listed(self) -> Response:
        """Give the list, as JSON or as linked data."""
        here = self.city()
        if request.accept_mimetypes.best_match([_JSON, _LINKED]) == _LINKED:
            described = [service(one, _authority(here)) for one in self._served()]
            return _open(catalogue(described, _authority(here)), _LINKED)
        return _open({"city": here.code, "forms": [_listed(one, here) for one in self._served()]}, _JSON)

    def form(self, slug: str) -> Response:
        """Give what the list says of one form."""
        return _open(_listed(self._form(slug), self.city()), _JSON)

    def schema(self, slug: str) -> Response:
        """Give the published schema."""
        return _open(self._form(slug).schema, _SCHEMA)

    def service(self, slug: str) -> Response:
        """Give the description of the public service."""
        described = service(self._form(slug), _authority(self.city()))
        return _open({"@context": service_context(), **described}, _LINKED)

    def context(self, name: str) -> Response:
        """Give a pinned context."""
        contexts = {"service-1": service_context, "answers-1": answers_context}
        return _open({"@context": contexts[name]()}, _LINKED) if name in contexts else abort(404)

    def openapi(self) -> Response:
        """Give the description of these addresses (OpenAPI 3.1)."""
        return _open(read_json(schemas_root() / "api" / "forms-1.openapi.json"), _JSON)

    def _served(self) -> list[Definition]:
        return list(self.definitions(self.city()))

    def _form(self, slug: str) -> Definition:
        return next((one for one in self._served() if one.slug == slug), None) or abort(404)


def _listed(definition: Definition, city: City) -> dict[str, Any]:
    """Give what the list says of one form: `digest` is the sha256 (hex) of the national bundle's RFC 8785 form."""
    texts, address = definition.texts, f"{city.url}/api/v1/forms/{definition.slug}"
    return {
        "slug": definition.slug,
        "version": definition.version,
        "digest": definition.digest,
        "profileDigest": definition.profile_digest,
        "mode": definition.procedure["mode"],
        "theme": definition.procedure["theme"],
        "minutes": definition.procedure.get("minutes"),
        "languages": list(texts),
        "title": {
            language: words["form.title"] for language, words in texts.items() if "form.title" in words
        },
        "page": f"{city.url}/demarches/{definition.slug}/",
        "schema": f"{address}/schema.json",
        "service": f"{address}/service.jsonld",
    }


def _authority(city: City) -> Authority:
    contact = city.contact
    return Authority(
        city.label, city.url, contact.email, contact.phone, ", ".join(contact.address), contact.hours
    )


def _open(body: Mapping[str, Any], kind: str) -> Response:
    answer = make_response(jsonify(body))
    answer.mimetype = kind
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = f"public, max-age={_KEPT}"
    answer.add_etag()
    return answer.make_conditional(request)
