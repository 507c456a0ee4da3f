"""The one entry to `jsonschema`: draft 2020-12 whatever a schema calls itself, and no reference ever fetched.

Left alone, `jsonschema` looks up an unknown reference over the network. Formats say nothing here: dates and
addresses carry patterns, and the engine checks calendars (FORMAT, « source and published »).
"""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it ships no types
from referencing import Registry

#: The standard's own metaschemas, and nothing else.
CLOSED: Registry[Any] = REGISTRY


def validator(schema: Mapping[str, Any], registry: Registry[Any] = CLOSED) -> Draft202012Validator:
    """Give a validator of draft 2020-12; its `iter_errors` quote the answers: never log them.

    A reference that `registry` does not hold raises `referencing.exceptions.Unresolvable` on use.
    """
    return Draft202012Validator(schema, registry=registry)
