"""A mail that comes back, from the envelope that leaves to the page that says so; soft or forged, nothing changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.demo.cities import DemoPorts
from engine.dialogue import Desk, ask, clocks_of, say
from engine.documents.bounces import heed
from engine.documents.letter import receipt_letter
from engine.documents.mailing import mail_handler
from engine.documents.news import news_writers
from engine.documents.notice import read_notice
from engine.documents.return_path import return_path
from engine.store import documents, events, mails, submissions
from engine.store.tables import mail as table
from tests.documents.conftest import Office
from tests.documents.notices import absence, exim, postfix
from tests.towns import CATALOGUE, towns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.documents.bounces import Outcome
    from engine.store.mails import Mail
    from engine.store.submissions import Submission
    from tests.services.smtp import Mailbox

pytestmark = pytest.mark.server
BOUNCES = "rebond@courrier.tilleray.example"


def with_bounces(file: Path) -> None:
    """Write where notices go in a city's file."""
    text = file.read_text(encoding="utf-8")
    assert text.count("[smtp]\n") == 1
    file.write_text(text.replace("[smtp]\n", f'[smtp]\nbounces = "{BOUNCES}"\n'), encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path, store_url: str, smtp_server: Mailbox) -> Iterator[Office]:
    """Give two cities whose mail server is the run's; notices come back to Tilleray alone."""
    with towns(tmp_path, store_url, ports=DemoPorts(8000, 8001, 8002, smtp_server.port)) as made:
        with_bounces(tmp_path / "cities" / "tilleray.toml")
        yield Office(made)


def send_all(office: Office) -> None:
    """Attempt every mail that is due."""
    made = office.towns
    writers = {
        "receipt": receipt_letter(made.store, made.cities, CATALOGUE, made.clock),
        **news_writers(made.store, made.cities, CATALOGUE, clocks_of),
    }
    with made.store.read() as conn:
        due = mails.due(conn, made.clock.now(), 50)
    for mail_id in due:
        mail_handler(made.store, made.clock, writers)(mail_id)


def sent(office: Office, city: str = "tilleray") -> Submission:
    """Deposit, and let the receipt leave by mail."""
    submission = office.deposit(city)
    with office.towns.store.begin() as conn:
        documents.put(office.towns.store, conn, submission.id, "receipt", b"%PDF-1.7 test")
    send_all(office)
    return submission


def told(office: Office, data: bytes, recipient: str = "") -> Outcome:
    made = office.towns
    return heed(made.store, made.cities, read_notice(data), recipient)


def rows(office: Office, submission: Submission) -> dict[str, Mail]:
    with office.towns.store.read() as conn:
        return {one.kind: one for one in mails.of_submission(conn, submission.id)}


def history(office: Office, submission: Submission) -> list[tuple[str, dict[str, Any]]]:
    with office.towns.store.read() as conn:
        return [(one.kind, dict(one.data)) for one in events.of(conn, submission.id)]


def speak(office: Office, submission: Submission) -> None:
    made = office.towns
    desk = Desk(made.store, made.cities.get("tilleray"), made.services.enqueue)
    with made.store.begin() as conn:
        say(desk, conn, submission, "Bonjour.")
        ask(desk, conn, submission, "Bail", "", date(2026, 12, 24))


def test_the_envelope_has_a_token_of_its_own_and_never_the_address_of_the_person(
    office: Office, smtp_server: Mailbox
) -> None:
    sent(office)
    sent(office)
    first, second = (one.sender for one in smtp_server.messages)
    assert re.fullmatch(r"rebond\+[a-z2-7]{42}@courrier\.tilleray\.example", first)
    assert first != second
    assert "claire" not in first
    assert (
        "From: Ville de Tilleray <ne-pas-repondre@tilleray.example>"
        in smtp_server.messages[0].message.as_string()
    )


def test_a_city_without_an_address_for_notices_sends_as_before(office: Office, smtp_server: Mailbox) -> None:
    sent(office, "port-lannec")
    assert smtp_server.messages[0].sender == "ne-pas-repondre@port-lannec.example"


@pytest.mark.parametrize("server", [postfix, exim])
def test_a_mail_that_will_never_arrive_ends_the_mails_to_that_address(
    office: Office,
    smtp_server: Mailbox,
    server: Any,  # noqa: ANN401 -- a writer of notices
) -> None:
    submission = sent(office)
    speak(office, submission)
    office.towns.clock.advance(timedelta(days=1))
    data = server(smtp_server.messages[0].sender)
    assert told(office, data) == "marked"
    assert told(office, data) == "known"
    code = "5.1.1" if server is postfix else "5.0.0"
    assert history(office, submission)[-1] == (
        "mail_bounced",
        {"mail": "receipt", "code": code, "left": "2026-11-24"},
    )
    assert [one for one in history(office, submission) if one[0] == "mail_bounced"] == [
        history(office, submission)[-1]
    ]
    send_all(office)
    speak(office, submission)
    send_all(office)
    assert len(smtp_server.messages) == 1
    assert {kind: one.state for kind, one in rows(office, submission).items()} == {
        "receipt": "bounced",
        "message": "dead",
        "request": "dead",
    }
    with office.towns.store.read() as conn:
        assert len(mails.of_submission(conn, submission.id)) == 3, "after the notice none is queued"


def test_who_else_deposited_is_written_to_as_before(office: Office, smtp_server: Mailbox) -> None:
    lost, other = sent(office), sent(office)
    assert told(office, postfix(smtp_server.messages[0].sender)) == "marked"
    speak(office, other)
    send_all(office)
    assert len(smtp_server.messages) == 4
    with office.towns.store.read() as conn:
        assert [one.submission_id for one in mails.unreached(conn, "tilleray")] == [lost.id]
        assert mails.unreached(conn, "port-lannec") == ()


@pytest.mark.parametrize(
    ("status", "action"), [("4.4.1", "failed"), ("4.2.2", "delayed"), ("2.0.0", "relayed")]
)
def test_a_soft_notice_changes_nothing(
    office: Office, smtp_server: Mailbox, status: str, action: str
) -> None:
    submission = sent(office)
    before = (rows(office, submission), history(office, submission))
    assert told(office, postfix(smtp_server.messages[0].sender, status, action)) == "soft"
    assert (rows(office, submission), history(office, submission)) == before


def test_an_absence_a_forged_token_and_a_mail_that_is_gone_change_nothing(
    office: Office, smtp_server: Mailbox
) -> None:
    submission = sent(office)
    before = (rows(office, submission), history(office, submission))
    sender = smtp_server.messages[0].sender
    keys = office.towns.store.keeper.secrets.session_keys()
    gone = return_path(keys, BOUNCES, "0c2d7c5e-4be5-4a7e-9a4e-1d2a55a0f4de")
    forged = return_path((b"x" * 32,), BOUNCES, rows(office, submission)["receipt"].id)
    assert told(office, absence(sender)) == "other"
    assert told(office, postfix(gone)) == "unknown"
    assert told(office, postfix(forged)) == "unknown"
    assert told(office, postfix("rebond@courrier.tilleray.example")) == "unknown"
    assert (rows(office, submission), history(office, submission)) == before


def test_the_token_is_found_in_what_the_mail_server_says_or_in_the_headers(
    office: Office, smtp_server: Mailbox
) -> None:
    submissions_ = [sent(office), sent(office)]
    first, second = (one.sender for one in smtp_server.messages)
    assert told(office, postfix("postmaster@tilleray.example")) == "unknown"
    assert told(office, postfix("postmaster@tilleray.example"), first) == "marked"
    assert (
        told(office, b"From MAILER-DAEMON Tue Nov 24 10:00:05 2026\n" + exim(second), "rebond@x") == "marked"
    )
    assert [rows(office, one)["receipt"].state for one in submissions_] == ["bounced", "bounced"]


def test_an_answer_that_comes_before_the_worker_noted_the_mail_is_kept(
    office: Office, smtp_server: Mailbox
) -> None:
    submission = sent(office)
    sender = smtp_server.messages[0].sender
    with office.towns.store.begin() as conn:
        conn.execute(table.update().values(state="queued", sent_at=None, due_at=office.towns.clock.now()))
        held = mails.claim(conn, rows_id(conn, submission), office.towns.clock.now())
    assert held is not None
    assert told(office, postfix(sender)) == "marked"
    with office.towns.store.begin() as conn:
        assert mails.record(conn, held, "sent") is None
    assert rows(office, submission)["receipt"].state == "bounced"


def test_a_mail_that_never_left_cannot_come_back(office: Office) -> None:
    submission = office.deposit()
    (waiting,) = rows(office, submission).values()
    keys = office.towns.store.keeper.secrets.session_keys()
    assert told(office, postfix(return_path(keys, BOUNCES, waiting.id))) == "known"
    assert rows(office, submission)["receipt"] == replace(waiting)


def test_an_erased_submission_keeps_its_history_as_it_was(office: Office, smtp_server: Mailbox) -> None:
    submission = sent(office)
    before = history(office, submission)
    with office.towns.store.begin() as conn:
        submissions.erase(conn, submission.id)
    assert told(office, postfix(smtp_server.messages[0].sender)) == "marked"
    assert history(office, submission) == before


def rows_id(conn: Any, submission: Submission) -> str:  # noqa: ANN401 -- a connection
    (only,) = mails.of_submission(conn, submission.id)
    return only.id
