"""Mails about what the service said, through a real SMTP server: that something is there, never what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.demo.cities import DemoPorts
from engine.dialogue import Desk, answer, ask, clocks_of, decide, say
from engine.documents.envelope import Envelope
from engine.documents.mailing import mail_handler
from engine.documents.news import NEWS, news_writers, write
from engine.documents.received import Clean
from engine.store import mails, submissions
from engine.store.tables import submission as submission_table
from tests.documents.conftest import Office
from tests.documents.papers import paper
from tests.towns import CATALOGUE, NOW, towns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import EmailMessage
    from pathlib import Path

    from engine.store.submissions import Submission
    from tests.services.smtp import Mailbox

WORDS = "Le bail de Mme Kerguélen est illisible"
BAIL = Clean("bail-kerguelen.pdf", "application/pdf", b"%PDF-1.7")
LIMIT = date(2026, 12, 24)


def text_of(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.mark.parametrize("kind", list(NEWS))
def test_a_mail_names_the_reference_and_the_way_and_is_read_as_text_or_as_page(kind: str) -> None:
    envelope = Envelope("1234", "ne-pas-repondre@tilleray.example", "claire@exemple.fr", NOW)
    limit = LIMIT if kind == "request" else None
    message = write(paper(), envelope, kind, limit)
    assert message["Subject"] == f"{NEWS[kind].subject}, référence 4KT-7MP-93"
    assert message["Content-Language"] == "fr"
    assert list(message.iter_attachments()) == []
    for text in (text_of(message, "plain"), text_of(message, "html")):
        assert "http://127.0.0.1:8000/v/tilleray/suivi/4KT-7MP-93" in text
        assert "Demander un acte de naissance" in text
        assert ("24 décembre 2026" in text) == (kind == "request")


@pytest.mark.parametrize("kind", list(NEWS))
def test_a_page_of_a_mail_is_valid(
    kind: str, html_validate: Callable[[Mapping[str, str]], list[object]]
) -> None:
    envelope = Envelope("1234", "ne-pas-repondre@tilleray.example", "claire@exemple.fr", NOW)
    page = text_of(write(paper(mark="ESSAI."), envelope, kind, LIMIT, ["Fichiers reçus\u00a0: 1."]), "html")
    assert html_validate({kind: page}) == []
    assert html_validate({"broken": page.replace("</h1>", "")}), "the checker sees a broken page"


@pytest.fixture
def office(tmp_path: Path, smtp_server: Mailbox) -> Iterator[Office]:
    """Give two cities whose mail server is the run's."""
    with towns(tmp_path, ports=DemoPorts(8000, 8001, 8002, smtp_server.port)) as made:
        yield Office(made)


def send_all(office: Office) -> None:
    """Attempt every mail that is due, but the receipts'."""
    made = office.towns
    handler = mail_handler(
        made.store, made.clock, news_writers(made.store, made.cities, CATALOGUE, clocks_of)
    )
    with made.store.read() as conn:
        due = mails.due(conn, made.clock.now(), 50)
        wanted = [one for one in due if (mail := mails.get(conn, one)) and mail.kind != "receipt"]
    for mail_id in wanted:
        handler(mail_id)


def states(office: Office, submission: Submission) -> dict[str, str]:
    with office.towns.store.read() as conn:
        return {one.kind: one.state for one in mails.of_submission(conn, submission.id)}


def desk_of(office: Office) -> Desk:
    made = office.towns
    return Desk(made.store, made.cities.get("tilleray"), made.services.enqueue)


@pytest.mark.server
def test_the_person_is_told_of_each_word_and_no_word_goes_by_mail(
    office: Office, smtp_server: Mailbox
) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.begin() as conn:
        say(desk, conn, submission, WORDS, [BAIL])
        ask(desk, conn, submission, WORDS, WORDS, LIMIT)
        decide(desk, conn, submission, "refused", WORDS, [BAIL])
    with desk.store.begin() as conn:
        conn.execute(submission_table.update().values(status="delivered"))
    send_all(office)
    assert states(office, submission) == {
        "receipt": "queued",
        "message": "sent",
        "request": "sent",
        "decision": "sent",
    }
    assert {str(one.message["Message-ID"]).partition(".")[2].rstrip(">") for one in smtp_server.messages} == {
        f"{kind}@tilleray.example" for kind in ("message", "request", "decision")
    }
    for one in smtp_server.messages:
        assert one.recipients == ("claire.dubois@exemple.fr",)
        raw = one.message.as_bytes().decode("utf-8", "replace")
        said = raw + text_of(one.message, "plain") + text_of(one.message, "html")
        assert [word for word in ("Kerguélen", "illisible", "bail", "refus") if word in said] == []
        assert submission.reference in said


@pytest.mark.server
def test_a_piece_that_came_before_the_mail_left_is_asked_for_by_no_mail(
    office: Office, smtp_server: Mailbox
) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.begin() as conn:
        request = ask(desk, conn, submission, "Bail", "", LIMIT)
        answer(desk, conn, submission, request, [BAIL])
    send_all(office)
    assert states(office, submission) == {"receipt": "queued", "request": "dead", "answer": "sent"}
    assert len(smtp_server.messages) == 1


@pytest.mark.server
def test_of_two_pieces_the_mail_tells_the_nearest_limit(office: Office, smtp_server: Mailbox) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.begin() as conn:
        ask(desk, conn, submission, "Bail", "", LIMIT)
        ask(desk, conn, submission, "RIB", "", LIMIT - timedelta(days=10))
    send_all(office)
    assert "14 décembre 2026 inclus" in text_of(smtp_server.messages[0].message, "plain")


@pytest.mark.server
def test_a_piece_that_came_is_acknowledged_with_its_name_its_files_its_day_and_the_clock(
    office: Office, smtp_server: Mailbox
) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.begin() as conn:
        request = ask(desk, conn, submission, WORDS, WORDS, LIMIT, "PIE-001")
    office.towns.clock.advance(timedelta(days=2))
    with desk.store.begin() as conn:
        answer(desk, conn, submission, request, [BAIL, BAIL], WORDS)
    send_all(office)
    message = smtp_server.messages[-1].message
    assert message["Subject"].endswith(f"Votre pièce est arrivée, référence {submission.reference}")
    for kind in ("plain", "html"):
        said = text_of(message, kind)
        assert "Pièce demandée le 24 novembre 2026\u00a0: Votre pièce d’identité" in said
        assert "Fichiers reçus\u00a0: 2." in said
        assert "Arrivée\u00a0: jeudi 26 novembre 2026 à 10\u00a0h\u00a000 (heure de Paris)." in said
        assert "Il court de nouveau depuis le 26 novembre 2026. Il finit" in said
        assert "encore une autre pièce" not in said
        assert [word for word in ("Kerguélen", "illisible", "bail-") if word in said] == []


@pytest.mark.server
def test_each_of_two_pieces_is_acknowledged_and_a_name_that_the_service_typed_stays_out(
    office: Office, smtp_server: Mailbox
) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.begin() as conn:
        first = ask(desk, conn, submission, WORDS, "", LIMIT)
        second = ask(desk, conn, submission, "RIB", "", LIMIT)
        answer(desk, conn, submission, first, [BAIL])
    send_all(office)
    with desk.store.begin() as conn:
        answer(desk, conn, submission, second, [BAIL, BAIL])
    send_all(office)
    told = [
        text_of(one.message, "plain") for one in smtp_server.messages if "arrivée" in one.message["Subject"]
    ]
    assert ["encore une autre pièce" in one for one in told] == [True, False]
    assert ["court de nouveau" in one for one in told] == [False, True]
    assert [f"Fichiers reçus\u00a0: {count}." in one for count, one in zip((1, 2), told, strict=True)] == [
        True,
        True,
    ]
    assert [one for one in told if "Pièce demandée le 24 novembre 2026.\r\n" not in one] == []
    assert [one for one in told if "Kerguélen" in one or "RIB" in one] == []


@pytest.mark.server
def test_a_piece_that_is_not_kept_is_acknowledged_by_no_mail(office: Office) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.engine.connect() as conn:
        request = ask(desk, conn, submission, "Bail", "", LIMIT)
        answer(desk, conn, submission, request, [BAIL])
        conn.rollback()
    assert states(office, submission) == {"receipt": "queued"}


@pytest.mark.server
def test_an_erased_submission_is_spoken_of_in_no_mail(office: Office, smtp_server: Mailbox) -> None:
    submission, desk = office.deposit(), desk_of(office)
    with desk.store.begin() as conn:
        say(desk, conn, submission, WORDS)
        submissions.erase(conn, submission.id)
    send_all(office)
    assert states(office, submission)["message"] == "dead"
    assert smtp_server.messages == []


def test_a_form_whose_mail_must_be_discreet_is_not_named() -> None:
    envelope = Envelope("1234", "ne-pas-repondre@tilleray.example", "claire@exemple.fr", NOW)
    message = write(replace(paper(), discreet=("Une phrase.",)), envelope, "message")
    assert "acte de naissance" not in text_of(message, "plain") + text_of(message, "html")
