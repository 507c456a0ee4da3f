"""One submission, who sent it, and a service that speaks about it: what tests of the follow-up stand on."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.dialogue import Desk, ask, decide, say
from engine.store import deliveries, exchanges, submissions
from engine.store.tables import delivery
from tests.walking import Walker, sample_pdf
from tests.web.journey.answering import ACTE, example, submission_of, token

if TYPE_CHECKING:
    from typing import Any

    from lxml import html
    from werkzeug.test import TestResponse

    from engine.documents.received import Clean
    from engine.store.exchanges import Exchange
    from tests.towns import Towns


class File:
    """A submission in Tilleray, its page and its city's desk."""

    def __init__(self, made: Towns, language: str | None = None) -> None:
        self.towns = made
        self.walker = Walker(made.client(), language=language)
        self.confirmation = self.walker.deposit(self.walker.fill(ACTE, example("v3")))
        found = submission_of(made, self.confirmation)
        assert found is not None
        self.submission = found
        shown = self.walker.page(self.confirmation)
        self.second_code = str(shown.xpath('string(//p[contains(@class, "second")]/strong)'))
        self.page = f"/v/tilleray/suivi/{found.reference}"
        self.desk = Desk(made.store, made.cities.get("tilleray"), made.services.enqueue)

    def ask(self, label: str = "Bail", text: str = "Le bail est illisible.", days: int = 30) -> Exchange:
        """Ask for a piece."""
        until = self.desk.today + timedelta(days=days)
        with self.towns.store.begin() as conn:
            return ask(self.desk, conn, self.submission, label, text, until)

    def say(self, text: str, *files: Clean) -> Exchange:
        """Write to the person."""
        with self.towns.store.begin() as conn:
            return say(self.desk, conn, self.submission, text, files)

    def decide(self, outcome: str, text: str = "Voici la décision.", *files: Clean) -> Exchange:
        """Decide."""
        with self.towns.store.begin() as conn:
            return decide(self.desk, conn, self.submission, outcome, text, files)

    def arrive(self) -> None:
        """Let every delivery have arrived."""
        with self.towns.store.begin() as conn:
            conn.execute(delivery.update().values(state="accepted", due_at=None))

    def later(self, days: int) -> None:
        """Let days pass, and open the file again by reference and code: the session has ended."""
        self.towns.clock.advance(timedelta(days=days))
        self.walker = Walker(self.towns.client())
        secret = token(self.walker.page("/v/tilleray/suivi/"))
        typed = {"_csrf": secret, "reference": self.submission.reference, "code": self.second_code}
        assert self.walker.client.post("/v/tilleray/suivi/", data=typed).status_code == 303

    def status(self) -> str:
        """Give the status."""
        with self.towns.store.read() as conn:
            found = submissions.get(conn, self.submission.id)
        assert found is not None
        return found.status

    def said(self) -> tuple[Exchange, ...]:
        """Give what was said."""
        with self.towns.store.read() as conn:
            return exchanges.of_submission(conn, self.submission.id)

    def complements(self) -> int:
        """Count what is on its way to the service."""
        with self.towns.store.read() as conn:
            rows = deliveries.of_submission(conn, self.submission.id)
        return sum(row.kind == "complement" for row in rows)

    def show(self, path: str = "") -> html.HtmlElement:
        """Show the page, or one below it."""
        return self.walker.page(f"{self.page}{path}")

    def post(self, path: str, **values: Any) -> TestResponse:  # noqa: ANN401 -- texts and files
        """Post to a page below, with the token that it shows."""
        data = {"_csrf": token(self.show(path)), **values}
        return self.walker.client.post(f"{self.page}{path}", data=data, content_type="multipart/form-data")


def pdf(name: str = "bail.pdf") -> tuple[io.BytesIO, str]:
    """Give a PDF as a browser sends it."""
    return io.BytesIO(sample_pdf()), name


def lines(page: html.HtmlElement) -> str:
    """Give the words of a page's main part, on one line."""
    (main,) = page.xpath("//main")
    return " ".join(main.text_content().split())
