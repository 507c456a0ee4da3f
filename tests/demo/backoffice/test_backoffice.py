"""The demo back office: what it receives, shows, refuses, and how it fails when told to."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from connectors.contract import Delivery, encode
from connectors.folder import FolderConnector
from connectors.http import sign
from connectors.registry import open as open_route
from connectors.testing import samples
from engine.clock import SystemClock
from engine.demo.backoffice import NotDemo, create_backoffice

KEY = b"k" * 32


class Route:
    """The drop folder of the other demo city."""

    id = "mairie"
    connector = "folder"

    def __init__(self, folder: Path) -> None:
        self.config = {"path": str(folder)}


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    app = create_backoffice(
        tmp_path / "data", {"valbrune": tmp_path / "drop"}, {"tilleray": [KEY]}, demo=True, slow=0
    )
    return app.test_client()


def put(client: FlaskClient, given: Delivery, body: bytes | None = None, age: float = 0) -> int:
    content = encode(given.document()) if body is None else body
    headers = sign([KEY], given.key, datetime.now(UTC) - timedelta(seconds=age), content)
    return client.put(f"/v1/deliveries/{given.key}", data=content, headers=headers).status_code


def put_file(client: FlaskClient, key: str, name: str, content: bytes, announced: bytes | None = None) -> int:
    digest = hashlib.sha256(content if announced is None else announced).digest()
    value = f"sha-256=:{base64.b64encode(digest).decode()}:"
    signed = sign([KEY], f"{key}/{name}", datetime.now(UTC), value.encode())
    headers = {**signed, "content-digest": value}
    return client.put(f"/v1/deliveries/{key}/{name}", data=content, headers=headers).status_code


def page(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_refuses_to_exist_outside_demo_mode(tmp_path: Path) -> None:
    with pytest.raises(NotDemo):
        create_backoffice(tmp_path, {}, {})


def test_an_empty_inbox_says_what_to_do(client: FlaskClient) -> None:
    assert "Aucun dossier pour l’instant" in page(client, "/")


def test_a_delivery_is_shown_with_its_numbers_labels_and_papers(client: FlaskClient) -> None:
    given = samples.delivery("shown", [samples.file("PJ-001", "carte & cie.pdf", b"%PDF piece")])
    assert put_file(client, given.key, "files/1", b"%PDF piece") == 201
    assert put(client, given) == 201
    assert given.reference in page(client, "/")
    shown = page(client, f"/dossiers/tilleray/{given.reference}")
    for words in ("IDE-002", "Nom de naissance", samples.SURNAME, "carte &amp; cie.pdf", "La personne"):
        assert words in shown
    assert "Le récépissé n’est pas encore arrivé." in shown
    piece = client.get(f"/dossiers/tilleray/{given.reference}/pieces/1", buffered=True)
    assert piece.data == b"%PDF piece"
    assert piece.headers["Content-Disposition"].startswith("attachment")
    assert put_file(client, given.key, "receipt", b"%PDF receipt") == 201
    assert (
        client.get(f"/dossiers/tilleray/{given.reference}/recepisse.pdf", buffered=True).data
        == b"%PDF receipt"
    )
    assert client.get(f"/dossiers/tilleray/{given.reference}/delivery.json").json == given.document()


def test_a_drop_folder_is_shown_in_the_same_list(client: FlaskClient, tmp_path: Path) -> None:
    given = replace(
        samples.delivery(
            "dropped", [samples.file("PJ-001", "a.pdf", b"one"), samples.file("PJ-001", "b.pdf", b"two")]
        ),
        city="valbrune",
        receipt=samples.file("recepisse", "r.pdf", b"receipt"),
    )
    connector, context = open_route(Route(tmp_path / "drop"), {}, SystemClock(), city="valbrune")
    assert isinstance(connector, FolderConnector)
    connector.deliver(context, connector.prepare(context, given), {})
    assert "dossier partagé" in page(client, "/")
    home = f"/dossiers/valbrune/{given.reference}"
    assert client.get(f"{home}/pieces/2", buffered=True).data == b"two"
    assert client.get(f"{home}/recepisse.pdf", buffered=True).data == b"receipt"
    assert samples.SURNAME in page(client, home)


def test_a_replay_is_the_same_and_other_content_is_a_conflict(client: FlaskClient) -> None:
    given = samples.delivery("replay")
    assert [put(client, given), put(client, given)] == [201, 200]
    assert put(client, samples.other_content(given)) == 409
    assert put_file(client, given.key, "receipt", b"one") == 201
    assert put_file(client, given.key, "receipt", b"one") == 200
    assert put_file(client, given.key, "receipt", b"two") == 409
    assert page(client, "/").count("<tr>") == 2


def test_a_document_whose_files_are_not_there_is_too_early(client: FlaskClient) -> None:
    given = samples.delivery("early", [samples.file("PJ-001", "a.pdf", b"content")])
    assert put(client, given) == 425
    assert put_file(client, given.key, "files/1", b"other") == 201
    assert put(client, given) == 425


def test_nobody_without_the_key_is_heard(client: FlaskClient) -> None:
    given = samples.delivery("forged")
    content, url = encode(given.document()), f"/v1/deliveries/{given.key}"
    now = datetime.now(UTC)
    good = sign([KEY], given.key, now, content)
    refused = [
        client.put(url, data=content),
        client.put(url, data=content, headers=sign([b"x" * 32], given.key, now, content)),
        client.put(url, data=content + b" ", headers=good),
        client.put(url, data=content, headers=sign([KEY], "0" * 32, now, content)),
        client.put(url.replace(given.key, "..%2f" * 8), data=content, headers=good),
        client.put(url, data=content, headers={**good, "webhook-signature": "nonsense"}),
        client.get(url),
    ]
    assert [answer.status_code for answer in refused[:4]] == [401] * 4
    assert all(answer.status_code in (401, 404) for answer in refused)
    assert put(client, given, age=3600) == 401
    assert put_file(client, given.key, "files/1", b"a", announced=b"b") == 400
    assert "Aucun dossier" in page(client, "/")


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"{}", b'{"files": 3}', b'{"files": [{}]}'])
def test_a_document_that_is_not_one_is_refused(client: FlaskClient, body: bytes) -> None:
    assert put(client, samples.delivery("bad"), body) == 422


def test_it_fails_as_told_for_as_many_deliveries_as_told_then_works(client: FlaskClient) -> None:
    answer = client.post("/consigne", data={"way": "503", "count": "2"})
    assert answer.status_code == 303
    assert "Livraisons concernées&nbsp;: 2." in page(client, "/")
    given = samples.delivery("told")
    assert [put(client, given) for _ in range(3)] == [503, 503, 201]
    assert "Tout fonctionne normalement." in page(client, "/")


@pytest.mark.parametrize(
    ("way", "status", "stored"), [("500", 500, True), ("409", 409, False), ("slow", 201, True)]
)
def test_each_way_to_fail_stores_or_not_as_its_words_say(
    client: FlaskClient,
    way: str,
    status: int,
    stored: bool,  # noqa: FBT001 -- a parameter of the table
) -> None:
    client.post("/consigne", data={"way": way, "count": "1"})
    given = samples.delivery(f"way-{way}")
    assert put(client, given) == status
    assert (given.reference in page(client, "/")) is stored


@pytest.mark.parametrize(
    "form",
    [{}, {"way": "nonsense", "count": "3"}, {"way": "503", "count": "x"}, {"way": "503", "count": "-1"}],
)
def test_a_senseless_order_means_back_to_normal(client: FlaskClient, form: dict[str, str]) -> None:
    client.post("/consigne", data={"way": "503", "count": "5"})
    client.post("/consigne", data=form)
    assert put(client, samples.delivery("normal")) == 201


def test_another_site_cannot_give_orders(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/consigne", data={"way": "503", "count": "1"}, headers=headers).status_code == 403


def test_what_is_not_there_has_a_page_with_a_way_back(client: FlaskClient) -> None:
    for url in ("/rien", "/dossiers/tilleray/REF-X", "/dossiers/x/y/pieces/1", "/dossiers/x/y/recepisse.pdf"):
        answer = client.get(url)
        assert answer.status_code == 404
        assert "Voir tous les dossiers" in answer.get_data(as_text=True)


def test_hostile_answers_are_shown_as_text(client: FlaskClient) -> None:
    base = samples.delivery("hostile", [samples.file("PJ-001", "a\r\nb.html", b"<script>", "text/html")])
    given = replace(base, labels=[replace(base.labels[0], value="<script>alert(1)</script>")])
    put_file(client, given.key, "files/1", b"<script>")
    assert put(client, given) == 201
    home = f"/dossiers/tilleray/{given.reference}"
    assert "<script>" not in page(client, home)
    piece = client.get(f"{home}/pieces/1", buffered=True)
    assert piece.mimetype == "application/octet-stream"
    assert "default-src 'none'" in piece.headers["Content-Security-Policy"]


def test_a_file_half_written_in_a_drop_folder_is_not_shown(client: FlaskClient, tmp_path: Path) -> None:
    for name, content in ((".tmp-x", json.dumps(samples.delivery().document())), ("REF-1", "{half")):
        home = tmp_path / "drop" / name
        home.mkdir()
        (home / "delivery.json").write_text(content)
    assert "Aucun dossier" in page(client, "/")
