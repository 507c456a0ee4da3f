"""Where our mails do not arrive, the pages say so, in the language of the visit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.demo.cities import DemoPorts
from engine.documents.bounces import heed
from engine.documents.draft_letter import LINK
from engine.documents.notice import read_notice
from engine.documents.return_path import return_path
from engine.store import mails
from tests.documents.notices import postfix
from tests.towns import Towns, towns
from tests.walking import Walker
from tests.web.following import File, lines
from tests.web.journey.answering import draft_id, example, walk_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.store.mails import Mail

SAID = {
    "fr": ("Notre courriel du 24 novembre 2026 n’est pas arrivé", "Consultez cette page"),
    "en": ("Our email of 24 November 2026 did not arrive", "Check this page"),
    "fr-falc": ("Notre e-mail du 24 novembre 2026 n’est pas arrivé", "Revenez sur cette page"),
}


@pytest.fixture
def made(tmp_path: Path, store_url: str) -> Iterator[Towns]:
    with towns(tmp_path, store_url, ports=DemoPorts(8000, 8001, 8002, 2525)) as opened:
        yield opened


def leaves_and_comes_back(made: Towns, mail: Mail) -> None:
    """Let a mail leave now and its notice come a day later."""
    with made.store.begin() as conn:
        claimed = mails.claim(conn, mail.id, made.clock.now())
        assert claimed is not None
        assert mails.record(conn, claimed, "sent") is not None
    sender = return_path(made.store.keeper.secrets.session_keys(), "rebond@tilleray.example", mail.id)
    made.clock.advance(timedelta(hours=20))
    assert heed(made.store, made.cities, read_notice(postfix(sender))) == "marked"


@pytest.mark.parametrize("language", list(SAID))
def test_the_follow_up_page_says_that_our_mail_did_not_arrive(made: Towns, language: str) -> None:
    file = File(made, language)
    assert SAID[language][0] not in lines(file.show()).replace("\u00a0", " ")
    with made.store.read() as conn:
        (receipt,) = mails.of_submission(conn, file.submission.id)
    leaves_and_comes_back(made, receipt)
    page = file.show()
    said = lines(page).replace("\u00a0", " ")
    assert SAID[language][0] in said
    assert SAID[language][1] in said
    (note,) = [
        one for one in page.xpath('//div[@class="note wait"]') if SAID[language][0] in one.text_content()
    ]
    assert note is page.xpath('//div[starts-with(@class, "note")]')[0], "it comes first"


def test_the_page_of_a_draft_says_that_its_link_did_not_arrive_until_another_is_asked(made: Towns) -> None:
    walker = Walker(made.client())
    here = walk_to(walker, example("v3"), "identite")
    kept = f"{here.split('/d/', maxsplit=1)[0]}/d/{draft_id(here)}/enregistre"
    walker.send(kept, {"courriel": "fausse@exemple.fr"}, action="lien")
    with made.store.read() as conn:
        (link,) = mails.of_draft(conn, draft_id(here))
    assert link.kind == LINK
    assert "Le lien part par courriel" in lines(walker.page(kept))
    leaves_and_comes_back(made, link)
    said = lines(walker.page(kept)).replace("\u00a0", " ")
    assert "Notre courriel du mardi 24 novembre 2026 n’est pas arrivé" in said or (
        "Notre courriel du 24 novembre 2026 n’est pas arrivé" in said
    )
    assert "Vérifiez l’adresse fausse@exemple.fr" in said
    assert "Le lien part par courriel" not in said
    walker.send(kept, {"courriel": "juste@exemple.fr"}, action="lien")
    said = lines(walker.page(kept))
    assert "n’est pas arrivé" not in said
    assert "Le lien part par courriel" in said
