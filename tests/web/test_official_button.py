"""The official button of an identity provider: the city's file, byte for byte; without one, a plain button."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.demo.cities import PROVIDER
from tests.towns import Towns, towns
from tests.web.macros.parsed import Parsed

BUTTON = b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='5'><path d='M0 0h9v4z'/></svg>\n"
START = "/v/tilleray/demarches/acte-etat-civil/"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Towns]:
    with towns(tmp_path) as opened:
        yield opened


def test_the_demonstration_has_a_plain_button_and_no_mark_of_anybody(made: Towns) -> None:
    html = made.client().get(START).text
    assert "official" not in html
    assert "fr-connect" not in html
    assert f"/connexion/{PROVIDER}" in html


def test_a_button_given_by_the_city_is_shown_unchanged_with_its_words(made: Towns, tmp_path: Path) -> None:
    file = tmp_path / "cities" / "tilleray.toml"
    (file.parent / "officiel.svg").write_bytes(BUTTON)
    head = f"[providers.{PROVIDER}]\n"
    before = file.read_text(encoding="utf-8")
    assert head in before
    file.write_text(before.replace(head, f'{head}button = "officiel.svg"\n'), encoding="utf-8")

    client = made.client()
    parsed = Parsed(client.get(START).text)
    [link] = [one for one in parsed.all("a") if "official" in one.attributes.get("class", "")]
    [picture] = [one for one in parsed.all("img") if one.inside("a") is link]
    assert picture.attributes["alt"].startswith("S’identifier avec")
    served = client.get(picture.attributes["src"])
    assert served.data == BUTTON
    assert served.content_type == "image/svg+xml"
    assert "immutable" in served.headers["Cache-Control"]
    assert "sandbox" in served.headers["Content-Security-Policy"]


def test_no_class_of_the_state_s_design_system_stands_in_the_pages(checkout: Path) -> None:
    for file in (checkout / "engine").rglob("*.html"):
        assert 'class="fr-' not in file.read_text(encoding="utf-8"), file.name
