"""The demonstration provider is as strict as FranceConnect, and its six persons are who they should be."""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from werkzeug.test import TestResponse

from engine.clock import FrozenClock
from engine.demo.provider import PERSONS, NotDemoError, create_provider
from engine.identity.claims import prefill
from engine.identity.errors import Reason, Refused
from engine.identity.profiles import build_profile
from engine.identity.relying_party import Login, RelyingParty
from tests.demo.provider.conftest import CITY, ISSUER, OTHER, Desk, Served

ASKED = {
    "client_id": "tilleray",
    "acr_values": "eidas1",
    "response_type": "code",
    "nonce": "n" * 32,
    "state": "s" * 32,
    "redirect_uri": CITY.redirect_uris[0],
    "scope": "openid identite_pivot email",
}
EXCHANGE = {
    "grant_type": "authorization_code",
    "client_id": CITY.id,
    "client_secret": CITY.secret,
    "redirect_uri": CITY.redirect_uris[0],
}


def action(page: str) -> str:
    found = re.search(r'action="([^"]+)"', page)
    assert found
    return found[1]


def choose(desk: Desk, person: str = "claire") -> dict[str, str]:
    page = desk.browser.get("/authorize", query_string=ASKED).get_data(as_text=True)
    back = desk.browser.post(action(page), data={"personne": person})
    assert back.status_code == 303
    return dict(parse_qsl(urlsplit(back.location).query))


def exchange(desk: Desk, code: str, **changed: str) -> TestResponse:
    return desk.browser.post("/token", data={**EXCHANGE, "code": code, **changed})


def test_it_is_never_made_outside_demo_mode() -> None:
    clock = FrozenClock(datetime(2026, 11, 24, tzinfo=UTC))
    with pytest.raises(NotDemoError) as refusal:
        create_provider(ISSUER, [CITY], demo=False, clock=clock)
    assert "demo mode only" in str(refusal.value)


def test_the_page_says_what_it_is_and_offers_six_persons(desk: Desk) -> None:
    answer = desk.browser.get("/authorize", query_string=ASKED)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Fournisseur d’identité de démonstration" in page
    assert len(re.findall(r"Continuer avec", page)) == 6
    assert "FranceConnect" not in page
    assert "<script" not in page
    assert "style=" not in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:8000" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["code_challenge", "login_hint", "max_age", "display", "request", "x"])
def test_a_parameter_that_franceconnect_does_not_know_is_answered_by_a_page(desk: Desk, name: str) -> None:
    answer = desk.browser.get("/authorize", query_string={**ASKED, name: "1"})
    assert answer.status_code == 400
    assert "La connexion ne peut pas continuer" in answer.get_data(as_text=True)
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    "changed",
    [
        *({name: ""} for name in ASKED),
        {"nonce": "n" * 31},
        {"state": "s" * 31},
        {"state": "s" * 2000},
        {"client_id": "unknown"},
        {"redirect_uri": CITY.redirect_uris[0] + "/"},
        {"redirect_uri": OTHER.redirect_uris[0]},
        {"prompt": "none"},
        {"prompt": ""},
    ],
)
def test_a_wrong_or_missing_parameter_is_answered_by_a_page(desk: Desk, changed: dict[str, str]) -> None:
    assert desk.browser.get("/authorize", query_string={**ASKED, **changed}).status_code == 400
    missing = {name: value for name, value in {**ASKED, **changed}.items() if value}
    if missing.keys() != ASKED.keys() and "prompt" not in changed:
        assert desk.browser.get("/authorize", query_string=missing).status_code == 400


def test_a_repeated_parameter_is_answered_by_a_page(desk: Desk) -> None:
    pairs = [*ASKED.items(), ("state", "t" * 32)]
    assert desk.browser.get("/authorize", query_string=_encode(pairs)).status_code == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "identite_pivot"}, "invalid_scope"),
        ({"scope": "openid adresse"}, "invalid_scope"),
    ],
)
def test_a_wrong_scope_goes_back_as_an_error(desk: Desk, changed: dict[str, str], error: str) -> None:
    answer = desk.browser.get("/authorize", query_string={**ASKED, **changed})
    assert answer.status_code == 303
    assert answer.location.startswith(CITY.redirect_uris[0] + "?")
    values = dict(parse_qsl(urlsplit(answer.location).query))
    assert (values["error"], values["state"], values["iss"]) == (error, "s" * 32, ISSUER)


def test_authorize_takes_a_form_as_well(desk: Desk) -> None:
    assert desk.browser.post("/authorize", data=ASKED).status_code == 200


def test_a_code_is_exchanged_once_within_thirty_seconds(desk: Desk) -> None:
    code = choose(desk)["code"]
    desk.clock.advance(timedelta(seconds=30))
    assert exchange(desk, code).status_code == 200
    assert exchange(desk, code).get_json() == {"error": "invalid_grant"}
    late = choose(desk)["code"]
    desk.clock.advance(timedelta(seconds=31))
    assert exchange(desk, late).get_json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": "é"}, 401, "invalid_client"),
        ({"client_id": "unknown"}, 401, "invalid_client"),
        ({"client_id": OTHER.id, "client_secret": OTHER.secret}, 400, "invalid_grant"),
        ({"redirect_uri": OTHER.redirect_uris[0]}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code": "forged"}, 400, "invalid_grant"),
    ],
)
def test_an_exchange_that_does_not_hold_is_refused(
    desk: Desk, changed: dict[str, str], status: int, error: str
) -> None:
    answer = exchange(desk, **{"code": choose(desk)["code"], **changed})
    assert (answer.status_code, answer.get_json()) == (status, {"error": error})


def test_userinfo_is_signed_and_wants_a_fresh_token(desk: Desk) -> None:
    token = exchange(desk, choose(desk)["code"]).get_json()["access_token"]
    answer = desk.browser.get("/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert answer.mimetype == "application/jwt"
    assert answer.get_data(as_text=True).count(".") == 2
    for header in ({}, {"Authorization": "Bearer forged"}, {"Authorization": f"Basic {token}"}):
        assert desk.browser.get("/userinfo", headers=header).status_code == 401
    desk.clock.advance(timedelta(seconds=61))
    assert desk.browser.get("/userinfo", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_the_token_answer_has_franceconnect_s_five_members(desk: Desk) -> None:
    answer = exchange(desk, choose(desk)["code"]).get_json()
    assert set(answer) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert answer["expires_in"] == 60


def test_turning_back_goes_to_the_city_with_access_denied(desk: Desk) -> None:
    values = choose(desk, person="")
    assert values["error"] == "access_denied"
    assert values["error_description"] == "User auth aborted"
    assert choose(desk, person="unknown")["error"] == "access_denied"


def test_a_choice_is_made_once(desk: Desk) -> None:
    page = desk.browser.get("/authorize", query_string=ASKED).get_data(as_text=True)
    assert desk.browser.post(action(page), data={"personne": "claire"}).status_code == 303
    assert desk.browser.post(action(page), data={"personne": "claire"}).status_code == 400
    assert desk.browser.post("/choix/forged", data={"personne": "claire"}).status_code == 400


def test_a_page_that_does_not_exist_says_so(desk: Desk) -> None:
    assert desk.browser.get("/nothing").status_code == 404
    assert "imaginaire" in desk.browser.get("/").get_data(as_text=True)
    with desk.browser.get("/static/provider.css") as sheet:
        assert sheet.status_code == 200


def test_the_end_of_a_session_goes_only_where_the_client_registered(desk: Desk) -> None:
    hint = exchange(desk, choose(desk)["code"]).get_json()["id_token"]
    desk.clock.advance(timedelta(hours=1))
    right = {
        "id_token_hint": hint,
        "post_logout_redirect_uri": CITY.post_logout_redirect_uris[0],
        "state": "x",
    }
    answer = desk.browser.get("/session/end", query_string=right)
    assert answer.status_code == 303
    assert answer.location == CITY.post_logout_redirect_uris[0] + "?state=x"
    for changed in (
        {"id_token_hint": "forged"},
        {"id_token_hint": hint[:-4] + "AAAA"},
        {"post_logout_redirect_uri": "https://autre.example"},
    ):
        assert desk.browser.get("/session/end", query_string={**right, **changed}).status_code == 400


def login(served: Served, person: str, *, scopes: tuple[str, ...] = (), client: str = "tilleray") -> Login:
    known = CITY if client == "tilleray" else OTHER
    profile = build_profile(
        "demo",
        {
            "issuer": served.issuer,
            "label": "Démonstration",
            "scopes": ["openid", "identite_pivot", "preferred_username", "email", *scopes],
        },
        {"client_id": known.id, "client_secret": known.secret},
        base_url=known.redirect_uris[0].removesuffix("/connexion/demo/retour"),
        demo=True,
    )
    party = RelyingParty({"99100": "FR", "99139": "PT", "99341": "SN"}.get)
    started = party.start(profile, served.clock.now(), browser="cookie")
    page = requests.get(started.url, timeout=5)
    assert page.status_code == 200, page.text
    back = requests.post(
        served.issuer + action(page.text), data={"personne": person}, timeout=5, allow_redirects=False
    )
    query = parse_qsl(urlsplit(back.headers["Location"]).query)
    return party.finish(profile, started.body, query, served.clock.now(), browser="cookie")


@pytest.mark.server
def test_each_person_logs_in_with_their_trait(served: Served) -> None:
    filled = {
        person.key: prefill(login(served, person.key, scopes=("idp_birthdate",)).identity)
        for person in PERSONS
    }
    assert len(filled) == 6
    assert filled["claire"]["preferred_username"] == "MARCHAND"
    assert filled["paul"]["birthplace"] == "75112"
    assert filled["ines"]["birthcountry"] == "PT"
    assert "birthplace" not in filled["ines"]
    assert "email" not in filled["marcel"]
    assert filled["aminata"]["birthdate"] == "1968"
    assert filled["lucas"]["birthdate"] == "2010-11-03"


@pytest.mark.server
def test_a_person_has_another_identifier_at_another_city_and_keeps_it(served: Served) -> None:
    here = login(served, "claire").identity.subject
    assert re.fullmatch(r"[0-9a-f]{64}v1", here)
    assert login(served, "claire").identity.subject == here
    assert login(served, "claire", client="autre").identity.subject != here
    assert login(served, "paul").identity.subject != here


@pytest.mark.server
def test_who_turns_back_is_nobody(served: Served) -> None:
    with pytest.raises(Refused) as refusal:
        login(served, "")
    assert refusal.value.reason is Reason.ACCESS_DENIED


@pytest.mark.server
def test_logging_out_comes_back_to_the_city(served: Served) -> None:
    done = login(served, "claire")
    query = {
        "id_token_hint": done.id_token_hint,
        "state": "x",
        "post_logout_redirect_uri": CITY.post_logout_redirect_uris[0],
    }
    answer = requests.get(f"{served.issuer}/session/end", params=query, timeout=5, allow_redirects=False)
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"state": ["x"]}


def test_the_minor_has_just_turned_sixteen_whatever_the_day() -> None:
    lucas = next(person for person in PERSONS if person.key == "lucas")
    day = date(2024, 1, 1)
    for _ in range(1500):
        born = date.fromisoformat(lucas.claims_for(("birthdate",), day)["birthdate"])
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        assert age == 16
        assert (day - born.replace(year=day.year, day=min(born.day, 28))).days % 366 < 60
        day += timedelta(days=1)


def _encode(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in pairs)
