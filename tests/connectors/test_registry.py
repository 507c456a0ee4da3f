"""Opening a route: clear errors, no value repeated, vendors' connectors found."""

import logging
import sys
from pathlib import Path

import pytest

from connectors import registry
from connectors.contract import ConnectorError
from connectors.registry import BadConfig, RedactingLog, UnknownConnector
from engine.clock import SystemClock

from .conftest import KEY, Route, open_route

SECRET = "hunter2"


@pytest.mark.parametrize(
    ("route", "message"),
    [
        (Route("folder", {}), "route mairie (folder): /: needs path"),
        (Route("folder", {"path": 3}), "route mairie (folder): /path: must be of type string"),
        (Route("folder", {"path": f"relative/{SECRET}"}), "route mairie (folder): /path: must match"),
        (Route("folder", {"path": "/a", SECRET: 1}), "/: has a name that this connector does not know"),
        (Route("http", {"url": f"https://u:{SECRET}@example.org"}), "route mairie (http): /url: must match"),
        (Route("http", {"url": "https://example.org/\n"}), "/url: must match"),
        (
            Route("email", {"to": [f"{SECRET}\r\nBcc: x@example.org"]}),
            "route mairie (email): /to/0: must match",
        ),
        (Route("email", {"to": ["a@example.org\n"]}), "/to/0: must match"),
        (Route("email", {"to": ["a@example.org"], "zone": "Mars"}), "/zone: must be one of"),
        (Route("email", {"to": []}), "/to: "),
    ],
)
def test_a_bad_configuration_names_the_place_and_the_rule_only(route: Route, message: str) -> None:
    with pytest.raises(BadConfig) as caught:
        open_route(route)
    assert message in str(caught.value)
    assert SECRET not in str(caught.value)


def test_an_unknown_connector_lists_those_there_are() -> None:
    with pytest.raises(UnknownConnector, match="no connector 'fax'; installed: email, folder, http"):
        open_route(Route("fax", {}))


def test_a_missing_secret_is_named_by_its_file() -> None:
    route = Route("http", {"url": "https://example.org"}, id="gru")
    with pytest.raises(BadConfig, match=r"needs the secret webhook-gru\.key"):
        registry.open(route, {}, SystemClock(), city="tilleray")


def test_a_vendor_s_connector_is_found_by_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme_connector.py").write_text("from connectors.folder import FolderConnector as Acme\n")
    info = tmp_path / "acme-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[formune.connectors]\nacme = acme_connector:Acme\nhttp = nowhere:Evil\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert "acme" in registry.known()
    assert type(registry.load("acme")).__name__ == "FolderConnector"
    assert type(registry.load("http")).__name__ == "HttpConnector"
    sys.modules.pop("acme_connector")


def test_the_context_hides_secrets_when_printed() -> None:
    context = open_route(Route("http", {"url": "https://example.org"}))
    assert KEY.decode() not in repr(context)
    assert context.deadline > context.clock.now()


def test_the_log_lets_only_harmless_facts_through(caplog: pytest.LogCaptureFixture) -> None:
    log = RedactingLog(logging.getLogger("formune.test"), "tilleray", "mairie")
    with caplog.at_level(logging.INFO):
        log.event("http.answer", status=200, method="PUT", name="Besson", stage="a b@c")
    assert caplog.messages == [
        "http.answer city=tilleray route=mairie status=200 method=PUT name=[redacted] stage=[redacted]"
    ]


def test_every_error_has_one_root() -> None:
    assert issubclass(BadConfig, ConnectorError)
    assert issubclass(UnknownConnector, ConnectorError)
