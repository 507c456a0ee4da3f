"""Sessions: a token opens one city's session while it lives; the database alone opens none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.store import Store, sessions
from engine.store.tables import session as table

if TYPE_CHECKING:
    from engine.clock import FrozenClock

BODY = {"csrf": "s3cret", "claims": {"family_name": "Le Goff"}, "drafts": ["x"]}


def test_a_session_reads_back_by_its_token_in_its_city_only(store: Store) -> None:
    token = sessions.new_token()
    with store.begin() as conn:
        written = sessions.create(conn, "tilleray", token, BODY)
    with store.read() as conn:
        assert sessions.load(conn, "tilleray", token) == written
        assert sessions.load(conn, "grandval", token) is None
        assert sessions.load(conn, "tilleray", sessions.new_token()) is None
        assert sessions.load(conn, "tilleray", "\ud800 not even text") is None


def test_the_row_holds_neither_the_token_nor_the_body(store: Store) -> None:
    token = sessions.new_token()
    with store.begin() as conn:
        session = sessions.create(conn, "tilleray", token, BODY)
        row = conn.execute(select(table)).one()
    assert token not in str(row)
    assert b"Le Goff" not in row.body
    assert "Le Goff" not in repr(session)


def test_a_saved_body_reads_back(store: Store) -> None:
    token = sessions.new_token()
    with store.begin() as conn:
        session = sessions.create(conn, "tilleray", token, {})
        saved = sessions.save(conn, replace(session, body=BODY))
    with store.read() as conn:
        assert sessions.load(conn, "tilleray", token) == saved


def test_a_session_lives_for_a_while_after_its_last_use(store: Store, clock: FrozenClock) -> None:
    token = sessions.new_token()
    with store.begin() as conn:
        session = sessions.create(conn, "tilleray", token, {})
        assert sessions.touch(conn, session) == session
        clock.advance(sessions.LIFETIME - timedelta(seconds=1))
        assert sessions.touch(conn, session).expires_at == clock.now() + sessions.LIFETIME
        clock.advance(sessions.LIFETIME)
        assert sessions.load(conn, "tilleray", token) is None
        assert sessions.expire(conn, clock.now()) == 1


def test_a_rotated_session_keeps_its_body_and_forgets_its_old_token(store: Store) -> None:
    old, new = sessions.new_token(), sessions.new_token()
    with store.begin() as conn:
        sessions.create(conn, "tilleray", old, BODY)
        rotated = sessions.rotate(conn, "tilleray", old, new)
        assert rotated is not None
        assert rotated.body == BODY
        assert sessions.load(conn, "tilleray", old) is None
        assert sessions.load(conn, "tilleray", new) == rotated
        assert sessions.rotate(conn, "tilleray", old, sessions.new_token()) is None


def test_a_deleted_session_is_gone(store: Store) -> None:
    token = sessions.new_token()
    with store.begin() as conn:
        sessions.create(conn, "tilleray", token, BODY)
        sessions.delete(conn, "grandval", token)
        assert sessions.load(conn, "tilleray", token) is not None
        sessions.delete(conn, "tilleray", token)
        assert sessions.load(conn, "tilleray", token) is None
