"""From a JSON Schema error to a sentence that city staff can act on, in French, with the line to write."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import ValidationError

from engine.resources import read_json, schemas_root
from engine.validation import validator

Fault = tuple[tuple[str | int, ...], str, str]


def faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Give (path, problem, mend) of every place where a city's file breaks the schema of its version."""
    schema = read_json(schemas_root() / "city" / "1.json")
    validating = validator(schema)
    errors = sorted(
        validating.iter_errors(document), key=lambda error: [str(one) for one in error.absolute_path]
    )
    for error in errors:
        yield from _faults_of(error, schema)


def _faults_of(error: ValidationError, schema: Mapping[str, Any]) -> Iterator[Fault]:
    path = tuple(error.absolute_path)
    if error.validator == "required":
        for name in _missing(error):
            yield path, f"il manque « {name} ».", _advice(schema, (*path, name))
    elif error.validator == "additionalProperties":
        for name in _unknown(error):
            yield (*path, name), f"« {name} » n'est pas un réglage connu.", _nearest(error, name)
    elif error.validator == "propertyNames" or "propertyNames" in error.absolute_schema_path:
        yield (*path, str(error.instance)), "ce nom de ligne n'a pas la bonne forme.", _advice(schema, path)
    else:
        yield path, _problem(error), _advice(schema, path)


def _missing(error: ValidationError) -> list[str]:
    """Give the one name this error is about (jsonschema yields one error for each missing name)."""
    return [name for name in _names(error.validator_value) if error.message.startswith(repr(name))]


def _unknown(error: ValidationError) -> list[str]:
    known = _known(error)
    return [name for name in _names(error.instance) if name not in known]


def _nearest(error: ValidationError, name: str) -> str:
    known = _known(error)
    close = difflib.get_close_matches(name, known, n=1)
    return f"Écrivez « {close[0]} »." if close else f"Réglages connus : {', '.join(known)}."


def _known(error: ValidationError) -> list[str]:
    return _names(_mapping(error.schema).get("properties"))


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, (Mapping, list)) else []


_PROBLEMS = {
    "type": "la valeur n'est pas du bon genre.",
    "pattern": "la valeur n'a pas la bonne forme.",
    "enum": "la valeur n'est pas dans la liste.",
    "const": "la valeur n'est pas celle attendue.",
    "minLength": "la valeur est vide.",
    "maxLength": "la valeur est trop longue.",
    "minItems": "la liste est trop courte.",
    "maxItems": "la liste est trop longue.",
    "uniqueItems": "la liste répète une valeur.",
    "minimum": "le nombre est trop petit.",
    "maximum": "le nombre est trop grand.",
    "maxProperties": "il y a trop de lignes.",
}


def _problem(error: ValidationError) -> str:
    return _PROBLEMS.get(str(error.validator), "la valeur n'est pas acceptée.")


def _advice(schema: Mapping[str, Any], path: Sequence[str | int]) -> str:
    """Give what the key is for and a line to copy, from the schema's own description and example."""
    names = [part for part in path if isinstance(part, str)]
    node = _node(schema, path)
    words = str(node.get("description", ""))
    if "enum" in node:
        return f"{words} Valeurs possibles : {', '.join(map(str, node['enum']))}."
    if not names or "examples" not in node:
        return words
    return f"{words} Par exemple : {names[-1]} = {_toml(node['examples'][0])}"


def _node(schema: Mapping[str, Any], path: Sequence[str | int]) -> Mapping[str, Any]:
    """Give the deepest described node on the way to `path`."""
    here: Mapping[str, Any] = schema
    described = here
    for part in path:
        here = _step(_target(schema, here), part)
        described = here if "description" in here else described
    return described


def _step(node: Mapping[str, Any], part: str | int) -> Mapping[str, Any]:
    if isinstance(part, int):
        return _mapping(node.get("items"))
    return _mapping(_mapping(node.get("properties")).get(part) or node.get("additionalProperties"))


def _target(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = node.get("$ref")
    return schema["$defs"][str(reference).rpartition("/")[2]] if reference else node


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)} = {_toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _key(name: object) -> str:
    return str(name) if _BARE.fullmatch(str(name)) else f'"{name}"'
