"""The back office's pages in a real browser: nothing for axe or html-validate, whole at 320 px, dark too."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from connectors.folder import FolderConnector
from connectors.registry import open as open_route
from connectors.testing import samples
from engine.clock import SystemClock
from engine.demo.backoffice import create_backoffice

pytestmark = [pytest.mark.server, pytest.mark.browser]

GIVEN = replace(
    samples.delivery("browser", [samples.file("PJ-001", "carte d’identité.pdf", b"%PDF")]),
    receipt=samples.file("recepisse", "r.pdf", b"%PDF"),
)
PAGES = ("/", f"/dossiers/tilleray/{GIVEN.reference}", "/rien")


class Route:
    """The drop folder of a demo city."""

    id = "mairie"
    connector = "folder"

    def __init__(self, folder: Path) -> None:
        self.config = {"path": str(folder)}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Run the back office with one file in its drop folder; give its address."""
    app = create_backoffice(tmp_path / "data", {"tilleray": tmp_path / "drop"}, {}, demo=True)
    connector, context = open_route(Route(tmp_path / "drop"), {}, SystemClock(), city="tilleray")
    assert isinstance(connector, FolderConnector)
    connector.deliver(context, connector.prepare(context, GIVEN), {})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_at_320_px_and_axe_finds_nothing(
    page: Page,
    address: str,
    axe: Callable[[Page], Any],
    path: str,
    scheme: Any,  # noqa: ANN401 -- the fixtures' own shapes
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address + path)
    report = axe(page)
    assert (report.violations, report.incomplete) == ((), ())
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_html_validate_finds_nothing(
    page: Page, address: str, html_validate: Callable[[Mapping[str, str]], list[Any]]
) -> None:
    sources = {path: page.request.get(address + path).text() for path in PAGES}
    assert html_validate(sources) == []


def test_a_person_orders_a_failure_and_takes_it_back(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Panne", exact=True).select_option("500")
    page.get_by_label("Nombre de livraisons").fill("3")
    page.get_by_role("button", name="Simuler la panne").click()
    assert "Livraisons concernées\N{NO-BREAK SPACE}: 3." in page.inner_text("main")
    page.get_by_role("button", name="Revenir à la normale").click()
    assert "Tout fonctionne normalement." in page.inner_text("main")


def test_a_person_downloads_a_paper(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.get_by_role("link", name=GIVEN.reference).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la pièce 1").click()
    download.value.save_as(tmp_path / "piece")
    assert (tmp_path / "piece").read_bytes() == b"%PDF"
    assert download.value.suggested_filename == "carte d’identité.pdf"
