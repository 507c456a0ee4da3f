"""Mails that bring the receipt, through a real SMTP server: what they say, and what they never say."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from engine.demo.cities import DemoPorts, write_demo_cities
from engine.documents.letter import receipt_letter
from engine.documents.mailing import LIMIT, mail_handler
from engine.documents.making import receipt_handler
from engine.documents.papers import Papers
from engine.store import documents, events, jobs, mails, submissions
from tests.documents.conftest import Office
from tests.services.ports import free_port
from tests.towns import CATALOGUE, towns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from engine.store.mails import Mail
    from engine.store.submissions import Submission
    from tests.services.smtp import Mailbox

pytestmark = pytest.mark.server


@pytest.fixture
def office(tmp_path: Path, smtp_server: Mailbox) -> Iterator[Office]:
    """Give two cities whose mail server is the run's."""
    with towns(tmp_path) as made:
        _serve(made, tmp_path, smtp_server.port)
        yield Office(made)


@pytest.fixture
def send(office: Office) -> Callable[[Submission], Mail]:
    """Give a function that attempts a submission's mail and gives it as it stands then."""
    made = office.towns
    writers = {"receipt": receipt_letter(made.store, made.cities, CATALOGUE, made.clock)}
    handler = mail_handler(made.store, made.clock, writers)

    def attempt(submission: Submission) -> Mail:
        handler(_mail(office, submission).id)
        return _mail(office, submission)

    return attempt


def test_the_mail_brings_the_receipt_with_its_pdf(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    assert send(submission).state == "sent"
    (received,) = smtp_server.messages
    message = received.message
    assert received.sender == "ne-pas-repondre@tilleray.example"
    assert received.recipients == ("claire.dubois@exemple.fr",)
    assert message["From"] == "Ville de Tilleray <ne-pas-repondre@tilleray.example>"
    assert message["Reply-To"] == "etat-civil@tilleray.example"
    assert message["Auto-Submitted"] == "auto-generated"
    (joined,) = message.iter_attachments()
    assert joined.get_filename() == f"recepisse-{submission.reference}.pdf"
    assert joined.get_content_type() == "application/pdf"
    assert joined.get_content() == b"%PDF-1.7 test"
    for text in (_part(message, "plain"), _part(message, "html")):
        assert submission.reference in text
        assert f"/v/tilleray/suivi/{submission.reference}" in text
        assert "mardi 24 novembre 2026" in text
        assert "considérée comme refusée" in text
        assert "etat-civil@tilleray.example" in text
        assert "DÉMONSTRATION" in text
    assert _told(office, submission)[-1] == "mail_sent"


def test_no_answer_stands_in_the_mail(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    send(submission)
    message = smtp_server.messages[0].message
    said = "".join([str(message["Subject"]), _part(message, "plain"), _part(message, "html")])
    answers = [
        line
        for label in submission.payload["labels"]
        for line in label["value"].split("\n")
        if len(line) > 3 and label["code"].partition("-")[0] in {"IDE", "PAR", "ADR", "PCO", "COO"}
    ]
    # The city's own name is the town where the person lives; it stands in the letterhead.
    answers = [one for one in answers if one != "Tilleray"]
    assert len(answers) > 8
    assert [one for one in answers if re.search(rf"\b{re.escape(one)}\b", said)] == []
    assert "1962" not in said
    assert "acte" not in str(message["Subject"]), "a subject shows on a locked screen"


def test_the_page_of_the_mail_is_plain_whole_and_follows_nobody(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    send(submission)
    page = _Tags()
    page.feed(_part(smtp_server.messages[0].message, "html"))
    names = [name for name, _attributes in page.tags]
    assert not {"img", "script", "link", "iframe", "form", "table"} & set(names)
    assert not any("style" in dict(attributes) for _name, attributes in page.tags)
    (look,) = re.findall(r"<style>(.*?)</style>", _part(smtp_server.messages[0].message, "html"), re.DOTALL)
    assert not re.search(r"url\(|@|display|expression", look), (
        "a look asks nothing of anybody and hides nothing"
    )
    assert dict(page.tags[0][1]) == {"lang": "fr"}
    assert names.count("h1") == names.count("title") == 1
    links = [dict(attributes)["href"] for name, attributes in page.tags if name == "a"]
    assert [link for link in links if "?" in str(link)] == []


def test_the_mail_waits_for_the_pdf_a_while_then_goes_without(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    waited = send(submission)
    assert (waited.state, smtp_server.messages) == ("queued", [])
    assert waited.due_at == office.towns.clock.now() + timedelta(seconds=5)
    office.towns.clock.advance(timedelta(minutes=2, seconds=50))
    assert send(submission).state == "queued"
    office.towns.clock.advance(timedelta(seconds=10))
    assert send(submission).state == "sent"
    message = smtp_server.messages[0].message
    assert list(message.iter_attachments()) == []
    assert "est sur la page de suivi, en PDF" in _part(message, "plain")


def test_the_mail_does_not_wait_for_a_pdf_that_will_not_come(
    office: Office, send: Callable[[Submission], Mail]
) -> None:
    submission = office.deposit()
    with office.towns.store.begin() as conn:
        (job,) = jobs.of_subject(conn, submission.id)
        claimed = jobs.claim(conn, job.id, office.towns.clock.now())
        assert claimed is not None
        jobs.record(conn, claimed, "dead")
    assert send(submission).state == "sent"


def test_a_server_that_says_later_is_tried_later_under_the_same_name(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    smtp_server.refusals.extend(["451 try later", "421 closing", "452 full"])
    waits = []
    while (mail := send(submission)).state == "queued":
        assert mail.due_at is not None
        waits.append(mail.due_at - office.towns.clock.now())
        office.towns.clock.advance(waits[-1])
    assert waits == [timedelta(seconds=30), timedelta(seconds=30), timedelta(seconds=60)]
    assert mail.state == "sent"
    assert smtp_server.messages[0].message["Message-ID"] == f"<{mail.id}.receipt@tilleray.example>"
    assert "claire" not in caplog.text.lower()
    assert "exemple.fr" not in caplog.text


def test_a_refusal_for_good_is_noted_and_never_tried_again(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    smtp_server.refusals.append("550 no such person")
    assert send(submission).state == "refused"
    office.towns.clock.advance(timedelta(days=1))
    send(submission)
    assert smtp_server.messages == []
    with office.towns.store.read() as conn:
        last = events.of(conn, submission.id)[-1]
    assert (last.kind, dict(last.data)) == ("mail_refused", {"code": 550, "stage": "end", "mail": "receipt"})


def test_a_mail_sent_is_never_sent_twice(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    for _time in range(3):
        send(submission)
    assert len(smtp_server.messages) == 1


def test_a_worker_that_died_after_sending_sends_again_under_the_same_name(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    first = send(submission)
    with office.towns.store.begin() as conn:
        conn.exec_driver_sql("UPDATE mail SET state = 'queued', due_at = '2026-11-24 09:00:00.000000'")
    assert send(submission).state == "sent"
    names = {one.message["Message-ID"] for one in smtp_server.messages}
    assert (len(smtp_server.messages), len(names)) == (2, 1)
    assert first.id in names.pop()


def test_a_server_that_is_away_is_tried_for_days_then_given_up_with_an_alert(
    office: Office, send: Callable[[Submission], Mail], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    submission = office.deposit()
    _keep_pdf(office, submission)
    _serve(office.towns, tmp_path, free_port())
    attempts, longest = 0, timedelta()
    while (mail := send(submission)).state == "queued":
        assert mail.due_at is not None
        attempts, longest = attempts + 1, max(longest, mail.due_at - office.towns.clock.now())
        office.towns.clock.advance(mail.due_at - office.towns.clock.now())
        assert attempts < 60
    assert mail.state == "dead"
    assert longest == timedelta(hours=6)
    assert office.towns.clock.now() - submission.deposited_at >= LIMIT
    assert caplog.records[-1].levelno == logging.CRITICAL
    assert _told(office, submission)[-1] == "mail_dead"
    assert "claire" not in caplog.text.lower()


def test_an_erased_submission_sends_nothing(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    with office.towns.store.begin() as conn:
        submissions.erase(conn, submission.id)
    assert send(submission).state == "dead"
    assert smtp_server.messages == []


def test_the_other_city_writes_in_its_own_name(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit("port-lannec")
    _keep_pdf(office, submission)
    send(submission)
    message = smtp_server.messages[0].message
    assert message["From"] == "Ville de Port-Lannec <ne-pas-repondre@port-lannec.example>"
    assert "Tilleray" not in _part(message, "plain")


def test_from_deposit_to_mail_with_the_real_pdf(
    office: Office, send: Callable[[Submission], Mail], smtp_server: Mailbox
) -> None:
    submission = office.deposit()
    made = office.towns
    with made.store.read() as conn:
        (job,) = jobs.of_subject(conn, submission.id)
    papers = Papers()
    receipt_handler(made.store, made.cities, CATALOGUE, made.clock, papers)(job.id)
    papers.close()
    assert send(submission).state == "sent"
    (joined,) = smtp_server.messages[0].message.iter_attachments()
    with made.store.read() as conn:
        assert joined.get_content() == documents.load(made.store, conn, submission.id, "receipt")


class _Tags(HTMLParser):
    """Keeps the tags of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one tag."""
        self.tags.append((tag, attrs))


def _serve(made: Any, folder: Path, port: int) -> None:  # noqa: ANN401 -- Towns, named only for types
    """Write the cities' files again with this mail server; they are read again without a restart."""
    write_demo_cities(
        folder / "cities", folder / "secrets", DemoPorts(8000, 8001, 8002, port), folder / "drop"
    )
    smtp = made.cities.get("tilleray").smtp
    assert smtp is not None
    assert smtp.port == port


def _mail(office: Office, submission: Submission) -> Mail:
    with office.towns.store.read() as conn:
        (mail,) = mails.of_submission(conn, submission.id)
    return mail


def _keep_pdf(office: Office, submission: Submission) -> None:
    with office.towns.store.begin() as conn:
        documents.put(office.towns.store, conn, submission.id, "receipt", b"%PDF-1.7 test")


def _told(office: Office, submission: Submission) -> list[str]:
    with office.towns.store.read() as conn:
        return [one.kind for one in events.of(conn, submission.id)]


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
