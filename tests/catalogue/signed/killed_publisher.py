"""The program that test_publishing.py kills: it publishes one version after another, one line for each."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from engine.catalogue.signed.repository import Repository
from engine.clock import FrozenClock
from tests.catalogue.signed.keepers import AUTHORITY, JOURNEY, Keepers


def main(base: str, sources: str) -> None:
    """Work until killed."""
    keepers = Keepers(Path(base), Path(sources), FrozenClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)))
    reached = len(Repository.open(keepers.folder).authorities[AUTHORITY].signed.targets)
    written = keepers.sources / JOURNEY
    print("ready", flush=True)  # noqa: T201 -- the parent reads it
    for patch in range(reached, reached + 10_000):
        version = f"1.0.{patch}"
        whole = json.loads(written.read_text(encoding="utf-8")) | {"version": version}
        draft = written.with_suffix(".draft")
        draft.write_text(json.dumps(whole), encoding="utf-8")
        draft.replace(written)
        keepers.publish()
        print(version, flush=True)  # noqa: T201 -- same


if __name__ == "__main__":
    main(*sys.argv[1:])
