"""What a town may add to a form, admitted by the national contract so that it covers every town.

Extra questions stand under `/complements`, one extra document at `/pieces/locale` (question PIE-099). A form admits
them only when its procedure says that a town may set them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.catalogue.source import Library

#: Words of `city` in procedure.json that let a town add something.
COMPLEMENTS: Final = "complements"
DOCUMENT: Final = "document:PIE-099"
#: The most that a town may ask besides the national questions.
MOST: Final = 10
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 1000}
_ANSWERS: Final = {
    "type": "object",
    "propertyNames": {"type": "string", "maxLength": 6, "pattern": "^loc[0-9]{3}$"},
    "maxProperties": MOST,
    "additionalProperties": {
        "anyOf": [
            _TEXT,
            {"type": "boolean"},
            {"type": "integer"},
            {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": 20},
        ]
    },
}


def admitting(schema: Mapping[str, Any], city: Iterable[str], library: Library) -> dict[str, Any]:
    """Give a form's source schema that admits what the procedure lets a town add."""
    allowed = set(city)
    properties = dict(schema.get("properties", {}))
    if COMPLEMENTS in allowed and COMPLEMENTS not in properties:
        properties[COMPLEMENTS] = _ANSWERS
    if DOCUMENT in allowed and library.has("piece-jointe"):
        pieces = dict(properties.get("pieces", {"type": "object", "unevaluatedProperties": False}))
        pieces["properties"] = {
            **pieces.get("properties", {}),
            "locale": {"$ref": "schemas/piece-jointe#/$defs/locale"},
        }
        properties["pieces"] = pieces
    return {**schema, "properties": properties}
