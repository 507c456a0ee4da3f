"""A town on SQLite and on PostgreSQL, one submission there, and a desk at which both sides speak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from engine.cities.city import Smtp
from engine.dialogue import Desk
from engine.documents.received import Clean
from engine.store import attachments, deliveries, drafts, exchanges, submissions
from engine.store.drafts import DraftBody
from engine.store.references import new_reference
from tests.towns import CATALOGUE, towns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.store.exchanges import Exchange
    from engine.store.submissions import Submission
    from tests.towns import Towns

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FORM = "subvention-association"
PDF = Clean("bail.pdf", "application/pdf", b"%PDF-1.7 bail")
ANSWERS = {"demandeur": {"coordonnees": {"courriel": "maelle@exemple.fr"}}}


@dataclass
class Counter:
    """A desk, the towns behind it, and a submission."""

    towns: Towns
    desk: Desk
    submission: Submission

    def now_is(self) -> Submission:
        """Read the submission again."""
        with self.desk.store.read() as conn:
            found = submissions.get(conn, self.submission.id)
        assert found is not None
        return found

    def said(self) -> tuple[Exchange, ...]:
        """Read what was said."""
        with self.desk.store.read() as conn:
            return exchanges.of_submission(conn, self.submission.id)


def put_in(made: Towns, answers: dict[str, Any] | None = None, form: str = FORM) -> Submission:
    """Deposit a submission with one file in Tilleray, its delivery queued."""
    with made.store.begin() as conn:
        definition = CATALOGUE.get(form)
        draft = drafts.create(
            conn, "tilleray", form, definition.version, definition.digest, "b" * 64, DraftBody()
        )
        piece = attachments.add(
            made.store, conn, draft, "PIE-001", "pièce.pdf", "application/pdf", BytesIO(b"%PDF")
        )
        held = {name: getattr(piece, name) for name in ("id", "code", "name", "type", "size", "sha256")}
        made_one = submissions.insert(
            conn,
            draft,
            reference=new_reference(),
            deposited_at=made.clock.now(),
            channel="portail",
            receipt_channel="courriel",
            seal="eyJhbGciOiJFUzI1NiJ9.e30.c2VhbA",
            payload={
                "answers": ANSWERS if answers is None else answers,
                "labels": [],
                "warnings": [],
                "files": [held],
                "identity": {"level": "declared"},
                "helper": None,
                "title": "Subvention",
            },
            second_code="7KQX-M4TD",
        )
        deliveries.insert(conn, made_one.id, "tilleray", "mairie", due_at=made.clock.now())
    return made_one


@pytest.fixture
def counter(tmp_path: Path, store_url: str) -> Iterator[Counter]:
    """Give a desk in Tilleray, which sends mail, and one submission."""
    with towns(tmp_path, store_url) as made:
        city = replace(made.cities.get("tilleray"), smtp=Smtp("127.0.0.1", 2525, "mairie@tilleray.example"))
        desk = Desk(made.store, city, made.services.enqueue)
        yield Counter(made, desk, put_in(made))
