"""What a connector notes between two attempts of one delivery, kept the moment it is noted.

The notes are sealed with the submission's key and leave with it: they are kept as a paper of a kind of their
own (engine.store.documents).
"""

import json
from collections.abc import Iterator, MutableMapping

from engine.store import Store, documents
from engine.store.deliveries import Delivery as Row


class Memo(MutableMapping[str, str]):
    """A durable mapping; each change is one commit. Raises what engine.store.documents.put raises."""

    def __init__(self, store: Store, row: Row) -> None:
        self._store = store
        self._submission = row.submission_id
        self._kind = f"memo-{row.id.replace('-', '')[:32]}"
        with store.read() as conn:
            kept = documents.load(store, conn, self._submission, self._kind)
        self._notes: dict[str, str] = json.loads(kept) if kept else {}

    def __getitem__(self, name: str) -> str:
        return self._notes[name]

    def __setitem__(self, name: str, value: str) -> None:
        if self._notes.get(name) != value:
            self._keep({**self._notes, name: value})

    def __delitem__(self, name: str) -> None:
        left = dict(self._notes)
        del left[name]
        self._keep(left)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._notes))

    def __len__(self) -> int:
        return len(self._notes)

    def clear(self) -> None:
        """Forget everything, in one commit."""
        if self._notes:
            self._keep({})

    def _keep(self, notes: dict[str, str]) -> None:
        with self._store.begin() as conn:
            documents.put(self._store, conn, self._submission, self._kind, json.dumps(notes).encode())
        self._notes = notes
