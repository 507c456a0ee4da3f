"""What the authorize address accepts: as FranceConnect version 2 does, nothing more.

A wrong client, redirection or parameter is answered by a page without a way back, which would be an open
redirection; a wrong scope or response type goes back to the client as an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.demo.provider.persons import SCOPES
from engine.errors import FormuneError

_NEEDED = ("client_id", "acr_values", "response_type", "nonce", "state", "redirect_uri", "scope")
_OPTIONAL = ("claims", "prompt", "idp_hint", "ui_locales")
_LEVELS = ("eidas1", "eidas2", "eidas3")
_PROMPTS = ("login", "consent", "login consent", "consent login")
_SHORTEST = 32
_LONGEST = 1024


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A service that may use the provider; addresses are compared whole."""

    id: str
    secret: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """An accepted request for a login."""

    client: DemoClient
    redirect_uri: str
    state: str
    nonce: str
    scopes: tuple[str, ...]
    acr: str


class RequestRefusedError(FormuneError):
    """A request is answered by a page; `words` says why, in French."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class RequestReturnedError(FormuneError):
    """A request goes back to its client as an OAuth error."""

    def __init__(self, redirect_uri: str, state: str, error: str) -> None:
        super().__init__(error)
        self.redirect_uri = redirect_uri
        self.state = state
        self.error = error


def read_request(values: Mapping[str, Sequence[str]], clients: Mapping[str, DemoClient]) -> Request:
    """Read a request's parameters; raise RequestRefusedError or RequestReturnedError."""
    single = _single(values)
    client = clients.get(single["client_id"])
    if client is None:
        raise RequestRefusedError("Le service qui vous envoie n’est pas connu ici.")
    if single["redirect_uri"] not in client.redirect_uris:
        raise RequestRefusedError("L’adresse de retour n’est pas celle du service.")
    for name in ("nonce", "state"):
        if len(single[name]) < _SHORTEST:
            raise RequestRefusedError(f"Le paramètre « {name} » a moins de {_SHORTEST} caractères.")
    if single.get("prompt", "login") not in _PROMPTS:
        raise RequestRefusedError("Le paramètre « prompt » n’a pas une valeur admise.")
    scopes = tuple(single["scope"].split())
    if single["response_type"] != "code":
        raise RequestReturnedError(single["redirect_uri"], single["state"], "unsupported_response_type")
    if "openid" not in scopes or any(scope not in SCOPES for scope in scopes):
        raise RequestReturnedError(single["redirect_uri"], single["state"], "invalid_scope")
    return Request(
        client,
        single["redirect_uri"],
        single["state"],
        single["nonce"],
        scopes,
        _lowest(single["acr_values"].split()),
    )


def _single(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    for name, found in values.items():
        if name not in _NEEDED + _OPTIONAL:
            raise RequestRefusedError("Un paramètre n’est pas admis.")
        if len(found) != 1:
            raise RequestRefusedError(f"Le paramètre « {name} » est répété.")
        if not found[0] or len(found[0]) > _LONGEST:
            raise RequestRefusedError(f"Le paramètre « {name} » est vide ou trop long.")
    for name in _NEEDED:
        if name not in values:
            raise RequestRefusedError(f"Le paramètre « {name} » manque.")
    return {name: found[0] for name, found in values.items()}


def _lowest(wanted: Sequence[str]) -> str:
    """Give the lowest level asked that is known, the first level when none is, as FranceConnect does."""
    return next((level for level in _LEVELS if level in wanted), _LEVELS[0])
