"""The mails about a draft, through a real SMTP server: the link that opens it, and the notice of its end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.cli.working import housekeeping, tell_ends
from engine.demo.cities import DemoPorts
from engine.documents import links
from engine.documents.draft_letter import END, LINK, draft_letter
from engine.documents.mailing import mail_handler
from engine.store import drafts, mails
from engine.store.drafts import ADDRESS, LIFETIME, NOTICE, DraftBody
from engine.store.tables import draft as draft_table
from engine.store.tables import mail as table
from tests.towns import CATALOGUE, HOST, Towns, towns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from engine.store.drafts import Draft
    from engine.store.mails import Mail
    from tests.services.smtp import Mailbox

pytestmark = pytest.mark.server

ANSWERS = {"demandeur": {"nomNaissance": "Kerguélen", "dateNaissance": "1984-05-17"}}
FACTS = {ADDRESS: "maelle@exemple.fr", links.WORD: "word-of-link", "naissance": "1984-05-17"}


@pytest.fixture
def made(tmp_path: Path, store_url: str, smtp_server: Mailbox) -> Iterator[Towns]:
    """Give two cities whose mail server is the run's, on SQLite and on PostgreSQL."""
    with towns(tmp_path, store_url, ports=DemoPorts(8000, 8001, 8002, smtp_server.port)) as opened:
        yield opened


@pytest.fixture
def attempt(made: Towns) -> Callable[[], list[Mail]]:
    """Give a function that attempts every mail that is due and gives all mails as they stand."""
    writers = {kind: draft_letter(made.store, made.cities, CATALOGUE, kind) for kind in (LINK, END)}
    send = mail_handler(made.store, made.clock, writers)

    def attempts() -> list[Mail]:
        with made.store.read() as conn:
            due = mails.due(conn, made.clock.now(), 100)
        for mail_id in due:
            send(mail_id)
        with made.store.read() as conn:
            found = [mails.get(conn, row.id) for row in conn.execute(table.select())]
        return [one for one in found if one is not None]

    return attempts


def begin(
    made: Towns, form: str = "acte-etat-civil", city: str = "tilleray", facts: dict[str, Any] | None = None
) -> Draft:
    body = DraftBody(document=ANSWERS, facts=FACTS if facts is None else facts)
    with made.store.begin() as conn:
        version = CATALOGUE.get(form).version
        return drafts.create(conn, city, form, version, "a" * 64, "b" * 64, body)


def ask(made: Towns, draft: Draft) -> None:
    with made.store.begin() as conn:
        mails.insert_for_draft(conn, draft.id, LINK, made.clock.now())


def test_the_link_goes_to_the_address_given_for_it_and_opens_the_draft(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox
) -> None:
    draft = begin(made)
    ask(made, draft)
    assert [one.state for one in attempt()] == ["sent"]
    (received,) = smtp_server.messages
    assert received.recipients == ("maelle@exemple.fr",)
    assert received.message["Subject"] == "[DÉMONSTRATION] Reprendre votre brouillon"
    assert received.message["Auto-Submitted"] == "auto-generated"
    for text in (part(received.message, "plain"), part(received.message, "html")):
        (url,) = set(re.findall(r"http://[^\s\"<]+/reprendre/lien/[\w~.-]+", text))
        assert "24 décembre 2026" in text.replace("\u00a0", " ")
        assert "copie d’un acte" in text.lower() or "acte" in text.lower()
        assert made.client().get(url.removeprefix(f"http://{HOST}")).status_code == 200


@pytest.mark.parametrize("kind", [LINK, END])
def test_no_answer_stands_in_these_mails(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox, kind: str
) -> None:
    draft = begin(made)
    with made.store.begin() as conn:
        conn.execute(draft_table.update().values(notice_at=None))
        mails.insert_for_draft(conn, draft.id, kind, made.clock.now())
    assert [one.state for one in attempt()] == ["sent"]
    message = smtp_server.messages[0].message
    said = "".join([str(message["Subject"]), part(message, "plain"), part(message, "html")])
    for answer in ("Kerguélen", "1984", "maelle"):
        assert answer not in said
    assert "acte" not in str(message["Subject"]), "a subject shows on a locked screen"
    assert not re.search(r"<(img|script|link|iframe|form)\b", said)


def test_a_form_that_no_mail_may_tell_is_not_named(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox
) -> None:
    ask(made, begin(made, "operation-tranquillite-vacances"))
    attempt()
    message = smtp_server.messages[0].message
    said = part(message, "plain") + part(message, "html")
    assert "vacances" not in said.lower()
    assert "absence" not in said.lower()


def test_a_draft_sent_or_deleted_meanwhile_gets_no_mail(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox
) -> None:
    sent, gone, ended = begin(made), begin(made), begin(made)
    for one in (sent, gone, ended):
        ask(made, one)
    with made.store.begin() as conn:
        drafts.close(conn, sent, "444-444-44")
        drafts.discard(conn, gone)
        conn.execute(
            draft_table.update().where(draft_table.c.id == ended.id).values(expires_at=made.clock.now())
        )
    assert [one.state for one in attempt()] == ["dead", "dead"]
    assert smtp_server.messages == []


def test_the_end_is_told_seven_days_before_once_and_never_without_an_address(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox
) -> None:
    begin(made)
    begin(made, facts={})
    tidy = housekeeping(made.store, made.cities)
    tidy()
    assert attempt() == []
    made.clock.advance(LIFETIME - NOTICE)
    for _time in range(3):
        tidy()
        attempt()
    (received,) = smtp_server.messages
    assert received.message["Subject"] == "[DÉMONSTRATION] Votre brouillon sera effacé le 24 décembre 2026"
    assert "24 décembre 2026" in part(received.message, "plain").replace("\u00a0", " ")


def test_a_draft_saved_between_the_notice_and_its_mail_goes_on_in_silence(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox
) -> None:
    draft = begin(made)
    made.clock.advance(LIFETIME - NOTICE)
    assert tell_ends(made.store) == 1
    with made.store.begin() as conn:
        draft = drafts.save(conn, replace(draft, body=draft.body))
    assert [one.state for one in attempt()] == ["dead"]
    assert smtp_server.messages == []
    made.clock.advance(LIFETIME - NOTICE)
    assert tell_ends(made.store) == 1, "a new life has a notice of its own"
    assert sorted(one.state for one in attempt()) == ["dead", "sent"]


def test_a_short_life_has_a_short_notice(made: Towns) -> None:
    draft = begin(made)
    with made.store.begin() as conn:
        drafts.save(conn, draft, lifetime=timedelta(days=6))
    made.clock.advance(timedelta(days=3, hours=23))
    assert tell_ends(made.store) == 0
    made.clock.advance(timedelta(hours=1))
    assert tell_ends(made.store) == 1


def test_many_ends_are_told_in_turns(made: Towns) -> None:
    for _draft in range(5):
        begin(made)
    made.clock.advance(LIFETIME - NOTICE)
    housekeeping(made.store, made.cities)()
    with made.store.read() as conn:
        assert len(mails.due(conn, made.clock.now(), 100)) == 5


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_the_end_is_not_told_to_an_address_that_was_not_reached_until_another_is_given(
    made: Towns, attempt: Callable[[], list[Mail]], smtp_server: Mailbox
) -> None:
    draft = begin(made)
    with made.store.begin() as conn:
        conn.execute(draft_table.update().values(notice_at=None))
        link = mails.insert_for_draft(conn, draft.id, LINK, made.clock.now())
    attempt()
    with made.store.begin() as conn:
        assert mails.came_back(conn, link.id) is not None
        made.clock.advance(timedelta(seconds=1))
        mails.insert_for_draft(conn, draft.id, END, made.clock.now())
    assert [(one.kind, one.state) for one in attempt()] == [(LINK, "bounced"), (END, "dead")]
    for kind in (LINK, END):
        made.clock.advance(timedelta(seconds=1))
        with made.store.begin() as conn:
            mails.insert_for_draft(conn, draft.id, kind, made.clock.now())
        attempt()
    assert len(smtp_server.messages) == 3
