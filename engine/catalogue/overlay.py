"""Requirements laid over a schema at a pointer: required, forbidden, narrowed. The schema given is changed.

`*` is any item of an array. Types are always written, and a required property always declared beside: strict
validators ask for it.
"""

from typing import Any

Schema = dict[str, Any]

#: What no value satisfies; validators report the keyword `not`.
FORBIDDEN: Schema = {"not": {}}


def require(schema: Schema, pointer: str) -> None:
    """Ask for the answer, and for the objects that hold it, inside the item when the pointer has a `*`.

    A plain item (`/codes/*`) is there as soon as its list counts it.
    """
    if pointer.endswith("/*"):
        return
    head, star, tail = pointer.rpartition("/*/")
    node = _walk(schema, head)
    node = _items(node) if star else node
    for key in (tail if star else pointer).strip("/").split("/"):
        child = _property(node, key)
        node["required"] = [*node.get("required", ()), *(() if key in node.get("required", ()) else (key,))]
        node = child


def forbid(schema: Schema, pointer: str) -> None:
    """Refuse the answer."""
    head, _, key = pointer.rpartition("/")
    _property(_walk(schema, head), key).update(FORBIDDEN)


def narrow(schema: Schema, pointer: str, keywords: Schema) -> None:
    """Add keywords to what the schema says of the answer."""
    node = _walk(schema, pointer)
    for key, value in keywords.items():
        if key == "items" and isinstance(node.get("items"), dict):
            node["items"] |= value
        else:
            node[key] = value


def _walk(schema: Schema, pointer: str) -> Schema:
    node = schema
    for key in pointer.strip("/").split("/") if pointer.strip("/") else ():
        node = _items(node) if key == "*" else _property(node, key)
    return node


def _property(node: Schema, key: str) -> Schema:
    node.setdefault("type", "object")
    child: Schema = node.setdefault("properties", {}).setdefault(key, {})
    return child


def _items(node: Schema) -> Schema:
    node.setdefault("type", "array")
    child: Schema = node.setdefault("items", {})
    return child
