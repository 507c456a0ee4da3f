"""Bundles, read and verified by their digest each time."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.catalogue.signed.errors import Altered, Incomplete
from engine.catalogue.signed.files import target_file
from engine.catalogue.signed.index import Release


def read_target(folder: Path, release: Release) -> Mapping[str, Any]:
    """Read a bundle from a published folder; raise Incomplete or Altered."""
    return parsed(target_bytes(folder, release), release)


def target_bytes(folder: Path, release: Release) -> bytes:
    """Give a bundle's bytes from a published folder, verified; raise Incomplete or Altered."""
    file = target_file(folder, release.path, release.digest)
    try:
        data = file.read_bytes() if file.stat().st_size == release.length else b""
    except OSError:
        raise Incomplete(f"{release.path}: {file} is not there or cannot be read") from None
    if not intact(data, release):
        raise Altered(f"{release.path}: {file} is not the bundle that was signed for")
    return data


def intact(data: bytes, release: Release) -> bool:
    """Say whether these are the bytes of the release."""
    return len(data) == release.length and hashlib.sha256(data).hexdigest() == release.digest


def parsed(data: bytes, release: Release) -> Mapping[str, Any]:
    """Give a bundle from its verified bytes; raise Altered when it is another form than its name says."""
    bundle: dict[str, Any] = json.loads(data)
    named = bundle.get("slug"), bundle.get("version")
    if named != (release.slug, str(release.version)):
        raise Altered(f"{release.path} holds another form or version: {named}")
    return bundle
