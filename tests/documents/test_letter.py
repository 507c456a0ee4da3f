"""The mail's headers: whatever the words hold, no header can be added, and no address is invented."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.envelope import BadAddress, Envelope, mailbox
from engine.documents.letter import write
from tests.documents.papers import HEAD, paper

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ENVELOPE = Envelope("1234", "ne-pas-repondre@tilleray.example", "claire@exemple.fr", AT)
HEADERS = {
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}


@given(st.text(max_size=80))
def test_no_word_adds_a_header(words: str) -> None:
    drawn = replace(paper(), title=words, reference="4KT-7MP-93", head=replace(HEAD, city=words))
    message = email.message_from_bytes(write(drawn, ENVELOPE, None).as_bytes(), policy=email.policy.default)
    assert set(message.keys()) == HEADERS
    assert message["To"] == "claire@exemple.fr"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "claire",
        "@exemple.fr",
        "claire@",
        "claire@exemple.fr\r\nBcc: x@y.fr",
        "claire@exemple.fr\nx",
        "a@b.fr, c@d.fr",
        "Claire <claire@exemple.fr>",
        "claire martin@exemple.fr",
        "clairé@exemple.fr",
        "claire@ex\x00emple.fr",
        "claire@" + "x" * 70 + ".fr",
    ],
)
def test_an_address_that_smtp_cannot_carry_is_refused_and_not_quoted(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        write(paper(), replace(ENVELOPE, recipient=address), None)
    assert "claire" not in str(caught.value)


def test_an_international_domain_goes_in_its_ascii_form() -> None:
    assert mailbox("claire@mairie-éloyes.fr") == "claire@xn--mairie-loyes-heb.fr"
    assert mailbox("claire.dubois+mairie@exemple.fr") == "claire.dubois+mairie@exemple.fr"


def test_an_answer_never_becomes_markup_in_the_page_of_the_mail() -> None:
    drawn = paper(mentions=("<script>alert(1)</script>",))
    page = write(drawn, ENVELOPE, None).get_body(("html",))
    text = write(drawn, ENVELOPE, None).get_body(("plain",))
    assert page is not None
    assert text is not None
    assert "<script>" not in page.get_content()
    assert "<script>" in text.get_content(), "a text is no page: nothing is escaped there"


def test_a_discreet_mail_names_no_form_says_only_what_it_may_and_brings_no_pdf() -> None:
    named = replace(paper(mentions=("La surveillance commence.",)), form="Faire surveiller son logement")
    drawn = replace(named, discreet=("Enregistrée.",))
    message = write(drawn, ENVELOPE, b"%PDF-1.7")
    assert list(message.iter_attachments()) == []
    for kind in ("html", "plain"):
        body = message.get_body((kind,))
        assert body is not None
        said = body.get_content()
        assert "Enregistrée." in said
        assert "surveill" not in said
    assert "surveill" not in str(message["Subject"])
    assert len(list(write(paper(), ENVELOPE, b"%PDF-1.7").iter_attachments())) == 1
