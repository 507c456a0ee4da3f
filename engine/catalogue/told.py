"""The day and the town that an example tells: what its answers meet when it is run."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import rfc8785

from engine.journey.facts import CityFacts, Facts, ListRow, Route, Town
from engine.model import Definition
from engine.procedure.declared import settled

#: An example, as its file says it.
Example = Mapping[str, Any]


def facts_of(example: Example) -> Facts:
    """Give the facts of an example: its moment, its town, the town's lists, how the person is known."""
    told = example["facts"]
    city = CityFacts(
        name=told.get("name", "Ville d’essai"),
        communes=tuple(Town(one["code"], one["nom"]) for one in told.get("communes", ())),
        lists={name: tuple(map(ListRow.of, rows)) for name, rows in told.get("lists", {}).items()},
        routing={key: Route(**value) for key, value in told.get("routing", {}).items()},
        comedec=frozenset(told.get("comedec", ())),
        box=tuple(told["box"]) if "box" in told else None,
    )
    return Facts(
        now=datetime.fromisoformat(example["now"]),
        city=city,
        identity_verified=told.get("identityVerified", False),
        origin=told.get("origin", "portail"),
        position_available=told.get("positionAvailable", False),
        given=told.get("given", {}),
        family_quotient=told.get("familyQuotient"),
    )


def definition_of(definition: Definition, example: Example) -> Definition:
    """Give the form under the parameters that an example tells: those of its town."""
    told = example["facts"].get("parameters")
    if not told:
        return definition
    digest = hashlib.sha256(rfc8785.dumps({"slug": definition.slug, "parameters": told})).hexdigest()
    own = settled(definition.procedure.get("parameters", {}), told)
    return replace(definition, parameters=own, profile_digest=digest)
