"""What the page's script asks: a street's addresses, for the session that holds the draft, and nothing else."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import pytest
from flask import Response

from engine.cities.city import City
from engine.geography.addresses import Addresses
from tests.services.addresses import Service, collection, feature
from tests.towns import Towns, towns
from tests.walking import Walker
from tests.web.journey.answering import draft_id, draft_of
from tests.web.journey.test_addresses import at_the_place, seated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse

pytestmark = pytest.mark.server
TYPED: Final = "14 rue du mou"
HOST: Final = "127.0.0.1"


@pytest.fixture
def both(tmp_path: Path, geocoder: Service) -> Iterator[Towns]:
    """Open the demo cities on a host that names the service."""
    with towns(tmp_path, addresses=Addresses(geocoder.url)) as made:
        yield made


@pytest.fixture
def walker(both: Towns) -> Walker:
    """Give a resident."""
    return Walker(both.client())


@pytest.fixture
def here(walker: Walker, both: Towns) -> str:
    """Give the page of the place of a sale, where a street is asked."""
    return at_the_place(walker, seated(both))


def street(walker: Walker, here: str) -> str:
    """Give where the page says that its street's addresses are asked."""
    return str(walker.page(here).xpath('string(//input[@id="ADX-002"]/@data-addresses)'))


def ask(walker: Walker, here: str, text: str = TYPED, **changes: str) -> TestResponse:
    """Ask as the page's script does."""
    page = walker.page(here)
    data = {"_csrf": str(page.xpath('string(//input[@name="_csrf"]/@value)')), "texte": text, **changes}
    return walker.client.post(street(walker, here), data=data)


def offered(reply: TestResponse) -> list[dict[str, Any]]:
    assert reply.status_code == 200
    assert reply.mimetype == "application/json"
    assert reply.headers["Cache-Control"] == "no-store"
    found: list[dict[str, Any]] = reply.get_json()["addresses"]
    return found


def test_an_address_says_itself_and_what_it_puts_in_each_input(
    walker: Walker, geocoder: Service, here: str
) -> None:
    assert offered(ask(walker, here)) == [
        {
            "said": "14 Rue du Moulin, 03990 Tilleray",
            "fill": {
                "voie": "14 Rue du Moulin",
                "codePostal": "03990",
                "commune": "Tilleray",
                "commune.code": "03990",
            },
        }
    ]
    assert [one["q"] for one in geocoder.asked] == [TYPED]


def test_the_town_is_that_of_the_reference_whatever_the_service_calls_it(
    walker: Walker, geocoder: Service, here: str
) -> None:
    geocoder.says = lambda: collection(feature(citycode="93066", postcode="93200", city="ST DENIS"))
    [one] = offered(ask(walker, here))
    assert (one["fill"]["commune"], one["fill"]["commune.code"]) == ("Saint-Denis", "93066")


def test_a_town_that_the_reference_does_not_know_is_left_to_be_chosen(
    walker: Walker, geocoder: Service, here: str
) -> None:
    geocoder.says = lambda: collection(feature(citycode="99999", city="Ailleurs"))
    [one] = offered(ask(walker, here))
    assert one["fill"]["commune"] == "Ailleurs"
    assert "commune.code" not in one["fill"]


def test_a_place_without_a_street_goes_where_places_are_asked(
    walker: Walker, geocoder: Service, here: str
) -> None:
    geocoder.says = lambda: collection(feature(type="locality", name="Le Moulin Vert"))
    [one] = offered(ask(walker, here, "moulin vert"))
    assert (one["fill"]["voie"], one["fill"]["lieuDit"]) == ("", "Le Moulin Vert")
    assert one["said"] == "Le Moulin Vert, 03990 Tilleray"


@pytest.mark.parametrize(
    ("typed", "name", "filled"),
    [
        ("14 bis rue du mou", "Rue du Moulin", "14 bis Rue du Moulin"),
        ("rue du mou", "Rue du Moulin", "Rue du Moulin"),
        ("140 rue du mou", "R" * 79, "R" * 79),
    ],
)
def test_a_number_that_the_service_does_not_know_stays_as_it_was_typed(  # noqa: PLR0913, PLR0917 -- fixtures
    walker: Walker, geocoder: Service, here: str, typed: str, name: str, filled: str
) -> None:
    geocoder.says = lambda: collection(feature(type="street", name=name))
    [one] = offered(ask(walker, here, typed))
    assert one["fill"]["voie"] == filled


def test_what_is_filled_is_a_right_answer_of_the_page(walker: Walker, both: Towns, here: str) -> None:
    [one] = offered(ask(walker, here))
    typed = {f"lieu.adresse.{name}": value for name, value in one["fill"].items()}
    assert walker.send(here, {**typed, "lieu.type": "parking"}).status_code == 303
    stored = draft_of(both, here).body.document["lieu"]["adresse"]
    assert stored["commune"] == {"code": "03990", "nom": "Tilleray"}
    assert stored["voieDecomposee"] == {"numero": "14", "type": "Rue", "nom": "du Moulin"}


@pytest.mark.parametrize("status", [500, 302, 429])
def test_a_service_that_fails_is_an_empty_answer(
    walker: Walker, geocoder: Service, here: str, status: int
) -> None:
    geocoder.says = lambda: Response("", status, {"location": "/elsewhere"})
    reply = ask(walker, here)
    assert (reply.status_code, reply.get_data()) == (204, b"")
    assert len(geocoder.asked) == 1


def test_nothing_found_is_an_empty_list(walker: Walker, geocoder: Service, here: str) -> None:
    geocoder.says = collection
    assert offered(ask(walker, here)) == []


def test_no_log_holds_what_was_typed(
    walker: Walker, geocoder: Service, here: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(walker, here, "rue secrete")
        geocoder.says = lambda: Response("", 500)
        ask(walker, here, "rue secrete")
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("httpcore")]
    assert any("left alone" in one for one in ours)
    assert not any("secrete" in one for one in ours)


@pytest.mark.parametrize(
    "text", ["", "  ", "14", "\x00\x00\x00", "\u200b\u200b\u200b", "x" * 121, "😀"],
)  # fmt: skip
def test_a_text_too_short_or_too_long_is_refused_and_not_sent_on(
    walker: Walker, geocoder: Service, here: str, text: str
) -> None:
    assert ask(walker, here, text).status_code == 400
    assert geocoder.asked == []


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "'; DROP TABLE drafts; --", "rue \x00 du \x07 port", "٣٤ شارع النصر"],
)
def test_a_hostile_text_is_a_text_like_another(
    walker: Walker, geocoder: Service, here: str, text: str
) -> None:
    geocoder.says = collection
    assert offered(ask(walker, here, text)) == []
    assert "\x00" not in geocoder.asked[0]["q"]


def test_a_megabyte_is_refused(walker: Walker, geocoder: Service, here: str) -> None:
    assert ask(walker, here, "x" * 1_000_000).status_code == 413
    assert geocoder.asked == []


def test_a_post_without_the_page_s_token_is_refused(walker: Walker, geocoder: Service, here: str) -> None:
    assert ask(walker, here, _csrf="forged").status_code == 403
    assert walker.client.post(street(walker, here), data={"texte": TYPED}).status_code == 403
    assert geocoder.asked == []


def test_nobody_asks_through_a_draft_that_is_not_theirs(
    walker: Walker, both: Towns, geocoder: Service, here: str
) -> None:
    where, other = street(walker, here), Walker(both.client())
    own = at_the_place(other, seated(both))
    page = other.page(own)
    for draft in (draft_id(own), draft_id(here)):
        told = {"_csrf": str(page.xpath('string(//input[@name="_csrf"]/@value)')), "texte": TYPED}
        reply = other.client.post(where.replace(draft_id(here), draft), data=told)
        assert reply.status_code == (200 if draft == draft_id(own) else 403)
    assert len(geocoder.asked) == 1


@pytest.mark.parametrize("code", ["ADX-006", "ADE-999", "VAD-020", "adx-002", "2", "ADX-002%00", "x" * 300])
def test_what_is_no_street_of_the_form_is_not_there(
    walker: Walker, geocoder: Service, here: str, code: str
) -> None:
    page = walker.page(here)
    told = {"_csrf": str(page.xpath('string(//input[@name="_csrf"]/@value)')), "texte": TYPED}
    reply = walker.client.post(street(walker, here).replace("ADX-002", code), data=told)
    assert reply.status_code in {303, 404}
    assert geocoder.asked == []


def test_it_is_never_asked_by_an_address_alone(walker: Walker, geocoder: Service, here: str) -> None:
    reply = walker.client.get(f"{street(walker, here)}?texte={TYPED}")
    assert reply.status_code == 405
    assert geocoder.asked == []


def test_one_session_asks_as_fast_as_one_types_and_no_faster(
    walker: Walker, both: Towns, geocoder: Service, here: str
) -> None:
    for _time in range(120):
        assert ask(walker, here).status_code == 200
    refused = ask(walker, here)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 60
    assert len(geocoder.asked) == 120
    other = Walker(both.client())
    assert ask(other, at_the_place(other, seated(both))).status_code == 200


def test_the_middle_of_the_town_s_territory_is_where_the_service_looks_first(
    walker: Walker, tmp_path: Path, geocoder: Service, here: str
) -> None:
    ask(walker, here)
    _write(tmp_path, "box = [46.5372, 3.2975, 46.5648, 3.3425]", "box = [46.10, 3.10, 46.20, 3.30]")
    ask(walker, here)
    assert [(one["lat"], one["lon"]) for one in geocoder.asked] == [("46.551", "3.320"), ("46.150", "3.200")]


def test_the_town_decides(walker: Walker, tmp_path: Path, geocoder: Service, here: str) -> None:
    where, told = street(walker, here), "/v/tilleray/donnees-personnelles"
    assert f"demande des adresses à {HOST}." in walker.client.get(told).get_data(as_text=True)
    assert walker.page(here).xpath('//script[contains(@src, "address.js")]')
    page = walker.page(here)
    data = {"_csrf": str(page.xpath('string(//input[@name="_csrf"]/@value)')), "texte": TYPED}
    _write(tmp_path, "address_suggestions = true", "address_suggestions = false")
    assert not walker.page(here).xpath("//@data-addresses | //script")
    assert walker.client.post(where, data=data).status_code == 404
    assert "Les adresses proposées" not in walker.client.get(told).get_data(as_text=True)
    assert geocoder.asked == []


def test_a_host_that_names_no_service_proposes_nothing(tmp_path: Path) -> None:
    with towns(tmp_path) as made:
        assert isinstance(made.cities.get("tilleray"), City)
        walker = Walker(made.client())
        page = walker.page(at_the_place(walker, seated(made)))
        assert page.xpath('//input[@id="ADX-002"]')
        assert not page.xpath("//@data-addresses | //script")
        told = walker.client.get("/v/tilleray/donnees-personnelles").get_data(as_text=True)
        assert "Les adresses proposées" not in told


def _write(folder: Path, old: str, new: str) -> None:
    file = folder / "cities" / "tilleray.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
