"""The authors' preview in a browser: axe silent, nothing wider than the screen, the focus seen and in order."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from engine.clock import SystemClock
from engine.documents.papers import Papers
from engine.resources import forms_root, schemas_root
from engine.web.preview import create_preview
from tests.browser.person import Met
from tests.browser.proof import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.proof import Proof

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.slow]

#: One page of each kind.
PAGES = (
    "/fr/",
    "/fr/signalement/",
    "/en/signalement/textes",
    "/fr/signalement/depart",
    "/en/signalement/exemples/-/probleme",
    "/fr/signalement/exemples/v1/",
    "/fr/signalement/exemples/i1/probleme",
    "/fr-falc/signalement/exemples/v1/recapitulatif",
    "/fr/rien/",
)


@pytest.fixture
def origin() -> Iterator[str]:
    """Serve the preview on the loopback."""
    app = create_preview(forms_root(), schemas_root(), SystemClock(), Papers())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_of_each_kind_is_sound(origin: str, proof: Proof) -> None:
    context = proof.browser.new_context(locale="fr-FR")
    page = context.new_page()
    met = []
    for path in PAGES:
        reply = page.goto(f"{origin}{path}")
        assert reply is not None
        met.append(Met(f"{origin}{path}", reply.status, reply.text()))
    context.close()
    assert proof.faults(met, VIEWS[:2]) == []
