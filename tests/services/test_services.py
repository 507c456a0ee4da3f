"""The servers and checkers that other tests rely on do work, and do find what is wrong."""

from __future__ import annotations

import smtplib
import socket
import threading
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
import sqlalchemy
from pytest_socket import SocketBlockedError, SocketConnectBlockedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.services.checkers import Finding, Report
    from tests.services.smtp import Mailbox

GOOD = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><title>Bonjour</title></head>
<body><main><h1>Bonjour</h1><p>Une page sans défaut.</p></main></body>
</html>
"""
WRONG = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><title>Bonjour</title></head>
<body><main><h1>Bonjour</h1>
<input id="nom" type="text" style="color: red"><p id="nom">Deux fois le même nom.
<p style="color: #bbb; background: #fff">Texte trop clair</p></main></body>
</html>
"""


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_test_without_the_server_mark_cannot_open_a_socket() -> None:
    with pytest.raises(SocketBlockedError):
        socket.socket()


@pytest.mark.server
@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_server_test_cannot_leave_the_loopback() -> None:
    with socket.socket() as attempt, pytest.raises(SocketConnectBlockedError):
        attempt.connect(("192.0.2.1", 80))


def test_each_kind_of_database_starts_empty_and_keeps_a_row(empty_url: str) -> None:
    engine = sqlalchemy.create_engine(empty_url)
    assert sqlalchemy.inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE kept (word TEXT)"))
        connection.execute(sqlalchemy.text("INSERT INTO kept VALUES ('été')"))
    with engine.begin() as connection:
        assert connection.execute(sqlalchemy.text("SELECT word FROM kept")).scalar_one() == "été"
    engine.dispose()


@pytest.mark.server
def test_the_mail_server_keeps_the_message_that_it_accepts_and_not_the_one_it_refuses(
    smtp_server: Mailbox,
) -> None:
    smtp_server.refusals.append("451 plus tard")
    with smtplib.SMTP(smtp_server.host, smtp_server.port) as client:
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            client.send_message(_letter("premier"))
        client.send_message(_letter("second"))
    assert [received.message["Subject"] for received in smtp_server.messages] == ["second"]
    assert smtp_server.messages[0].recipients == ("usager@example.fr",)
    assert smtp_server.messages[0].message.get_content().strip() == "Reçu."


def test_html_validate_passes_a_good_page_and_finds_seeded_defects(
    html_validate: Callable[[Mapping[str, str]], list[Finding]],
) -> None:
    assert html_validate({"good": GOOD}) == []
    found = html_validate({"good": GOOD, "wrong": WRONG})
    assert {finding.page for finding in found} == {"wrong"}
    assert {"no-inline-style", "no-dup-id", "input-missing-label"} <= {finding.rule for finding in found}


@pytest.mark.server
def test_axe_passes_a_good_page_and_finds_seeded_defects_under_a_strict_policy(
    page: Page, axe: Callable[[Page], Report], site: str
) -> None:
    page.goto(f"{site}/good")
    report = axe(page)
    assert report.violations == ()
    assert report.incomplete == ()
    page.goto(f"{site}/wrong")
    assert {"label", "color-contrast"} <= {remark.rule for remark in axe(page).violations}


@pytest.mark.server
def test_axe_reports_what_it_could_not_decide(page: Page, axe: Callable[[Page], Report], site: str) -> None:
    page.goto(f"{site}/unsure")
    assert "color-contrast" in {remark.rule for remark in axe(page).incomplete}


@pytest.mark.server
def test_the_browser_cannot_leave_the_loopback(page: Page) -> None:
    failures: list[str] = []
    page.on("requestfailed", lambda request: failures.append(request.failure or ""))
    page.set_content('<img src="http://example.org/x.png" alt="">')
    page.wait_for_load_state("load")
    assert failures == ["net::ERR_NAME_NOT_RESOLVED"]


@pytest.fixture
def site() -> Iterator[str]:
    """Serve the pages of this module on the loopback, styles allowed, scripts refused."""
    unsure = GOOD.replace("<p>", '<p style="color:#fff;background:linear-gradient(#000,#fff)">')
    pages = {"/good": GOOD, "/wrong": WRONG, "/unsure": unsure}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_: object) -> None:
            """Say nothing: the tests read the pages, not the log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _letter(subject: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "ville@example.fr"
    letter["To"] = "usager@example.fr"
    letter["Subject"] = subject
    letter.set_content("Reçu.")
    return letter


def test_the_samples_are_found_where_the_setting_says(samples_root: Path) -> None:
    assert samples_root.is_dir()
