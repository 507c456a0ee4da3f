"""A piece asked for and sent, messages and decisions read, a withdrawal: through the pages, on both databases."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from engine.documents.received import Clean
from engine.store import attachments
from tests.towns import towns
from tests.walking import sample_file, sample_pdf
from tests.web.following import File, lines, pdf
from tests.web.journey.answering import parsed, token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DECISION = Clean("arrêté « signé ».pdf", "application/pdf", b"%PDF-1.7 decision")


@pytest.fixture
def file(tmp_path: Path, store_url: str) -> Iterator[File]:
    with towns(tmp_path, store_url) as made:
        yield File(made)


def test_what_is_asked_is_seen_with_its_reason_its_limit_and_the_stopped_clock(file: File) -> None:
    file.ask("Votre bail", "Page 2 illisible.\nMerci.")
    page = file.show()
    said = lines(page)
    for words in (
        "Une pièce vous est demandée",
        "Votre bail",
        "Page 2 illisible.",
        "jusqu’au 24 décembre 2026 inclus",
        "Le délai de réponse est arrêté",
    ):
        assert words in said
    (link,) = page.xpath('//main//a[text()="Envoyer la pièce demandée"]/@href')
    assert link == f"{file.page}/piece/1"
    asking = lines(file.show("/piece/1"))
    assert "Votre bail" in asking
    assert "Page 2 illisible." in asking
    assert "Le délai repart quand vous l’envoyez" in asking
    for path in ("/piece/1", "/retrait", "/effacement"):
        said = " ".join(str(file.show(path).xpath("string(//aside)")).split())
        assert "02 61 91 00 13" in said, "whom to call is the service, not the switchboard"


def test_a_piece_is_sent_seen_kept_and_handed_over_and_the_clock_runs_again(file: File) -> None:
    file.ask()
    file.later(10)
    reply = file.post("/piece/1", fichiers=[pdf(), pdf("page2.pdf")], message="Les voici.")
    assert (reply.status_code, reply.location) == (303, file.page)
    page = file.show()
    said = lines(page)
    assert "Pièce envoyée" in said
    assert "Les voici." in said
    assert "Une pièce vous est demandée" not in said
    assert "Votre pièce est envoyée" in said
    assert "Si vous n’avez pas de réponse le 3 février 2027" in said
    assert "Il court de nouveau depuis le 4 décembre 2026" in said
    assert "Ce récépissé date de l’envoi" in said
    assert file.complements() == 1
    address = page.xpath('//main//ol//a[contains(., "bail.pdf")]/@href')[0]
    got = file.walker.client.get(address)
    assert (got.status_code, got.get_data()) == (200, sample_pdf())
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["Cache-Control"] == "no-store"


def test_sending_twice_changes_nothing(file: File) -> None:
    file.ask()
    secret = token(file.show("/piece/1"))
    for _time in range(2):
        reply = file.walker.client.post(
            f"{file.page}/piece/1",
            data={"_csrf": secret, "fichiers": pdf()},
            content_type="multipart/form-data",
        )
        assert (reply.status_code, reply.location) == (303, file.page)
    assert [one.kind for one in file.said()] == ["request", "answer"]
    assert file.complements() == 1
    assert file.walker.client.get(f"{file.page}/piece/1").location == file.page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ([], "Choisissez un fichier"),
        ([(io.BytesIO(b"MZ\x90"), "bail.exe")], "« bail.exe » ne convient pas"),
        ([(io.BytesIO(b""), "vide.pdf")], "« vide.pdf » est vide"),
        ([(io.BytesIO(b"%PDF-1.7 cut"), "coupe.pdf")], "« coupe.pdf » ne s’ouvre pas"),
        ([(io.BytesIO(b"<svg/>"), "../../../<b>x</b>.svg")], "ne convient pas"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_at_its_question(
    file: File, sent: list[tuple[io.BytesIO, str]], words: str
) -> None:
    file.ask()
    fresh = [(io.BytesIO(data.getvalue()), name) for data, name in sent]
    reply = file.post("/piece/1", fichiers=fresh, message="Mon mot")
    assert reply.status_code == 422
    page = parsed(reply)
    assert page.xpath("string(//title)").startswith("Erreur")
    (error,) = page.xpath('//*[@id="fichiers-e"]')
    assert words in " ".join(error.text_content().split()).replace("\u00a0", " ")
    assert page.xpath('//*[@id="erreurs"]//a/@href') == ["#fichiers"]
    assert page.xpath('//textarea[@name="message"]')[0].text.strip() == "Mon mot"
    assert [one.kind for one in file.said()] == ["request"]
    assert file.complements() == 0


def test_one_bad_file_among_good_ones_sends_none_and_says_so(file: File) -> None:
    file.ask()
    reply = file.post("/piece/1", fichiers=[pdf(), (io.BytesIO(b"MZ"), "x.exe")])
    assert reply.status_code == 422
    assert "choisissez de nouveau tous vos fichiers" in lines(parsed(reply))
    six = file.post("/piece/1", fichiers=[pdf(f"{n}.pdf") for n in range(6)])
    assert six.status_code == 422
    assert "« 5.pdf » est de trop" in lines(parsed(six)).replace("\u00a0", " ")
    assert len(file.said()) == 1
    photo = file.post("/piece/1", fichiers=[sample_file("image/png", "bail.png")])
    assert photo.status_code == 303


def test_a_note_too_long_is_refused_not_cut(file: File) -> None:
    file.ask()
    reply = file.post("/piece/1", fichiers=[pdf()], message="é" * 4001)
    assert reply.status_code == 422
    assert "4001" in lines(parsed(reply))
    assert len(file.said()) == 1


def test_a_piece_may_still_be_sent_after_its_limit(file: File) -> None:
    file.ask()
    file.later(40)
    assert "Vous pouvez encore envoyer la pièce" in lines(file.show("/piece/1"))
    assert file.post("/piece/1", fichiers=[pdf()]).status_code == 303


def test_messages_and_decisions_are_read_in_the_order_of_time_with_their_papers(file: File) -> None:
    file.say("Votre dossier est complet.\n\nBonne journée <b>!</b>")
    file.decide("accepted", "Accordé.", DECISION)
    page = file.show()
    said = lines(page)
    told = page.xpath("//main//ol")[0].text_content()
    assert told.index("Votre dossier est complet.") < told.index("Accordé.")
    (first,) = page.xpath('//main//div[contains(@class, "note")]')
    assert "Accordé." in first.text_content(), "the decision stands first"
    assert "Bonne journée <b>!</b>" in said, "the service's words are words, never markup"
    assert page.xpath("//h1")[0].text == "Le service a accepté"
    (address,) = page.xpath('//main//ol//a[contains(., "signé")]/@href')
    got = file.walker.client.get(address)
    assert got.get_data() == DECISION.data
    assert "filename*=UTF-8''" in got.headers["Content-Disposition"]
    assert "Retirer mon dossier" not in said


def test_nobody_else_reads_a_file_or_sends_a_piece(file: File) -> None:
    file.ask()
    file.say("Bonjour", DECISION)
    stranger = file.towns.client()
    assert stranger.get(f"{file.page}/fichier/2/1").status_code == 404
    for path in ("/piece/1", "/retrait", "/effacement"):
        for reply in (stranger.get(f"{file.page}{path}"), stranger.post(f"{file.page}{path}")):
            assert (reply.status_code, "/suivi/?reference=" in str(reply.location)) == (303, True)
    assert stranger.get(f"{file.page}/mes-donnees.zip").status_code == 404


@pytest.mark.parametrize("path", ["/fichier/9/1", "/fichier/1/0", "/fichier/1/2", "/piece/9", "/piece/2"])
def test_what_is_not_there_is_a_page_that_says_so(file: File, path: str) -> None:
    file.ask()
    file.say("Bonjour")
    reply = file.walker.client.get(f"{file.page}{path}")
    assert reply.status_code == 404
    assert parsed(reply).get("lang") == "fr"


def test_a_post_without_its_token_changes_nothing(file: File) -> None:
    file.ask()
    for path in ("/piece/1", "/retrait", "/effacement"):
        assert file.walker.client.post(f"{file.page}{path}", data={"_csrf": "x"}).status_code == 403
    assert (file.status(), len(file.said())) == ("deposited", 1)


def test_a_withdrawal_is_confirmed_told_and_final(file: File) -> None:
    file.ask()
    assert "Vous ne pourrez pas revenir en arrière" in lines(file.show("/retrait"))
    assert file.status() == "deposited", "asking is not withdrawing"
    reply = file.post("/retrait", message="Je déménage.")
    assert (reply.status_code, reply.location) == (303, file.page)
    assert file.status() == "withdrawn"
    assert file.complements() == 1
    page = file.show()
    assert page.xpath("//h1")[0].text == "Vous avez retiré votre dossier"
    said = lines(page)
    assert "Je déménage." in said
    assert "Une pièce vous est demandée" not in said
    assert "Le délai de réponse" not in said
    assert file.walker.client.get(f"{file.page}/piece/1").location == file.page
    assert "Ce dossier est retiré." in lines(file.show("/retrait"))


def test_what_is_decided_cannot_be_withdrawn_and_the_page_says_why(file: File) -> None:
    secret = token(file.show("/retrait"))
    file.decide("refused")
    assert "Le service a déjà répondu" in lines(file.show("/retrait"))
    reply = file.walker.client.post(f"{file.page}/retrait", data={"_csrf": secret})
    assert (reply.status_code, reply.location) == (303, f"{file.page}/retrait")
    assert file.status() == "closed"


def test_a_withdrawal_whose_reason_is_too_long_is_not_made(file: File) -> None:
    reply = file.post("/retrait", message="x" * 4001)
    assert reply.status_code == 422
    assert parsed(reply).xpath('//*[@id="erreurs"]//a/@href') == ["#message"]
    assert file.status() == "deposited"


def test_once_silence_has_decided_the_page_says_what_it_means(file: File) -> None:
    file.later(62)
    said = lines(file.show())
    assert "Pas de réponse avant la date limite" in said
    assert "comment contester ce refus" in said
    assert "Ce récépissé date de l’envoi" not in said


def test_kept_files_open_with_the_submission_s_own_key(file: File) -> None:
    file.ask()
    file.post("/piece/1", fichiers=[pdf()])
    (held,) = file.said()[1].files
    with file.towns.store.read() as conn:
        assert attachments.get(conn, held.id).owner == file.submission.id


@pytest.mark.parametrize("language", ["en", "fr-falc"])
def test_the_pages_are_read_in_each_language(tmp_path: Path, language: str) -> None:
    with towns(tmp_path) as made:
        file = File(made, language)
        file.ask("Votre bail", "Illisible.")
        file.say("Bonjour.")
        shown = [file.show(path) for path in ("", "/piece/1", "/retrait", "/effacement")]
        shown.append(file.walker.page("/v/tilleray/mes-demarches"))
        file.decide("refused")
        shown.append(file.show())
        for page in shown:
            assert page.get("lang") == ("en" if language == "en" else "fr")
            assert "{" not in lines(page)
        if language == "en":
            assert "The time to answer is stopped" in lines(shown[0])
            assert shown[0].xpath('//ol//span[@lang="fr"][text()="Votre bail"]'), "the service speaks French"
