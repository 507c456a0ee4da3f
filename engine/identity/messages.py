"""All that we ask of pyoidc: writing the requests, reading the answers, checking the signatures.

The only module that imports `oic`. Its defaults are unsafe, so each client is new (nothing grows or leaks
between logins), reads nothing from the environment, opens no connection, and knows no key but the provider's.
"""

# The library says it is typed, but most of its functions are not.
# mypy: allow-untyped-calls

import json
import logging
from collections.abc import Mapping
from typing import Any

from oic.oic import Client
from oic.oic.message import (
    AccessTokenRequest,
    AccessTokenResponse,
    EndSessionRequest,
    IdToken,
    OpenIDSchema,
)
from oic.utils.authn.client import CLIENT_AUTHN_METHOD
from oic.utils.keyio import KeyBundle, KeyJar
from oic.utils.settings import OicClientSettings

from engine.errors import FormuneError
from engine.identity.metadata import Metadata
from engine.identity.profiles import ProviderProfile

#: Loggers that would print tokens and claims at DEBUG level.
NOISY = ("oic.oauth2", "oic.oauth2.message", "oic.oic", "oic.oic.message", "oic.utils.keyio", "jwkest.jws")


class UnreadableToken(FormuneError):
    """The library could not read the token, or its signature does not hold."""


def authorization_url(
    profile: ProviderProfile, metadata: Metadata, arguments: Mapping[str, str], extra: Mapping[str, str]
) -> str:
    """Write the address that the browser is sent to."""
    client = _client(profile)
    request = client.construct_AuthorizationRequest(
        request_args={
            "client_id": profile.client_id,
            "response_type": "code",
            "scope": list(profile.scopes),
            "redirect_uri": profile.redirect_uri,
            **arguments,
        },
        extra_args=dict(extra),
    )
    return str(request.request(metadata.document["authorization_endpoint"]))


def token_request(profile: ProviderProfile, code: str, verifier: str | None) -> tuple[str, dict[str, str]]:
    """Write the exchange of a code: its form-encoded body, and its headers."""
    request = AccessTokenRequest(code=code, redirect_uri=profile.redirect_uri)
    if verifier:
        request["code_verifier"] = verifier
    authenticate: Any = CLIENT_AUTHN_METHOD[profile.client_auth](_client(profile))
    http = authenticate.construct(request, http_args={})
    headers = {str(name): str(value) for name, value in http.get("headers", {}).items()}
    return str(request.to_urlencoded()), headers


def token_answer(text: str) -> dict[str, Any]:
    """Read a token answer's members, its id_token still unread; raise UnreadableToken."""
    try:
        value = json.loads(text)
        token = value.pop("id_token", None)
        message = AccessTokenResponse().from_dict(value)
        message.verify()
        answer: dict[str, Any] = message.to_dict()
    except Exception:  # noqa: BLE001 -- on malformed input the library raises whatever it meets
        raise UnreadableToken from None
    return answer if token is None else {**answer, "id_token": token}


def id_token_claims(
    token: str, profile: ProviderProfile, metadata: Metadata, algorithms: Mapping[str, str]
) -> dict[str, Any]:
    """Give the claims of an id_token whose signature holds; raise UnreadableToken. No claim is checked."""
    return _signed(IdToken(), token, profile, metadata, algorithms)


def userinfo_claims(
    token: str, profile: ProviderProfile, metadata: Metadata, algorithms: Mapping[str, str]
) -> dict[str, Any]:
    """Give the claims of a userinfo whose signature holds; raise UnreadableToken. No claim is checked."""
    return _signed(OpenIDSchema(), token, profile, metadata, algorithms)


def plain_claims(text: str) -> dict[str, Any]:
    """Give the claims of an unsigned userinfo; raise UnreadableToken."""
    try:
        claims: dict[str, Any] = OpenIDSchema().from_json(text).to_dict()
    except Exception:  # noqa: BLE001 -- on malformed input the library raises whatever it meets
        raise UnreadableToken from None
    return claims


def logout_address(endpoint: str, id_token_hint: str, back: str, state: str) -> str:
    """Write the address that ends the person's session at the provider's (RP-Initiated Logout 1.0)."""
    request = EndSessionRequest(id_token_hint=id_token_hint, post_logout_redirect_uri=back, state=state)
    return str(request.request(endpoint))


def keep_quiet() -> None:
    """Stop the library's loggers below WARNING: at DEBUG they print tokens and identities."""
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _signed(
    message: OpenIDSchema,
    token: str,
    profile: ProviderProfile,
    metadata: Metadata,
    algorithms: Mapping[str, str],
) -> dict[str, Any]:
    try:
        read = message.from_jwt(
            token, keyjar=_keys(profile, metadata), sender=profile.issuer, algs=dict(algorithms)
        )
        claims: dict[str, Any] = read.to_dict()
    except Exception:  # noqa: BLE001 -- on forged input the libraries raise whatever they meet; all refuse
        raise UnreadableToken from None
    return claims


def _keys(profile: ProviderProfile, metadata: Metadata) -> KeyJar:
    jar = KeyJar()
    jar.add_kb(profile.issuer, KeyBundle([dict(key) for key in metadata.keys]))
    return jar


def _client(profile: ProviderProfile) -> Client:
    # OicClientSettings also reads VERIFY_SSL, TIMEOUT… from the environment: arguments win over it.
    settings = OicClientSettings(verify_ssl=True, client_cert=None, timeout=5, requests_session=None)
    client = Client(client_id=profile.client_id, client_authn_method=CLIENT_AUTHN_METHOD, settings=settings)
    # The public setter would add the secret to the verification keys, and let HS256 pass.
    client._c_secret = profile.client_secret  # noqa: SLF001 -- see above
    client.redirect_uris = [profile.redirect_uri]
    return client
