"""The service writes, asks for a piece, decides: what is kept, noted and told, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.dialogue import Ended, NothingSaid, TooEarlyLimit, TooLong, ask, decide, say, withdraw
from engine.store import attachments, events, mails, submissions
from tests.dialogue.conftest import PDF, Counter, put_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Said = Callable[[Connection], object]

LIMIT = date(2026, 12, 24)


def noted(counter: Counter) -> list[tuple[str, dict[str, object]]]:
    with counter.desk.store.read() as conn:
        return [(one.kind, dict(one.data)) for one in events.of(conn, counter.submission.id)]


def mailed(counter: Counter) -> list[str]:
    with counter.desk.store.read() as conn:
        return [one.kind for one in mails.of_submission(conn, counter.submission.id)]


def test_a_message_is_kept_sealed_noted_and_told_by_a_mail(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        say(counter.desk, conn, counter.submission, "  Bonjour,\r\nvenez \x07jeudi.\n", [PDF])
    (said,) = counter.said()
    assert (said.kind, said.text) == ("message", "Bonjour,\nvenez jeudi.")
    assert noted(counter) == [("message", {"exchange": 1, "files": 1})]
    assert mailed(counter) == ["message"]
    assert counter.towns.queued[-1][0] == "mail"
    with counter.desk.store.read() as conn:
        assert attachments.open(counter.desk.store, conn, said.files[0].id) == PDF.data


def test_a_piece_is_asked_for_with_a_limit_and_only_codes_are_noted(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        ask(counter.desk, conn, counter.submission, " Le  bail de Mme Kerguélen", "Illisible.", LIMIT)
    (said,) = counter.said()
    assert (said.kind, said.label, said.until, said.code) == (
        "request",
        "Le bail de Mme Kerguélen",
        LIMIT,
        "PIECE",
    )
    assert noted(counter) == [("piece_asked", {"exchange": 1, "code": "PIECE", "until": "2026-12-24"})]
    assert mailed(counter) == ["request"]


@pytest.mark.parametrize("outcome", ["accepted", "refused", "other"])
def test_a_decision_closes_the_submission(counter: Counter, outcome: str) -> None:
    with counter.desk.store.begin() as conn:
        decide(counter.desk, conn, counter.submission, outcome, "Voici la décision.", [PDF])
    assert counter.now_is().status == "closed"
    assert counter.said()[0].code == outcome
    assert noted(counter) == [("decided", {"exchange": 1, "outcome": outcome, "files": 1})]
    assert mailed(counter) == ["decision"]


def test_after_a_decision_a_message_still_goes_but_nothing_else(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        decide(counter.desk, conn, counter.submission, "refused", "Non.")
        say(counter.desk, conn, counter.submission, "Vous pouvez faire un recours.")
    refusals: tuple[Said, ...] = (
        lambda conn: decide(counter.desk, conn, counter.submission, "accepted", "Oui."),
        lambda conn: ask(counter.desk, conn, counter.submission, "Bail", "", LIMIT),
        lambda conn: withdraw(counter.desk, conn, counter.submission),
    )
    for refused in refusals:
        with pytest.raises(Ended) as caught, counter.desk.store.begin() as conn:
            refused(conn)
        assert caught.value.status == "closed"
    assert [one.kind for one in counter.said()] == ["decision", "message"]


def test_nothing_is_said_about_an_erased_submission(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        submissions.erase(conn, counter.submission.id)
    gone = counter.now_is()
    with pytest.raises(Ended), counter.desk.store.begin() as conn:
        say(counter.desk, conn, gone, "Bonjour")
    with pytest.raises(Ended), counter.desk.store.begin() as conn:
        decide(counter.desk, conn, gone, "accepted", "Oui")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07", "\r\n"])
def test_an_empty_word_is_refused(counter: Counter, text: str) -> None:
    refusals: tuple[Said, ...] = (
        lambda conn: say(counter.desk, conn, counter.submission, text),
        lambda conn: decide(counter.desk, conn, counter.submission, "accepted", text),
        lambda conn: ask(counter.desk, conn, counter.submission, " ", text, LIMIT),
    )
    for refused in refusals:
        with pytest.raises(NothingSaid), counter.desk.store.begin() as conn:
            refused(conn)
    assert counter.said() == ()
    assert counter.now_is().status == "deposited"


def test_a_text_too_long_is_refused_not_cut(counter: Counter) -> None:
    with counter.desk.store.begin() as conn:
        say(counter.desk, conn, counter.submission, "é" * 4000)
    with pytest.raises(TooLong) as caught, counter.desk.store.begin() as conn:
        say(counter.desk, conn, counter.submission, "é" * 4001)
    assert (caught.value.length, caught.value.most) == (4001, 4000)
    with pytest.raises(TooLong), counter.desk.store.begin() as conn:
        ask(counter.desk, conn, counter.submission, "x" * 201, "", LIMIT)


def test_a_limit_leaves_at_least_one_day(counter: Counter) -> None:
    with pytest.raises(TooEarlyLimit), counter.desk.store.begin() as conn:
        ask(counter.desk, conn, counter.submission, "Bail", "", counter.desk.today)
    with counter.desk.store.begin() as conn:
        ask(counter.desk, conn, counter.submission, "Bail", "", counter.desk.today + timedelta(days=1))


def test_without_an_address_or_a_mail_server_no_mail_is_queued(counter: Counter) -> None:
    nobody = put_in(counter.towns, {})
    mute = replace(counter.desk, city=replace(counter.desk.city, smtp=None))
    with counter.desk.store.begin() as conn:
        say(counter.desk, conn, nobody, "Bonjour")
        say(mute, conn, counter.submission, "Bonjour")
        assert mails.of_submission(conn, nobody.id) == ()
    assert mailed(counter) == []
