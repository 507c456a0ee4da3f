"""A provider is data: its settings come from the city file and its secret from the city's secret file.

FranceConnect's own rules are those of its version 2: only the listed parameters may reach `/authorize`
(any other is answered 400), PKCE is among the refused ones, the client authenticates in the body.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from engine.identity.errors import ProfileError

#: Signature algorithms that a profile may choose; symmetric ones and `none` are never among them.
ALGORITHMS = ("ES256", "RS256")

#: Levels of assurance, weakest first (eIDAS, regulation (EU) 910/2014, article 8; `-mfa` is ProConnect's).
LEVELS = ("eidas0", "eidas1", "eidas1-mfa", "eidas2", "eidas3")

#: The only parameters that FranceConnect version 2 takes at `/authorize`.
FRANCECONNECT_PARAMETERS = frozenset(
    {
        "client_id",
        "acr_values",
        "response_type",
        "nonce",
        "state",
        "redirect_uri",
        "scope",
        "claims",
        "prompt",
        "idp_hint",
        "ui_locales",
    }
)

#: Scopes asked when the city file is silent: the pivot identity, the name in use and the e-mail address.
DEFAULT_SCOPES = ("openid", "identite_pivot", "preferred_username", "email")

_AUTHENTICATIONS = ("client_secret_post", "client_secret_basic")
_CITY_KEYS = frozenset(
    {
        "kind",
        "label",
        "issuer",
        "alg",
        "scopes",
        "acr",
        "userinfo",
        "pkce",
        "client_auth",
        "claims",
        "skew",
        "logout",
    }
)
_SECRET_KEYS = frozenset({"client_id", "client_secret"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LONGEST_SKEW = 120
_SHORTEST_SECRET = 16


@dataclass(frozen=True, slots=True)
class ProviderProfile:
    """Everything one login needs to know of a provider; built by `build_profile` only."""

    id: str
    #: `franceconnect` applies its stricter rules; `oidc` is any OpenID Connect provider.
    kind: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    post_logout_redirect_uri: str
    alg: str = "ES256"
    scopes: tuple[str, ...] = DEFAULT_SCOPES
    #: Weakest level accepted, one of `LEVELS`; a form may ask for more at `start`.
    acr: str = "eidas1"
    #: `jwt` (signed answer, checked) or `json` (believed because of TLS alone).
    userinfo: str = "jwt"
    pkce: bool = False
    client_auth: str = "client_secret_post"
    #: Provider's claim name for each of ours, where it differs: `{"birthplace": "lieu_naissance"}`.
    claims: Mapping[str, str] = field(default_factory=dict)
    #: Tolerated difference between the two clocks, in seconds.
    skew: int = 30
    #: Whether logging out here also goes to the provider's.
    logout: bool = True
    #: Whether http to loopback is accepted; true in demo mode only.
    demo: bool = False

    @property
    def callback_path(self) -> str:
        """Give the path, under the city's address, where this provider alone sends people back."""
        return f"/connexion/{self.id}/retour"

    @property
    def strict(self) -> bool:
        """Say whether FranceConnect's stricter rules apply."""
        return self.kind == "franceconnect"


def build_profile(
    provider: str, city: Mapping[str, Any], secret: Mapping[str, Any], *, base_url: str, demo: bool
) -> ProviderProfile:
    """Build a profile from the provider's table in the city file and from its secret file.

    `base_url` is the city's own address, without a final slash. Raise ProfileError naming the wrong key.
    """
    reader = _Reader(provider, city, secret)
    reader.known()
    if not safe_address(base_url, demo=demo):
        raise ProfileError(provider, "url", "the city's address must be https (loopback http in demo mode)")
    kind = reader.choice("kind", ("franceconnect", "oidc"), "franceconnect")
    profile = ProviderProfile(
        id=reader.identifier(),
        kind=kind,
        label=reader.text("label", "FranceConnect" if kind == "franceconnect" else None),
        issuer=reader.address("issuer", demo=demo),
        client_id=reader.secret_text("client_id", 1),
        client_secret=reader.secret_text("client_secret", 1 if demo else _SHORTEST_SECRET),
        redirect_uri=f"{base_url.rstrip('/')}/connexion/{provider}/retour",
        post_logout_redirect_uri=f"{base_url.rstrip('/')}/connexion/{provider}/sortie",
        alg=reader.choice("alg", ALGORITHMS, "ES256"),
        scopes=reader.scopes(),
        acr=reader.choice("acr", LEVELS, "eidas1"),
        userinfo=reader.choice("userinfo", ("jwt", "json"), "jwt"),
        pkce=reader.flag("pkce", default=kind == "oidc"),
        client_auth=reader.choice("client_auth", _AUTHENTICATIONS, "client_secret_post"),
        claims=reader.claims(),
        skew=reader.skew(),
        logout=reader.flag("logout", default=True),
        demo=demo,
    )
    if profile.strict:
        _check_franceconnect(profile)
    return profile


def safe_address(address: str, *, demo: bool) -> bool:
    """Say whether an address may be called: https, or http to loopback in demo mode; no user, no fragment."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment or any(c.isspace() for c in address):
        return False
    return parts.scheme == "https" or (demo and parts.scheme == "http" and host in _LOOPBACK)


def _check_franceconnect(profile: ProviderProfile) -> None:
    if profile.pkce:
        raise ProfileError(profile.id, "pkce", "false: FranceConnect refuses the parameters of PKCE")
    if profile.userinfo != "jwt":
        raise ProfileError(
            profile.id, "userinfo", '"jwt": ask for a signed userinfo on the partners\' portal'
        )
    if profile.client_auth != "client_secret_post":
        raise ProfileError(profile.id, "client_auth", '"client_secret_post": FranceConnect takes no other')
    if profile.acr not in ("eidas1", "eidas2", "eidas3"):
        raise ProfileError(profile.id, "acr", '"eidas1", or "eidas2" with FranceConnect+')


@dataclass(frozen=True, slots=True)
class _Reader:
    provider: str
    city: Mapping[str, Any]
    secret: Mapping[str, Any]

    def wrong(self, key: str, mend: str) -> ProfileError:
        return ProfileError(self.provider, key, mend)

    def known(self) -> None:
        for key in self.city:
            if key in _SECRET_KEYS:
                raise self.wrong(key, f"belongs in the secret file oidc-{self.provider}.json")
            if key not in _CITY_KEYS:
                raise self.wrong(key, f"unknown; the keys are {', '.join(sorted(_CITY_KEYS))}")
        for key in self.secret:
            if key not in _SECRET_KEYS:
                raise self.wrong(key, "unknown in the secret file; it holds client_id and client_secret")

    def identifier(self) -> str:
        name = self.provider
        if not (name.isascii() and name.replace("-", "").isalnum() and name == name.lower()):
            raise self.wrong("id", "lower-case letters, digits and hyphens only")
        return name

    def text(self, key: str, default: str | None = None) -> str:
        value = self.city.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "a text is needed")
        return value

    def secret_text(self, key: str, shortest: int) -> str:
        value = self.secret.get(key)
        if not isinstance(value, str) or len(value) < shortest:
            raise self.wrong(key, f"a text of {shortest} characters or more in oidc-{self.provider}.json")
        return value

    def choice(self, key: str, values: tuple[str, ...], default: str) -> str:
        value = self.city.get(key, default)
        if value not in values:
            raise self.wrong(key, f"one of {', '.join(values)}")
        return str(value)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.city.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def address(self, key: str, *, demo: bool) -> str:
        value = self.text(key)
        if not safe_address(value, demo=demo):
            raise self.wrong(key, "an https address (http to 127.0.0.1 is for demo mode only)")
        return value

    def scopes(self) -> tuple[str, ...]:
        value = self.city.get("scopes", DEFAULT_SCOPES)
        texts = isinstance(value, list | tuple) and all(
            isinstance(s, str) and s.split() == [s] for s in value
        )
        if not texts or "openid" not in value:
            raise self.wrong("scopes", 'a list of scopes that holds "openid"')
        return tuple(value)

    def claims(self) -> Mapping[str, str]:
        value = self.city.get("claims", {})
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            raise self.wrong("claims", "a table of claim names")
        return dict(value)

    def skew(self) -> int:
        value = self.city.get("skew", 30)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST_SKEW:
            raise self.wrong("skew", f"a number of seconds between 0 and {_LONGEST_SKEW}")
        return value
