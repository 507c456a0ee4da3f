"""A request that is too big or unreadable is refused, and never becomes an empty form."""

from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from engine.web.limits import FILE_BYTES, PARAMETERS, TEXT_BYTES
from tests.web.macros import samples

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    app: Flask = samples.application(samples.city(tmp_path))
    app.add_url_rule(
        "/echo", "echo", lambda: str(len(list(request.form.items(multi=True)))), methods=["POST"]
    )
    return app.test_client()


def test_an_ordinary_form_passes(client: FlaskClient) -> None:
    response = client.post("/echo", data={"nom": "Élodie « Œ »", "jours": ["lundi", "mardi"]})
    assert (response.status_code, response.text) == (200, "3")


def test_as_many_parameters_as_allowed_pass_and_one_more_does_not(client: FlaskClient) -> None:
    assert client.post("/echo", data=b"&".join([b"a=1"] * PARAMETERS), content_type=FORM).text == str(
        PARAMETERS
    )
    refused = client.post("/echo", data=b"&".join([b"a=1"] * (PARAMETERS + 1)), content_type=FORM)
    assert refused.status_code == 413


def test_five_thousand_parameters_are_refused_in_words(client: FlaskClient) -> None:
    refused = client.post("/echo", data=b"&".join([b"a=1"] * 5000), content_type=FORM)
    assert refused.status_code == 413
    assert "Votre envoi est trop lourd" in refused.text


def test_five_thousand_parts_and_parameters_of_an_address_are_refused(client: FlaskClient) -> None:
    parts = client.post("/echo", data={f"a{n}": "x" for n in range(1200)}, content_type="multipart/form-data")
    assert parts.status_code == 413
    assert client.get("/?" + "&".join(["q=a"] * 5000)).status_code == 413


@pytest.mark.parametrize("body", [b"nom=%E9lodie", b"nom=\xe9lodie", b"%FF=1"])
def test_a_broken_encoding_is_said_and_not_emptied(client: FlaskClient, body: bytes) -> None:
    refused = client.post("/echo", data=body, content_type=FORM)
    assert refused.status_code == 400
    assert "Nous n’avons pas pu lire votre envoi" in refused.text


def test_a_broken_encoding_in_an_address_is_said(client: FlaskClient) -> None:
    assert client.get("/?q=%E9").status_code == 400


def test_a_broken_encoding_or_a_cut_body_of_parts_is_said(client: FlaskClient) -> None:
    whole = b'--x\r\nContent-Disposition: form-data; name="nom"\r\n\r\n%b\r\n--x--\r\n'
    kind = "multipart/form-data; boundary=x"
    assert client.post("/echo", data=whole % "Élodie".encode(), content_type=kind).text == "1"
    assert client.post("/echo", data=whole % b"\xe9lodie", content_type=kind).status_code == 400
    assert client.post("/echo", data=(whole % b"cut")[:-12], content_type=kind).status_code == 400


def test_a_text_that_is_too_long_is_refused(client: FlaskClient) -> None:
    refused = client.post("/echo", data=b"a=" + b"x" * TEXT_BYTES, content_type=FORM)
    assert refused.status_code == 413


def test_a_document_of_the_greatest_size_passes(client: FlaskClient) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="photos"; filename="a.jpg"\r\n\r\n'
    body = head + b"x" * FILE_BYTES + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    assert client.post("/echo", data=body, content_type=kind).status_code == 200
