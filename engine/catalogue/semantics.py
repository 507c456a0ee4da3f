"""Forms described for other people's catalogues: JSON-LD after CPSV-AP 3.2.0, with a pinned context.

The context is a file of ours, `schemas/semantics/service-1.jsonld`; its meaning never changes under one number, and
nobody has to fetch it from us to read a description.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.model import Definition
from engine.resources import read_json, schemas_root

#: Languages as the European authority table names them; easy-to-read French is French.
_LANGUAGES = {"fr": "FRA", "fr-falc": "FRA", "en": "ENG"}
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_EURO = f"{_AUTHORITY}/currency/EUR"
_VOCABULARY = "urn:formune:vocab"


@dataclass(frozen=True, slots=True)
class Authority:
    """Whoever answers for the service: a town. `telephone` is E.164, `home` the address of its procedures."""

    name: str
    home: str
    email: str
    telephone: str
    address: str
    hours: str = ""


def service_context() -> Mapping[str, Any]:
    """Give the pinned JSON-LD context of services."""
    context: Mapping[str, Any] = read_json(schemas_root() / "semantics" / "service-1.jsonld")["@context"]
    return context


def answers_context() -> Mapping[str, Any]:
    """Give the JSON-LD context under which answers are read as Core Person, Core Location and schema.org."""
    context: Mapping[str, Any] = read_json(schemas_root() / "semantics" / "answers-1.jsonld")["@context"]
    return context


def service(definition: Definition, authority: Authority) -> dict[str, Any]:
    """Describe one form as a town serves it, without its `@context`."""
    procedure = definition.procedure
    page = f"{authority.home}/demarches/{definition.slug}/"
    contract = f"{authority.home}/api/v1/forms/{definition.slug}"
    described: dict[str, Any] = {
        "id": f"{contract}/service.jsonld",
        "type": "PublicService",
        "identifier": f"urn:formune:form:{definition.slug}:{definition.version}",
        "version": definition.version,
        "digest": definition.digest,
        "title": _words(definition, "form.title"),
        "description": _words(definition, "form.summary"),
        "language": sorted({f"{_AUTHORITY}/language/{_LANGUAGES[one]}" for one in definition.texts}),
        "kind": f"{_VOCABULARY}:mode:{procedure['mode']}",
        "theme": f"{_VOCABULARY}:theme:{procedure['theme']}",
        "sector": f"{_VOCABULARY}:sector:{procedure['sector']}",
        "competentAuthority": _organisation(authority),
        "contactPoint": _contact(authority),
        "channel": [{"id": page, "type": "Channel", "kind": f"{_VOCABULARY}:channel:online", "page": page}],
        "legalResource": [_law(one) for one in procedure["legalBasis"]],
        "input": [_evidence(definition, one) for one in procedure.get("documents", ())],
        "conformsTo": f"{contract}/schema.json",
    }
    return described | dict(_optional(definition))


def catalogue(services: list[dict[str, Any]], authority: Authority) -> dict[str, Any]:
    """Describe a town's whole catalogue, with its `@context`: one document that stands alone."""
    return {
        "@context": service_context(),
        "id": f"{authority.home}/api/v1/forms",
        "type": "Catalog",
        "title": {
            "fr": f"Démarches en ligne : {authority.name}",
            "en": f"Online procedures: {authority.name}",
        },
        "publisher": _organisation(authority),
        "service": services,
    }


def _optional(definition: Definition) -> Iterator[tuple[str, Any]]:
    procedure = definition.procedure
    silence = procedure.get("silence", {})
    if "fee" in procedure:
        amount = f"{procedure['fee']['centimes'] / 100:.2f}"
        verified = procedure["fee"]["verified"]
        yield "cost", {"type": "Cost", "amount": amount, "currency": _EURO, "verified": verified}
    if silence.get("outcome") in ("acceptance", "rejection"):
        yield "processingTime", silence["delay"]
        rule = {"type": "Rule", "silence": silence["outcome"], "cited": silence["source"]}
        yield "follows", [rule | {"verified": silence["verified"]}]


def _words(definition: Definition, key: str) -> dict[str, str]:
    """Give a text by language; a language of ours that is a way of writing keeps a subtag of its own."""
    found = {}
    for language, texts in definition.texts.items():
        text = texts.get(key)
        if text is not None:
            found[_tag(language)] = text if isinstance(text, str) else str(text[-1]["text"])
    return found


def _tag(language: str) -> str:
    """Give the language's tag (BCP 47): easy-to-read French is a private use of French."""
    return "fr-x-falc" if language == "fr-falc" else language


def _organisation(authority: Authority) -> dict[str, Any]:
    return {
        "id": f"{authority.home}/",
        "type": "PublicOrganisation",
        "name": authority.name,
        "homepage": f"{authority.home}/",
    }


def _contact(authority: Authority) -> dict[str, Any]:
    contact = {
        "type": "ContactPoint",
        "email": authority.email,
        "telephone": authority.telephone,
        "address": authority.address,
    }
    return contact | ({"openingHours": authority.hours} if authority.hours else {})


def _law(basis: Mapping[str, Any]) -> dict[str, Any]:
    told = {"type": "LegalResource", "cited": basis["text"], "verified": basis["verified"]}
    return told | {key: basis[key] for key in ("article", "subject") if key in basis}


def _evidence(definition: Definition, document: Mapping[str, Any]) -> dict[str, Any]:
    code = document["code"]
    return {
        "type": "Evidence",
        "identifier": code,
        "title": _words(definition, f"doc.{code}"),
        "indispensable": document["indispensable"],
        "legalResource": [_law(one) for one in document["basis"]],
    }
