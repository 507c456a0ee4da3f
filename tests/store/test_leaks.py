"""After a whole life, no personal value stands in the database, on the disk or in a path."""

from __future__ import annotations

import io
import logging
import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, make_url, select, text
from sqlalchemy import table as sql_table

from engine.store import (
    Store,
    attachments,
    deliveries,
    documents,
    drafts,
    events,
    jobs,
    logins,
    mails,
    sessions,
    submissions,
)
from engine.store.drafts import DraftBody
from tests.services.stores import root_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from engine.clock import FrozenClock
    from engine.store.drafts import Draft

#: Every personal value of the scenario; none may be found again.
PERSONAL = (
    "Kerguélen",
    "Maëlle-Anne",
    "maelle.kerguelen",
    "0612345678",
    "14 rue des Ajoncs",
    "acte-kerguelen.pdf",
    "sub-9f8e7d6c",
    "Erreur pour Maëlle",
    "7KQX-M4TD",
)


def live(store: Store, clock: FrozenClock, begin_draft: Callable[..., Draft]) -> str:
    document = {"nom": PERSONAL[0], "prenom": PERSONAL[1], "courriel": f"{PERSONAL[2]}@example.fr"}
    identity = {"sub": PERSONAL[6], "family_name": PERSONAL[0]}
    with store.begin() as conn:
        sessions.create(conn, "tilleray", "token-of-the-cookie", {"claims": identity, "csrf": "csrf-secret"})
        expires_at = clock.now() + timedelta(minutes=5)
        logins.put(
            conn, "tilleray", "state-value", "browser-value", "demo", {"nonce": "nonce-value"}, expires_at
        )
        draft = begin_draft(conn)
        attachments.add(
            store,
            conn,
            draft,
            "PIE-001",
            PERSONAL[5],
            "application/pdf",
            io.BytesIO(document["nom"].encode()),
        )
        raw = {"coordonnees": {"/tel": [PERSONAL[3]], "/adresse": [PERSONAL[4]]}}
        draft = drafts.save(
            conn, replace(draft, body=DraftBody(document=document, raw=raw, identity=identity))
        )
    with store.begin() as conn:
        submission = submissions.insert(
            conn,
            draft,
            reference="444-444-44",
            deposited_at=clock.now(),
            channel="portail",
            receipt_channel="courriel",
            seal=f"e30.{PERSONAL[0]}.c2VhbA",
            payload={"answers": document, "identity": identity},
            second_code=PERSONAL[8],
        )
        delivery = deliveries.insert(conn, submission.id, "tilleray", "mairie", due_at=clock.now())
        jobs.insert(conn, "receipt", submission.id, clock.now())
        mails.insert(conn, submission.id, "receipt", clock.now())
        events.add(conn, submission.id, "deposited", clock.now(), {"channel": "portail"})
    with store.begin() as conn:
        documents.put(store, conn, submission.id, "receipt", f"%PDF {PERSONAL[0]}".encode())
        claimed = deliveries.claim(conn, delivery.id, clock.now())
        assert claimed is not None
        deliveries.record(
            conn, claimed, at=clock.now(), state="dead", outcome="rejected", detail=f"{PERSONAL[7]} !"
        )
    return submission.id


def everything(store: Store, url: str) -> bytes:
    """Give every byte of every table, of the database's own files, of the sealed files and of their paths."""
    parts: list[bytes] = []
    with store.read() as conn:
        for name in inspect(conn).get_table_names():
            parts += [
                cell(value)
                for row in conn.execute(select(text("*")).select_from(sql_table(name)))
                for value in row
            ]
    if url.startswith("sqlite"):
        file = str(make_url(url).database)
        parts += [path.read_bytes() for path in _beside(file)]
        with sqlite3.connect(file) as raw:
            parts += [line.encode() for line in raw.iterdump()]
        raw.close()
    for path in root_of(store).rglob("*"):
        parts += [str(path).encode(), path.read_bytes() if path.is_file() else b""]
    return b"\n".join(parts)


def cell(value: Any) -> bytes:  # noqa: ANN401 -- whatever a driver gives
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def found_in(dump: bytes, words: tuple[str, ...]) -> list[str]:
    """Give the words that stand in the dump, as they are, in JSON's or in hexadecimal escape, in any case."""
    folded = dump.lower()

    def forms(word: str) -> tuple[bytes, ...]:
        escaped = word.encode("ascii", "backslashreplace").replace(b"\\x", b"\\u00")
        return word.encode(), escaped, word.encode().hex().encode()

    return [word for word in words if any(form.lower() in folded for form in forms(word))]


def test_no_personal_value_is_found_again(
    store: Store,
    store_url: str,
    clock: FrozenClock,
    begin_draft: Callable[..., Draft],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    live(store, clock, begin_draft)
    dump = everything(store, store_url)
    secrets = ("token-of-the-cookie", "csrf-secret", "state-value", "browser-value", "nonce-value")
    assert found_in(dump, PERSONAL + secrets) == []
    assert found_in(caplog.text.encode(), PERSONAL + secrets) == []
    assert found_in(dump, ("recensement-citoyen", "444-444-44")) == ["recensement-citoyen", "444-444-44"]


def test_the_search_finds_a_value_that_does_leak(
    store: Store, store_url: str, clock: FrozenClock, begin_draft: Callable[..., Draft]
) -> None:
    submission_id = live(store, clock, begin_draft)
    with store.begin() as conn:
        leak = text("UPDATE delivery SET external_id = :word WHERE submission_id = :id")
        conn.execute(leak, {"word": "BO-kerguélen", "id": submission_id})
    assert found_in(everything(store, store_url), PERSONAL) == ["Kerguélen"]


def test_after_an_erasure_the_databases_own_files_no_longer_hold_the_key(
    store: Store, store_url: str, clock: FrozenClock, begin_draft: Callable[..., Draft]
) -> None:
    submission_id = live(store, clock, begin_draft)
    with store.read() as conn:
        wrapped = bytes(conn.execute(text("SELECT wrapped FROM submission_key")).scalar_one())
    assert wrapped in everything(store, store_url)
    with store.begin() as conn:
        submissions.erase(conn, submission_id)
    if store_url.startswith("sqlite"):
        with store.engine.connect() as conn:
            conn.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    assert wrapped not in everything(store, store_url)


def _beside(file: str) -> list[Path]:
    path = Path(file)
    return [found for found in path.parent.iterdir() if re.match(re.escape(path.name), found.name)]
