"""The program that test_killed.py kills: forms filled by one browser and deposited, one line after each commit."""

import sys
from pathlib import Path

from sqlalchemy import Connection

from engine.clock import SystemClock
from engine.store import Secrets, Store, drafts, open_store
from engine.store.drafts import Draft
from tests.deposit.desk import deposit, prepare


def main(url: str, folder: str) -> None:
    """Work until killed."""
    store = open_store(url, Secrets(Path(folder) / "secrets"), Path(folder) / "files", SystemClock())
    _send(store, prepare(store))  # what is loaded and compiled once is no part of a deposit
    print("ready", flush=True)  # noqa: T201 -- the parent reads it
    while True:
        draft = prepare(store)
        print(f"draft {draft.id}", flush=True)  # noqa: T201 -- the parent reads it
        print(f"submission {_send(store, draft)}", flush=True)  # noqa: T201 -- the parent reads it


def _send(store: Store, draft: Draft) -> str:
    with store.begin() as conn:
        found = drafts.load(conn, draft.city, draft.id)
        if found is None:
            raise SystemExit(draft.id)
        return deposit(store, conn, found, enqueue=_queue).submission.id


def _queue(conn: Connection, kind: str, row_id: str, _not_before: object) -> None:
    """Queue in the same transaction, as the work room does, in a table of this test's own."""
    conn.exec_driver_sql("INSERT INTO test_queue (kind, row_id) VALUES ('%s', '%s')" % (kind, row_id))  # noqa: UP031, S608 -- our own ids


if __name__ == "__main__":
    main(*sys.argv[1:])
