"""Whole logins over real HTTP: the honest ones pass, each lie is refused with its own reason."""

import base64
import hashlib
import json
import logging
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.identity.binding import browser_hash, new_token, same_browser
from engine.identity.claims import prefill
from engine.identity.errors import Kind, ProfileError, Reason, Refused
from engine.identity.profiles import FRANCECONNECT_PARAMETERS
from tests.identity.conftest import World
from tests.identity.hostile import CLIENT, PERSON, SECRET, Keys

pytestmark = pytest.mark.server

REFUSED = {
    "alg_none": Reason.ID_TOKEN_ALGORITHM,
    "alg_none_title": Reason.ID_TOKEN_ALGORITHM,
    "alg_none_mixed": Reason.ID_TOKEN_ALGORITHM,
    "hs_secret": Reason.ID_TOKEN_ALGORITHM,
    "hs_public_pem": Reason.ID_TOKEN_ALGORITHM,
    "hs_public_jwk": Reason.ID_TOKEN_ALGORITHM,
    "hs_empty": Reason.ID_TOKEN_ALGORITHM,
    "other_alg": Reason.ID_TOKEN_ALGORITHM,
    "embedded_jwk": Reason.ID_TOKEN_HEADER,
    "jku": Reason.ID_TOKEN_HEADER,
    "wrong_key": Reason.ID_TOKEN_SIGNATURE,
    "unknown_kid": Reason.ID_TOKEN_SIGNATURE,
    "tampered": Reason.ID_TOKEN_SIGNATURE,
    "not_a_jwt": Reason.ID_TOKEN_MALFORMED,
    "five_parts": Reason.ID_TOKEN_MALFORMED,
    "header_list": Reason.ID_TOKEN_MALFORMED,
    "wrong_iss": Reason.ID_TOKEN_ISSUER,
    "wrong_aud": Reason.ID_TOKEN_AUDIENCE,
    "two_auds": Reason.ID_TOKEN_AUDIENCE,
    "azp_other": Reason.ID_TOKEN_AUDIENCE,
    "expired": Reason.ID_TOKEN_EXPIRED,
    "exp_before_iat": Reason.ID_TOKEN_EXPIRED,
    "future": Reason.ID_TOKEN_FUTURE,
    "not_before": Reason.ID_TOKEN_FUTURE,
    "old": Reason.ID_TOKEN_OLD,
    "no_exp": Reason.ID_TOKEN_MALFORMED,
    "no_iat": Reason.ID_TOKEN_MALFORMED,
    "no_sub": Reason.ID_TOKEN_SUBJECT,
    "empty_sub": Reason.ID_TOKEN_SUBJECT,
    "long_sub": Reason.ID_TOKEN_SUBJECT,
    "no_nonce": Reason.NONCE_MISSING,
    "bad_nonce": Reason.NONCE_MISMATCH,
    "accent_nonce": Reason.NONCE_MISMATCH,
    "no_acr": Reason.ACR_MISSING,
    "acr_low": Reason.ACR_TOO_LOW,
    "acr_unknown": Reason.ACR_TOO_LOW,
    "at_hash": Reason.ID_TOKEN_ACCESS_TOKEN,
    "no_id_token": Reason.ID_TOKEN_MISSING,
    "token_type": Reason.TOKEN_INVALID,
    "token_text": Reason.TOKEN_INVALID,
    "token_accent": Reason.TOKEN_INVALID,
    "token_header": Reason.TOKEN_INVALID,
    "token_error": Reason.TOKEN_REFUSED,
    "token_redirect": Reason.TOKEN_REFUSED,
    "token_huge": Reason.RESPONSE_TOO_LARGE,
    "token_gzip": Reason.PROVIDER_UNAVAILABLE,
    "ui_subject": Reason.USERINFO_SUBJECT,
    "ui_audience": Reason.USERINFO_AUDIENCE,
    "ui_issuer": Reason.USERINFO_ISSUER,
    "ui_expired": Reason.USERINFO_EXPIRED,
    "ui_future": Reason.USERINFO_FUTURE,
    "ui_no_exp": Reason.USERINFO_MALFORMED,
    "ui_alg_none": Reason.USERINFO_ALGORITHM,
    "ui_hs_secret": Reason.USERINFO_ALGORITHM,
    "ui_hs_public_pem": Reason.USERINFO_ALGORITHM,
    "ui_other_alg": Reason.USERINFO_ALGORITHM,
    "ui_embedded_jwk": Reason.USERINFO_HEADER,
    "ui_wrong_key": Reason.USERINFO_SIGNATURE,
    "ui_tampered": Reason.USERINFO_SIGNATURE,
    "ui_five_parts": Reason.USERINFO_MALFORMED,
    "ui_json": Reason.USERINFO_NOT_SIGNED,
    "ui_error": Reason.USERINFO_REFUSED,
    "discovery_issuer": Reason.DISCOVERY_ISSUER,
    "discovery_http": Reason.ENDPOINT_INSECURE,
    "discovery_file": Reason.ENDPOINT_INSECURE,
    "discovery_number": Reason.DISCOVERY_INVALID,
    "discovery_text": Reason.DISCOVERY_INVALID,
    "down": Reason.PROVIDER_UNAVAILABLE,
    "jwks_symmetric": Reason.JWKS_INVALID,
    "jwks_text": Reason.JWKS_INVALID,
}


@pytest.mark.parametrize("mode", REFUSED)
def test_each_lie_is_refused_with_its_own_reason(world: World, mode: str) -> None:
    with pytest.raises(Refused) as refusal:
        world.login(mode)
    assert refusal.value.reason is REFUSED[mode]


@pytest.mark.parametrize("mode", ["exp_nan", "exp_text"])
def test_a_date_that_is_no_number_is_refused(world: World, mode: str) -> None:
    with pytest.raises(Refused) as refusal:
        world.login(mode)
    assert refusal.value.reason in (Reason.ID_TOKEN_MALFORMED, Reason.ID_TOKEN_SIGNATURE)


@pytest.mark.parametrize("mode", ["ok", "no_kid", "skewed", "acr_high", "two_auds_azp", "at_hash_good"])
def test_an_honest_login_gives_the_identity(world: World, mode: str) -> None:
    login = world.login(mode)
    assert login.identity.subject == "sub-1"
    assert login.identity.at == world.clock.now()
    assert login.identity.level == ("eidas3" if mode == "acr_high" else "eidas1")
    assert prefill(login.identity) == {
        "family_name": "QUERCITRON",
        "given_name": "Zelmire",
        "gender": "feminin",
        "birthdate": "1984-05-17",
        "birthcountry": "FR",
        "birthplace": "44109",
        "email": "zelmire@courriel.example",
    }


def test_franceconnect_is_sent_the_parameters_it_takes_and_no_other(world: World) -> None:
    world.start()
    assert set(world.hostile.asked) <= FRANCECONNECT_PARAMETERS
    assert world.hostile.asked["redirect_uri"] == "https://tilleray.example/connexion/hostile/retour"
    assert world.hostile.asked["scope"] == "openid identite_pivot preferred_username email"
    assert world.hostile.asked["acr_values"] == "eidas1"
    assert len(world.hostile.asked["nonce"]) >= 32
    assert len(world.hostile.asked["state"]) >= 32


def test_two_logins_never_share_a_state_or_a_nonce(world: World) -> None:
    first, second = world.start(), world.start()
    assert first.state != second.state
    assert first.nonce != second.nonce
    with pytest.raises(Refused) as refusal:
        world.finish(first)  # the provider answers with the second nonce
    assert refusal.value.reason is Reason.NONCE_MISMATCH


def test_what_is_kept_is_json_and_holds_neither_state_nor_cookie(world: World) -> None:
    started = world.start()
    kept = json.dumps(started.body)
    assert started.state not in kept
    assert "cookie-of-this-browser" not in kept
    assert started.expires_at == world.clock.now() + timedelta(minutes=30)
    copied = {**json.loads(kept), "next": "/demarches/"}
    query = world.query(started)
    login = world.party.finish(
        world.profile(), copied, query, world.clock.now(), browser="cookie-of-this-browser"
    )
    assert login.provider == "hostile"


def test_the_client_authenticates_in_the_body_once(world: World) -> None:
    world.login()
    assert world.hostile.form == {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "code": "code-1",
        "grant_type": "authorization_code",
        "redirect_uri": "https://tilleray.example/connexion/hostile/retour",
    }
    assert "Authorization" not in world.hostile.headers
    world.login()
    assert "Cookie" not in world.hostile.headers


def test_a_generic_provider_gets_pkce_and_may_get_basic_authentication(world: World) -> None:
    world.settings = {"kind": "oidc", "client_auth": "client_secret_basic"}
    world.login()
    digest = hashlib.sha256(world.hostile.form["code_verifier"].encode()).digest()
    assert world.hostile.asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert world.hostile.asked["code_challenge_method"] == "S256"
    expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
    assert world.hostile.headers["Authorization"] == f"Basic {expected}"
    assert "client_secret" not in world.hostile.form


def test_a_profile_may_choose_rs256_and_then_es256_is_refused(world: World) -> None:
    world.settings = {"alg": "RS256"}
    world.hostile.alg = "RS256"
    assert world.login().identity.birth_name == "QUERCITRON"
    with pytest.raises(Refused) as refusal:
        world.login("other_alg")
    assert refusal.value.reason is Reason.ID_TOKEN_ALGORITHM


def test_a_generic_provider_may_give_userinfo_as_json(world: World) -> None:
    world.settings = {"kind": "oidc", "userinfo": "json"}
    assert world.login("ui_json").identity.birth_name == "QUERCITRON"
    with pytest.raises(Refused) as refusal:
        world.login("ui_json_text")
    assert refusal.value.reason is Reason.USERINFO_MALFORMED


def test_a_form_may_ask_for_more_than_the_profile_never_for_less(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        world.login(acr="eidas2")
    assert refusal.value.reason is Reason.ACR_TOO_LOW
    assert refusal.value.kind is Kind.LEVEL
    assert world.login("acr_high", acr="eidas2").identity.level == "eidas3"
    world.start(acr="eidas0")
    assert world.hostile.asked["acr_values"] == "eidas1"
    with pytest.raises(ProfileError):
        world.start(acr="gold")


def refusal_of_query(world: World, *pairs: tuple[str, str], without: tuple[str, ...] = ()) -> Refused:
    started = world.start()
    query = [pair for pair in world.query(started) if pair[0] not in without]
    with pytest.raises(Refused) as refusal:
        world.finish(started, [*query, *pairs])
    assert "/token" not in world.hostile.hits
    return refusal.value


def test_a_way_back_that_does_not_hold_is_refused_before_the_code_is_used(world: World) -> None:
    other = ("iss", "https://autre.example")
    cases = (
        (refusal_of_query(world, without=("state",)), Reason.STATE_MISMATCH),
        (refusal_of_query(world, ("state", new_token()), without=("state",)), Reason.STATE_MISMATCH),
        (refusal_of_query(world, ("state", "é" * 43), without=("state",)), Reason.STATE_MISMATCH),
        (refusal_of_query(world, ("code", "other")), Reason.QUERY_DUPLICATE),
        (refusal_of_query(world, ("x", "1"), ("x", "1")), Reason.QUERY_DUPLICATE),
        (refusal_of_query(world, ("x", "y" * 5000)), Reason.QUERY_INVALID),
        (refusal_of_query(world, ("x", "a\r\nb")), Reason.QUERY_INVALID),
        (refusal_of_query(world, *((f"x{n}", "") for n in range(5000))), Reason.QUERY_INVALID),
        (refusal_of_query(world, without=("iss",)), Reason.ISS_MISSING),
        (refusal_of_query(world, other, without=("iss",)), Reason.ISS_MISMATCH),
        (refusal_of_query(world, without=("code",)), Reason.CODE_MISSING),
        (refusal_of_query(world, ("code", ""), without=("code",)), Reason.CODE_MISSING),
        (refusal_of_query(world, ("error", "access_denied"), without=("code",)), Reason.ACCESS_DENIED),
        (refusal_of_query(world, ("error", "server_error"), without=("code",)), Reason.PROVIDER_ERROR),
    )
    assert [refused.reason for refused, _reason in cases] == [reason for _refused, reason in cases]


def test_a_person_who_turns_back_is_told_apart_from_a_fault(world: World) -> None:
    turned_back = refusal_of_query(world, ("error", "access_denied"), without=("code",))
    assert turned_back.kind is Kind.CANCELLED
    assert refusal_of_query(world, ("error", "server_error"), without=("code",)).kind is Kind.TROUBLE
    assert refusal_of_query(world, without=("state",)).kind is Kind.AGAIN


def test_another_browser_cannot_finish_a_login(world: World) -> None:
    started = world.start()
    for browser in ("", "cookie-of-another-browser"):
        with pytest.raises(Refused) as refusal:
            world.party.finish(
                world.profile(), started.body, world.query(started), world.clock.now(), browser=browser
            )
        assert refusal.value.reason is Reason.BROWSER_MISMATCH


def test_a_login_of_one_provider_cannot_finish_at_another(world: World) -> None:
    started = world.start()
    for changed in (
        {"provider": "autre"},
        {"issuer": "https://autre.example"},
        {"redirect_uri": "https://x/"},
    ):
        with pytest.raises(Refused) as refusal:
            world.party.finish(
                world.profile(),
                {**started.body, **changed},
                world.query(started),
                world.clock.now(),
                browser="cookie-of-this-browser",
            )
        assert refusal.value.reason is Reason.MIXED_UP_PROVIDER


def test_a_login_waits_half_an_hour_and_no_longer(world: World) -> None:
    started = world.start()
    world.clock.advance(timedelta(minutes=30))
    assert world.finish(started).identity.subject == "sub-1"
    world.clock.advance(timedelta(seconds=1))
    with pytest.raises(Refused) as refusal:
        world.finish(started)
    assert refusal.value.reason is Reason.STATE_EXPIRED


@pytest.mark.parametrize(
    "changed", [{"v": 2}, {"nonce": None}, {"nonce": ""}, {"at": "hier"}, {"acr": "gold"}, {"state": 3}]
)
def test_a_transaction_that_does_not_read_is_refused(world: World, changed: dict[str, object]) -> None:
    started = world.start()
    kept = {**started.body, **changed}
    with pytest.raises(Refused) as refusal:
        world.party.finish(
            world.profile(), kept, world.query(started), world.clock.now(), browser="cookie-of-this-browser"
        )
    assert refusal.value.reason is Reason.TRANSACTION_INVALID


def test_keys_that_rotate_are_fetched_again(world: World) -> None:
    world.login()
    world.hostile.keys = Keys("second")
    world.clock.advance(timedelta(seconds=31))
    assert world.login().identity.subject == "sub-1"
    assert world.hostile.hits["/jwks"] == 2


def test_forged_keys_do_not_make_us_hammer_the_provider(world: World) -> None:
    world.login()
    for _ in range(5):
        with pytest.raises(Refused):
            world.login("unknown_kid")
    assert world.hostile.hits["/jwks"] == 1
    world.clock.advance(timedelta(seconds=31))
    for _ in range(5):
        with pytest.raises(Refused):
            world.login("unknown_kid")
    assert world.hostile.hits["/jwks"] == 2
    assert "/evil-jwks" not in world.hostile.hits


def test_what_a_provider_published_serves_while_it_is_down_for_a_day_at_most(world: World) -> None:
    world.login()
    world.hostile.mode = "down"
    world.clock.advance(timedelta(hours=2))
    assert world.start().url.startswith(world.hostile.issuer)
    tries = world.hostile.hits["/.well-known/openid-configuration"]
    world.start()
    assert world.hostile.hits["/.well-known/openid-configuration"] == tries
    world.clock.advance(timedelta(hours=23))
    with pytest.raises(Refused) as refusal:
        world.start()
    assert refusal.value.reason is Reason.PROVIDER_UNAVAILABLE


def test_the_provider_s_incident_code_is_kept_and_nothing_else_it_said(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        world.login("token_error")
    assert refusal.value.support == "Y049E20B"
    assert str(refusal.value) == "token_refused (Y049E20B)"


def test_logging_out_goes_to_the_provider_with_the_raw_token(world: World) -> None:
    login = world.login()
    url = world.party.logout_url(world.profile(), login.id_token_hint, "state-1", world.clock.now())
    assert url is not None
    assert parse_qs(urlsplit(url).query) == {
        "id_token_hint": [login.id_token_hint],
        "post_logout_redirect_uri": ["https://tilleray.example/connexion/hostile/sortie"],
        "state": ["state-1"],
    }
    silent = world.profile(logout=False)
    assert world.party.logout_url(silent, login.id_token_hint, "state-1", world.clock.now()) is None


def test_no_log_holds_a_token_or_an_identity(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login = world.login()
    for mode in ("alg_none", "tampered", "ui_wrong_key", "ui_subject"):
        with pytest.raises(Refused):
            world.login(mode)
    printed = caplog.text
    assert printed
    secrets = (SECRET, login.id_token_hint, "at-1", *PERSON.values())
    assert [text for text in secrets if text in printed and text != "female"] == []
    assert PERSON["family_name"] not in repr(login)


def test_the_environment_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HTTP_PROXY", "http://127.0.0.1:9"), ("VERIFY_SSL", "false"), ("TIMEOUT", "0.0001")):
        monkeypatch.setenv(name, value)
    assert world.login().identity.subject == "sub-1"


def test_a_browser_is_recognised_by_its_cookie_alone() -> None:
    cookie = new_token()
    assert len(cookie) == 43
    assert same_browser(cookie, browser_hash(cookie))
    assert not same_browser("", browser_hash(""))
    assert not same_browser(new_token(), browser_hash(cookie))
