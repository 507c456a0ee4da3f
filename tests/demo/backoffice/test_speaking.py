"""The demo back office speaks to a resident: a piece, a message, a decision, and what it refuses."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html

from engine.delivery import Deliverer
from engine.demo.backoffice import create_backoffice
from engine.demo.backoffice.speaking import TOLD
from engine.dialogue import Counter
from engine.store import deliveries
from tests.towns import towns
from tests.walking import sample_pdf
from tests.web.following import File, lines, pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse


class Office:
    """The back office of two towns, and one submission that reached it."""

    def __init__(self, file: File, folder: Path) -> None:
        made = file.towns
        self.file = file
        counter = Counter(made.store, made.cities, made.services.enqueue)
        drop = {"tilleray": folder / "drop" / "tilleray"}
        app = create_backoffice(folder / "office", drop, {}, demo=True, counter=counter)
        self.client = app.test_client()
        self.page = f"/dossiers/tilleray/{file.submission.reference}"
        self.deliver()

    def deliver(self) -> None:
        """Deliver whatever is due."""
        made = self.file.towns
        made.clock.advance(timedelta(minutes=4))
        deliverer = Deliverer(made.store, made.cities, made.clock)
        with made.store.read() as conn:
            due = deliveries.due(conn, made.clock.now(), 20)
        for one in due:
            deliverer(one)

    def speak(self, **values: object) -> TestResponse:
        """Post the form of the page."""
        return self.client.post(f"{self.page}/usager", data=values, content_type="multipart/form-data")

    def shown(self, path: str = "") -> str:
        """Show the page's words."""
        reply = self.client.get(path or self.page)
        assert reply.status_code == 200
        return " ".join(html.document_fromstring(reply.get_data()).text_content().split())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with towns(tmp_path) as made:
        (tmp_path / "drop" / "tilleray").mkdir(parents=True, exist_ok=True)
        yield Office(File(made), tmp_path)


def test_a_piece_asked_for_with_a_button_is_sent_and_found_beside_its_file(office: Office) -> None:
    until = (office.file.desk.today + timedelta(days=20)).isoformat()
    reply = office.speak(acte="piece", piece="Votre bail", texte="Illisible.", jusquau=until)
    assert (reply.status_code, reply.location) == (303, f"{office.page}?fait=piece")
    assert TOLD["piece"] in office.shown(f"{office.page}?fait=piece")
    assert "Votre bail" in lines(office.file.show())
    office.file.post("/piece/1", fichiers=[pdf()], message="Le voici.")
    office.deliver()
    assert "Pièce demandée, reçue" in office.shown()
    more = office.shown(f"{office.page}-3")
    assert "Le voici." in more
    assert "bail.pdf" in more
    assert "Répondre à l’usager" not in more, "one speaks at the file itself"


def test_a_decision_with_its_paper_ends_what_may_be_done(office: Office) -> None:
    paper = (io.BytesIO(sample_pdf()), "decision.pdf")
    assert office.speak(acte="refused", texte="Non.", fichier=paper).location.endswith("fait=refused")
    assert office.file.status() == "closed"
    shown = office.shown()
    assert "Demander une pièce" not in shown
    assert "Envoyer un message" in shown
    assert office.speak(acte="accepted", texte="Oui.").location.endswith("fait=non")
    assert office.speak(acte="message", texte="Bonjour.").location.endswith("fait=message")


def test_a_withdrawal_is_seen_by_the_service(office: Office) -> None:
    office.file.post("/retrait", message="Je déménage.")
    office.deliver()
    shown = office.shown()
    assert "Demande retirée par l’usager" in shown
    assert "Demander une pièce" not in shown


@pytest.mark.parametrize(
    "values",
    [
        {"acte": "piece", "piece": "Bail", "texte": "", "jusquau": ""},
        {"acte": "piece", "piece": "Bail", "texte": "", "jusquau": "2020-01-01"},
        {"acte": "piece", "piece": "", "texte": "x", "jusquau": "2100-01-01"},
        {"acte": "accepted", "texte": ""},
        {"acte": "refused", "texte": "Non.", "fichier": (b"MZ", "x.exe")},
        {"acte": "message", "texte": "x" * 4001},
        {},
    ],
)
def test_a_bad_word_is_refused_and_nothing_is_said(office: Office, values: dict[str, object]) -> None:
    sent = {
        name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
    assert office.speak(**sent).location.endswith("fait=non")
    assert office.file.said() == ()
    assert office.file.status() == "delivered"


def test_another_site_cannot_speak_for_the_service(office: Office) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    reply = office.client.post(
        f"{office.page}/usager", data={"acte": "message", "texte": "x"}, headers=headers
    )
    assert reply.status_code == 403
    assert office.client.post("/dossiers/tilleray/444-444-44/usager").status_code == 404
