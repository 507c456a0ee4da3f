"""Drafts found again by a log-in or a code, and the ones whose end is to be told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.store import Store, drafts, found_again
from engine.store.drafts import ADDRESS, LIFETIME, NOTICE, DraftBody
from engine.store.tables import draft as table

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.clock import FrozenClock
    from engine.store.drafts import Draft
    from engine.store.secrets import Secrets
    from engine.store.submissions import Submission

    Begin = Callable[..., Draft]

CLAIRE = {"issuer": "https://provider.example", "subject": "sub-claire", "name": "Claire"}


def test_a_person_finds_the_drafts_begun_logged_in(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        first, other = begin_draft(conn), begin_draft(conn)
        found_again.own(conn, first, CLAIRE)
        found_again.own(conn, other, {**CLAIRE, "subject": "sub-anne"})
        begin_draft(conn)
    with store.read() as conn:
        assert found_again.of_owner(conn, "tilleray", CLAIRE) == (first.id,)
        assert found_again.of_owner(conn, "tilleray", {**CLAIRE, "issuer": "https://other.example"}) == ()
        assert found_again.of_owner(conn, "tilleray", {"name": "Claire"}) == ()
        assert found_again.of_owner(conn, "tilleray", None) == ()


def test_the_same_person_has_nothing_in_common_in_two_cities(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        for city in ("tilleray", "grandval"):
            found_again.own(conn, begin_draft(conn, city=city), CLAIRE)
        hashes = set(conn.execute(select(table.c.owner_hash)).scalars())
        assert len(hashes) == 2
        assert len(found_again.of_owner(conn, "tilleray", CLAIRE)) == 1


def test_a_new_key_of_the_city_still_finds_what_the_old_one_hid(
    store: Store, begin_draft: Begin, secrets: Secrets
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        found_again.own(conn, draft, CLAIRE)
        code = found_again.give_code(conn, draft)
    folder = secrets.root / "tilleray"
    second = folder / "kek-2.key"
    second.write_bytes((secrets.root / "grandval" / "kek-1.key").read_bytes())
    second.chmod(0o600)
    with store.read() as conn:
        assert secrets.kek("tilleray").id == "kek-2"
        assert found_again.of_owner(conn, "tilleray", CLAIRE) == (draft.id,)
        found = found_again.by_code(conn, "tilleray", code)
    assert found is not None
    assert found.id == draft.id


def test_a_code_finds_its_draft_however_it_is_typed_and_in_its_city_alone(
    store: Store, begin_draft: Begin
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        assert not found_again.has_code(conn, draft)
        code = found_again.give_code(conn, draft)
        assert found_again.has_code(conn, draft)
    with store.read() as conn:
        for typed in (code, code.lower(), code.replace("-", " "), f" {code} "):
            found = found_again.by_code(conn, "tilleray", typed)
            assert found is not None
            assert found.id == draft.id
        assert found_again.by_code(conn, "grandval", code) is None
        assert found_again.by_code(conn, "tilleray", code[:-1]) is None
        assert found_again.by_code(conn, "tilleray", "") is None


def test_a_new_code_ends_the_one_before(store: Store, begin_draft: Begin) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        old, new = found_again.give_code(conn, draft), found_again.give_code(conn, draft)
        assert found_again.by_code(conn, "tilleray", old) is None
        assert found_again.by_code(conn, "tilleray", new) is not None


def test_a_draft_that_ended_or_was_deposited_is_not_found(
    store: Store, begin_draft: Begin, clock: FrozenClock, deposit: Callable[..., Submission]
) -> None:
    with store.begin() as conn:
        ended, sent = begin_draft(conn), begin_draft(conn)
        codes = [found_again.give_code(conn, one) for one in (ended, sent)]
        for one in (ended, sent):
            found_again.own(conn, one, CLAIRE)
        deposit(conn, sent)
        assert found_again.of_owner(conn, "tilleray", CLAIRE) == (ended.id,)
        row = conn.execute(select(table).where(table.c.id == sent.id)).one()
        assert (row.owner_hash, row.code_hash, row.notice_at) == (None, None, None)
    clock.advance(LIFETIME)
    with store.read() as conn:
        assert [found_again.by_code(conn, "tilleray", one) for one in codes] == [None, None]
        assert found_again.of_owner(conn, "tilleray", CLAIRE) == ()


def test_the_end_is_told_once_a_life_to_who_gave_an_address(
    store: Store, begin_draft: Begin, clock: FrozenClock
) -> None:
    with store.begin() as conn:
        begin_draft(conn)
        draft = begin_draft(conn, DraftBody(facts={ADDRESS: "claire@exemple.fr"}))
        assert found_again.take_ending(conn, clock.now(), 10) == ()
    clock.advance(LIFETIME - NOTICE)
    with store.begin() as conn:
        assert found_again.take_ending(conn, clock.now(), 10) == (draft.id,)
        assert found_again.take_ending(conn, clock.now(), 10) == ()
        draft = drafts.save(conn, draft)
        assert found_again.take_ending(conn, clock.now(), 10) == ()
    clock.advance(LIFETIME - NOTICE)
    with store.begin() as conn:
        assert found_again.take_ending(conn, clock.now(), 10) == (draft.id,)


def test_an_address_taken_back_is_told_nothing(store: Store, begin_draft: Begin, clock: FrozenClock) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn, DraftBody(facts={ADDRESS: "claire@exemple.fr"}))
        drafts.save(conn, replace(draft, body=DraftBody()))
    clock.advance(LIFETIME)
    with store.begin() as conn:
        assert found_again.take_ending(conn, clock.now(), 10) == ()
