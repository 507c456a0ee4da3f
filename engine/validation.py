"""The one entry to `jsonschema`: draft 2020-12 whatever a schema calls itself, and no reference ever fetched.

Left alone, `jsonschema` looks up an unknown reference over the network. Formats say nothing here: dates and
addresses carry patterns, and the engine checks calendars (FORMAT, « source and published »).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it ships no types
from referencing import Registry

#: The standard's own metaschemas, and nothing else.
CLOSED: Registry[Any] = REGISTRY.crawl()


def validator(schema: Mapping[str, Any], registry: Registry[Any] = CLOSED) -> Draft202012Validator:
    """Give a validator of draft 2020-12; its `iter_errors` quote the answers: never log them.

    A reference that `registry` does not hold raises `referencing.exceptions.Unresolvable` on use.
    """
    return Draft202012Validator(schema, registry=registry)


def verdict(
    schema: dict[str, Any], resources: Iterable[tuple[str, dict[str, Any]]] = ()
) -> Callable[[Any], bool]:
    """Give a predicate that says whether a document is valid, a hundred times faster, and nothing else.

    For work on whole catalogues, by authors: `jsonschema-rs` decides, `jsonschema` says why when it refuses. It is
    loaded on the first call, so that no page of a town carries it. `resources` are (address, schema).
    """
    import jsonschema_rs  # noqa: PLC0415 -- see above

    known = jsonschema_rs.Registry(list(resources), draft=jsonschema_rs.Draft202012)
    return jsonschema_rs.Draft202012Validator(schema, registry=known, offline=True).is_valid
