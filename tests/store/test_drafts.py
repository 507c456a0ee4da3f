"""Drafts: nothing typed is lost or overwritten in silence, nothing reads without the city's key."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from engine.store import Store, Unreadable, drafts
from engine.store.drafts import Draft, DraftBody, StaleDraft
from engine.store.tables import draft as table

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.clock import FrozenClock

    Begin = Callable[..., Draft]

BODY = DraftBody(
    document={"titulaire": {"nomNaissance": "Le Goff", "prenoms": ["Maëlle"]}},
    raw={"identite": {"/titulaire/nomNaissance": ["Le Goff "]}},
    visited=["identite"],
    confirmed={"age": "c" * 64},
    facts={"origin": "portail"},
    identity={"issuer": "demo", "level": "eidas1"},
)


def test_a_draft_reads_back_as_it_was_written(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        written = begin_draft(conn, BODY)
    with store.read() as conn:
        read = drafts.load(conn, "tilleray", written.id)
    assert read == written
    assert read is not None
    assert read.created_at.utcoffset() == timedelta(0)


def test_a_draft_is_unknown_in_another_city(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        written = begin_draft(conn, BODY)
    with store.read() as conn:
        assert drafts.load(conn, "grandval", written.id) is None
        assert drafts.load(conn, "tilleray", "unknown") is None


def test_a_save_counts_the_revision_and_lengthens_the_life(
    store: Store, begin_draft: Begin, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
    clock.advance(timedelta(days=3))
    with store.begin() as conn:
        saved = drafts.save(conn, replace(draft, body=BODY))
    with store.read() as conn:
        assert drafts.load(conn, "tilleray", draft.id) == saved
    assert (saved.revision, saved.updated_at) == (2, clock.now())
    assert saved.expires_at == clock.now() + drafts.LIFETIME


def test_the_second_of_two_tabs_is_told_and_overwrites_nothing(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
    with store.begin() as conn:
        drafts.save(conn, replace(draft, body=BODY))
    with pytest.raises(StaleDraft) as caught, store.begin() as conn:
        drafts.save(conn, replace(draft, body=DraftBody()))
    assert caught.value.draft_id == draft.id
    with store.read() as conn:
        kept = drafts.load(conn, "tilleray", draft.id)
    assert kept is not None
    assert kept.body == BODY


def test_of_many_saves_at_once_exactly_one_wins(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
    won: list[int] = []
    lost: list[int] = []

    def save(number: int) -> None:
        try:
            with store.begin() as conn:
                drafts.save(conn, replace(draft, body=DraftBody(document={"number": number})))
            won.append(number)
        except StaleDraft:
            lost.append(number)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    with store.read() as conn:
        kept = drafts.load(conn, "tilleray", draft.id)
    assert kept is not None
    assert kept.body.document == {"number": won[0]}


def test_a_draft_past_its_life_is_gone_and_swept(
    store: Store, begin_draft: Begin, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
    clock.advance(drafts.LIFETIME)
    with store.begin() as conn:
        assert drafts.load(conn, "tilleray", draft.id) is None
        assert drafts.expire(conn, clock.now() - timedelta(seconds=1)) == 0
        assert drafts.expire(conn, clock.now()) == 1


def test_a_discarded_draft_is_gone(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
        drafts.discard(conn, draft)
    with store.read() as conn:
        assert drafts.load(conn, "tilleray", draft.id) is None


def test_a_body_moved_to_another_row_does_not_open(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        one, two = begin_draft(conn, BODY), begin_draft(conn)
        row = conn.execute(select(table).where(table.c.id == one.id)).one()
        moved = {"body": row.body, "wrapped": row.wrapped, "kek_id": row.kek_id}
        conn.execute(update(table).where(table.c.id == two.id).values(moved))
    with store.read() as conn, pytest.raises(Unreadable):
        drafts.load(conn, "tilleray", two.id)


def test_an_altered_body_does_not_open(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
        body = conn.execute(select(table.c.body)).scalar_one()
        conn.execute(update(table).values(body=body[:-1] + bytes([body[-1] ^ 1])))
    with store.read() as conn, pytest.raises(Unreadable) as caught:
        drafts.load(conn, "tilleray", draft.id)
    assert "Le Goff" not in str(caught.value)


def test_a_draft_never_prints_what_was_typed(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, BODY)
    assert "Le Goff" not in repr(draft)
    assert repr(draft.key) not in repr(draft)
