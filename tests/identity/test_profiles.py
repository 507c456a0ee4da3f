"""A provider's settings: what is right is taken, what is wrong is named."""

import pytest

from engine.identity.errors import ProfileError
from engine.identity.profiles import ProviderProfile, build_profile, safe_address

CITY = {"issuer": "https://oidc.franceconnect.gouv.fr/api/v2"}
SECRET = {"client_id": "abc", "client_secret": "a-secret-long-enough"}


def build(city: dict[str, object], secret: dict[str, object] | None = None) -> ProviderProfile:
    settings = SECRET if secret is None else secret
    return build_profile(
        "franceconnect", {**CITY, **city}, settings, base_url="https://tilleray.example/", demo=False
    )


def test_an_issuer_and_a_secret_are_enough_for_franceconnect() -> None:
    profile = build({})
    assert profile.strict
    assert (profile.alg, profile.acr, profile.userinfo, profile.pkce) == ("ES256", "eidas1", "jwt", False)
    assert profile.redirect_uri == "https://tilleray.example/connexion/franceconnect/retour"
    assert profile.redirect_uri.endswith(profile.callback_path)
    assert profile.post_logout_redirect_uri == "https://tilleray.example/connexion/franceconnect/sortie"
    assert profile.skew == 30


def test_a_profile_never_shows_its_secret() -> None:
    assert "a-secret-long-enough" not in repr(build({}))


def test_a_generic_provider_uses_pkce() -> None:
    profile = build({"kind": "oidc", "label": "Mon compte", "acr": "eidas0", "claims": {"email": "mail"}})
    assert profile.pkce
    assert profile.claims == {"email": "mail"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("issuer", "http://oidc.example"),
        ("issuer", "http://127.0.0.1:8001"),
        ("issuer", "https://user@oidc.example"),
        ("issuer", "https://oidc.example/#x"),
        ("issuer", "https://[oidc"),
        ("issuer", ""),
        ("issuer", 3),
        ("kind", "saml"),
        ("alg", "none"),
        ("alg", "HS256"),
        ("scopes", ["email"]),
        ("scopes", "openid"),
        ("scopes", ["openid", "a b"]),
        ("acr", "eidas0"),
        ("acr", "gold"),
        ("userinfo", "json"),
        ("pkce", True),
        ("pkce", "oui"),
        ("client_auth", "client_secret_basic"),
        ("client_auth", "none"),
        ("claims", ["email"]),
        ("skew", 3600),
        ("skew", True),
        ("logout", "non"),
        ("couleur", "bleu"),
        ("client_secret", "in-the-wrong-file"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: object) -> None:
    with pytest.raises(ProfileError) as error:
        build({key: value})
    assert (error.value.provider, error.value.key) == ("franceconnect", key)
    assert error.value.mend
    assert "in-the-wrong-file" not in str(error.value)


@pytest.mark.parametrize(
    ("secret", "key"),
    [
        ({}, "client_id"),
        ({"client_id": "abc"}, "client_secret"),
        ({"client_id": "abc", "client_secret": "short"}, "client_secret"),
        ({**SECRET, "password": "x"}, "password"),
    ],
)
def test_a_wrong_secret_file_is_named(secret: dict[str, object], key: str) -> None:
    with pytest.raises(ProfileError) as error:
        build({}, secret)
    assert error.value.key == key
    assert "short" not in str(error.value)


def test_a_provider_s_name_fits_in_an_address() -> None:
    for name in ("France Connect", "é", "", "Fc", "../x"):
        with pytest.raises(ProfileError) as error:
            build_profile(name, CITY, SECRET, base_url="https://tilleray.example", demo=False)
        assert error.value.key == "id"


def test_a_city_without_https_has_no_login_outside_demo_mode() -> None:
    with pytest.raises(ProfileError) as error:
        build_profile("franceconnect", CITY, SECRET, base_url="http://tilleray.example", demo=False)
    assert error.value.key == "url"


def test_http_is_for_loopback_in_demo_mode() -> None:
    assert safe_address("https://oidc.example/a?b=1", demo=False)
    assert safe_address("http://127.0.0.1:8001", demo=True)
    assert safe_address("http://[::1]:8001", demo=True)
    assert not safe_address("http://127.0.0.1:8001", demo=False)
    assert not safe_address("http://127.0.0.1.example", demo=True)
    assert not safe_address("http://192.168.1.1", demo=True)
    assert not safe_address("https://a b", demo=True)
    assert not safe_address("https://oidc.example:99999", demo=True)
