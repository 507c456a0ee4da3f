"""The published contracts of a town: open to all, as described, the same that the pages use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from lxml import html

from engine.resources import read_json, schemas_root
from tests.towns import CATALOGUE, towns

OPENAPI = read_json(schemas_root() / "api" / "forms-1.openapi.json")
ROOT = "/v/tilleray"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with towns(tmp_path_factory.mktemp("api")) as here:
        yield here.client()


def told(path: str) -> Any:  # noqa: ANN401 -- a schema
    """Give the schema that the description announces for an address."""
    kinds = OPENAPI["paths"][path]["get"]["responses"]["200"]["content"]
    schema = next(iter(kinds.values()))["schema"]
    return {**schema, "components": OPENAPI["components"]}


def test_the_list_is_as_described_and_names_every_form(client: FlaskClient) -> None:
    reply = client.get(f"{ROOT}/api/v1/forms")
    assert reply.json is not None
    assert list(Draft202012Validator(told("/api/v1/forms")).iter_errors(reply.json)) == []
    assert {one["slug"] for one in reply.json["forms"]} <= set(CATALOGUE.slugs())
    assert len(reply.json["forms"]) >= 3


def test_the_list_may_be_asked_as_linked_data(client: FlaskClient) -> None:
    reply = client.get(f"{ROOT}/api/v1/forms", headers={"Accept": "application/ld+json"})
    assert (reply.mimetype, (reply.json or {})["type"]) == ("application/ld+json", "Catalog")


def test_every_address_of_the_list_answers(client: FlaskClient) -> None:
    forms = (client.get(f"{ROOT}/api/v1/forms").json or {})["forms"]
    for one in forms:
        for key in ("page", "schema", "service"):
            assert client.get(one[key].partition("8000")[2]).status_code == 200, one[key]


def test_a_schema_is_the_one_that_deposits_are_checked_with(client: FlaskClient) -> None:
    reply = client.get(f"{ROOT}/api/v1/forms/signalement/schema.json")
    assert reply.json == CATALOGUE.get("signalement").schema
    assert reply.mimetype == "application/schema+json"


def test_anybody_may_read_and_nobody_is_known(client: FlaskClient) -> None:
    reply = client.get(f"{ROOT}/api/v1/forms")
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in reply.headers
    again = client.get(f"{ROOT}/api/v1/forms", headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", ["forms/absente", "forms/absente/schema.json", "contexts/service-9.jsonld"])
def test_what_is_not_there_is_said_so(client: FlaskClient, path: str) -> None:
    assert client.get(f"{ROOT}/api/v1/{path}").status_code == 404


def test_the_page_for_people_links_to_each_contract(client: FlaskClient) -> None:
    page = html.document_fromstring(client.get(f"{ROOT}/formulaires").get_data())
    rows = page.xpath("//tbody/tr")
    forms = (client.get(f"{ROOT}/api/v1/forms").json or {})["forms"]
    assert len(rows) == len(forms)
    assert page.xpath("//a[contains(@href, 'openapi.json')]")


def test_every_address_is_described() -> None:
    described = {path.replace("{slug}", "<slug>").replace("{name}", "<name>") for path in OPENAPI["paths"]}
    source = (Path(__file__).parents[2] / "engine" / "web" / "api.py").read_text(encoding="utf-8")
    assert [path for path in described if f'"{path}"' not in source] == []
