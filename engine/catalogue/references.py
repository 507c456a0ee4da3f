"""JSON Schemas of forms and blocks: walked by keyword, their references inlined or gathered."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.catalogue.errors import BadSource
from engine.catalogue.source import Json, Library

#: Keywords whose value is a schema, a list of schemas, or schemas by name (2020-12).
ONE = ("items", "contains", "not", "unevaluatedProperties", "additionalProperties", "propertyNames")
SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED = ("properties", "$defs", "dependentSchemas", "patternProperties")
#: Siblings of `$ref` that narrow what it gives, and how two of them agree.
_NARROW: dict[str, Callable[[Any, Any], Any]] = {
    "maxLength": min,
    "maxItems": min,
    "maximum": min,
    "minLength": max,
    "minItems": max,
    "minimum": max,
    "enum": lambda one, other: [value for value in one if value in other],
}
#: Keywords that speak of one type only.
_TYPED = {
    **dict.fromkeys(("contains", "minItems", "maxItems", "uniqueItems"), "array"),
    **dict.fromkeys(("minLength", "maxLength", "pattern"), "string"),
}
_PREFIX = "schemas/"


def map_children(schema: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 -- a schema is an object or a boolean
    """Give a copy of a schema whose direct subschemas went through `change`."""
    if not isinstance(schema, Mapping):
        return schema
    return {key: _child(key, value, change) for key, value in schema.items()}


def inline(schema: Any, home: Json, library: Library, file: str) -> Any:  # noqa: ANN401 -- same
    """Give the schema with every reference replaced by what it names; `home` holds the local `$defs`.

    Raises BadSource when a reference leads nowhere, turns in a circle, or is narrowed in a way that has no
    plain meaning.
    """
    return _inline(schema, home, library, file, ())


def gather(
    schema: Any,  # noqa: ANN401 -- same
    home: Json,
    library: Library,
    file: str,
    definitions: dict[str, Any],
) -> Any:  # noqa: ANN401 -- same
    """Give the schema with references made local, filling `definitions` (`identite.nomNaissance`: schema)."""
    if isinstance(schema, Mapping) and "$ref" in schema:
        name, target, place, place_file = _follow(schema["$ref"], home, library, file)
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = gather(target, place, library, place_file, definitions)
        return _typed(schema) | {"$ref": f"#/$defs/{name}"}
    return map_children(schema, lambda child: gather(child, home, library, file, definitions))


def _typed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Write the type beside a reference that is narrowed: strict validators ask for it."""
    kinds = {_TYPED[key] for key in schema if key in _TYPED}
    return dict(schema) | ({"type": kinds.pop()} if len(kinds) == 1 and "type" not in schema else {})


def _child(key: str, value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 -- same
    if key in ONE:
        return change(value)
    if key in SEVERAL:
        return [change(one) for one in value]
    if key in NAMED:
        return {name: change(one) for name, one in value.items()}
    return value


def _inline(schema: Any, home: Json, library: Library, file: str, trail: tuple[str, ...]) -> Any:  # noqa: ANN401 -- same
    if not isinstance(schema, Mapping) or "$ref" not in schema:
        return map_children(schema, lambda child: _inline(child, home, library, file, trail))
    name, target, place, place_file = _follow(schema["$ref"], home, library, file)
    if name in trail:
        raise BadSource(file, schema["$ref"], "the reference turns in a circle", "Break the circle.")
    given = _inline(target, place, library, place_file, (*trail, name))
    siblings = {key: value for key, value in schema.items() if key != "$ref"}
    return _narrowed(given, siblings, file, schema["$ref"]) if siblings else given


def _follow(reference: str, home: Json, library: Library, file: str) -> tuple[str, Any, Json, str]:
    """Give the name under which a reference is gathered, its target, and where the target stands."""
    place, place_file, space = home, file, "local"
    address, _, fragment = reference.partition("#")
    if address:
        block = library.block(address.removeprefix(_PREFIX))
        place, place_file, space = block.schema, f"{block.file}/schema.json", block.name
    elif file.startswith(_PREFIX):
        space = file.split("/")[1]
    key = fragment.removeprefix("/$defs/")
    definitions = place.get("$defs", {})
    if not fragment.startswith("/$defs/") or key not in definitions:
        raise BadSource(
            file, reference, "the reference leads nowhere", f"Name a $defs entry of {place_file}."
        )
    return f"{space}.{key}", definitions[key], place, place_file


def _narrowed(given: Any, siblings: dict[str, Any], file: str, where: str) -> dict[str, Any]:  # noqa: ANN401 -- same
    result = dict(given)
    for key, value in siblings.items():
        if key in result and key in _NARROW:
            result[key] = _NARROW[key](value, result[key])
        elif key in result and result[key] != value and key not in ("title", "description", "$comment"):
            raise BadSource(file, where, f"« {key} » stands beside $ref and in it", "Write a $defs entry.")
        else:
            result[key] = value
    return result
