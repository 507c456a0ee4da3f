"""Templates compiled once a process: each test makes its own application, whose templates would be compiled again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from flask import Flask
    from jinja2.bccache import Bucket


class _Kept(BytecodeCache):
    """Keeps what was compiled in memory; Jinja compares the source, and compiles again what was changed."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from a template of this name and file."""
        if found := self._kept.get(bucket.key):
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_KEPT = _Kept()


def quick(app: Flask) -> Flask:
    """Let an application use the templates that another of the same kind compiled."""
    app.jinja_env.bytecode_cache = _KEPT
    return app
