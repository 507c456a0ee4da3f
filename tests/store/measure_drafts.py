"""Measure what the store costs a page on SQLite, in CPU time: `python -m tests.store.measure_drafts`.

A page that is shown reads its session and its draft; one that is saved reads both and writes the draft, in
one transaction.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from engine.clock import SystemClock
from engine.store import Secrets, Store, drafts, migrate, open_store, sessions
from engine.store.drafts import DraftBody

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
CALLS = 200


def main() -> None:
    """Print the least mean of several rounds for each kind of page."""
    with tempfile.TemporaryDirectory() as folder:
        store, draft_id = prepare(Path(folder))
        for name, call in (("show", lambda: show(store, draft_id)), ("save", lambda: save(store, draft_id))):
            print(f"{name} {1000 * least(call):.3f} ms CPU")  # noqa: T201 -- a program's output
        store.close()


def prepare(folder: Path) -> tuple[Store, str]:
    """Open a store that holds one session and one draft of sixty answers, eight pages as typed."""
    secrets = Secrets(folder / "secrets")
    secrets.create_host()
    secrets.create_city("tilleray", "Ville de Tilleray")
    store = open_store(f"sqlite:///{folder}/formune.sqlite", secrets, folder / "files", SystemClock())
    migrate.upgrade(store)
    body = DraftBody(
        document={f"champ{number}": f"valeur numéro {number}" for number in range(60)},
        raw={f"page-{page}": {f"/champ{n}": [f"valeur {n}"] for n in range(8)} for page in range(8)},
    )
    with store.begin() as conn:
        draft = drafts.create(conn, "tilleray", "demo", "1.0.0", "a" * 64, "b" * 64, body)
        sessions.create(conn, "tilleray", "token", {"csrf": "x", "drafts": [draft.id]})
    return store, draft.id


def show(store: Store, draft_id: str) -> None:
    """Do what the store does for a page that is shown."""
    with store.read() as conn:
        sessions.load(conn, "tilleray", "token")
        drafts.load(conn, "tilleray", draft_id)


def save(store: Store, draft_id: str) -> None:
    """Do what the store does for a page that is saved."""
    with store.begin() as conn:
        sessions.load(conn, "tilleray", "token")
        draft = drafts.load(conn, "tilleray", draft_id)
        if draft is not None:
            drafts.save(conn, draft)


def least(call: Callable[[], None]) -> float:
    """Give the least mean CPU time of a call, in seconds."""
    call()
    means: list[float] = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(CALLS):
            call()
        means.append((time.process_time() - start) / CALLS)
    return min(means)


if __name__ == "__main__":
    main()
