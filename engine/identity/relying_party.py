"""One login, in two legs: `start` sends the person to the provider, `finish` believes or refuses the answer.

Between the two, the web layer keeps `Start.body` in the store and takes it out once, atomically.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from engine.identity import checks, messages
from engine.identity.binding import new_token
from engine.identity.claims import CountryMapper, Identity, read_identity
from engine.identity.errors import ProfileError, Reason, Refused
from engine.identity.fetch import Fetch, HttpFetch, Reply
from engine.identity.metadata import Metadata, MetadataCache
from engine.identity.profiles import FRANCECONNECT_PARAMETERS, LEVELS, ProviderProfile
from engine.identity.transaction import LOGIN_LIFE, check_transaction, new_transaction
from engine.identity.way_back import code_of, incident, single_values

_OK = 200
# An access token as RFC 6750, section 2.1, writes it: nothing that could end a header.
_B64TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


@dataclass(frozen=True, slots=True)
class Start:
    """The first leg of a login."""

    #: Where to send the browser (303).
    url: str
    #: Key of the transaction; the provider sends it back.
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    #: PKCE verifier (RFC 7636), for providers that take it.
    verifier: str | None = field(repr=False)
    #: When the transaction must be forgotten.
    expires_at: datetime
    #: What to keep, as plain JSON; the web layer may add keys of its own, such as where to return.
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Login:
    """A login that passed every check."""

    identity: Identity = field(repr=False)
    #: The raw id_token, to keep in the server's session: logging out needs it, even expired.
    id_token_hint: str = field(repr=False)
    #: The profile that vouched.
    provider: str


class RelyingParty:
    """Logs people in through any number of providers; one per process, safe to share between threads."""

    def __init__(self, countries: CountryMapper, fetch: Fetch | None = None) -> None:
        """`countries` turns an INSEE country code into ISO 3166-1 alpha-2, or None."""
        messages.keep_quiet()
        self._countries = countries
        self._fetch = fetch or HttpFetch()
        self._metadata = MetadataCache(self._fetch)

    def start(
        self, profile: ProviderProfile, now: datetime, *, browser: str, acr: str | None = None
    ) -> Start:
        """Begin a login for the browser that holds the cookie `browser`; raise Refused or ProfileError.

        `acr` is the level that the procedure asks; the profile's own is the least.
        """
        if acr is not None and acr not in LEVELS:
            raise ProfileError(profile.id, "acr", f"one of {', '.join(LEVELS)}")
        wanted = max(profile.acr, acr or profile.acr, key=LEVELS.index)
        state, nonce = new_token(), new_token()
        verifier = secrets.token_urlsafe(48) if profile.pkce else None
        metadata = self._metadata.get(profile, now)
        url = messages.authorization_url(
            profile, metadata, {"state": state, "nonce": nonce, "acr_values": wanted}, _challenge(verifier)
        )
        _check_parameters(profile, url)
        body = new_transaction(
            profile, now, state=state, nonce=nonce, acr=wanted, browser=browser, verifier=verifier
        )
        return Start(url, state, nonce, verifier, now + LOGIN_LIFE, body)

    def finish(
        self,
        profile: ProviderProfile,
        transaction: Mapping[str, Any],
        query: Iterable[tuple[str, str]],
        now: datetime,
        *,
        browser: str,
    ) -> Login:
        """Finish a login from the pairs of the way back's query; raise Refused.

        `profile` is the one of the address that was called, `transaction` the body kept for this state.
        """
        answer = single_values(query)
        check_transaction(profile, transaction, answer, now, browser)
        metadata = self._metadata.get(profile, now)
        code = code_of(profile, metadata, answer)
        tokens = self._exchange(profile, metadata, code, transaction["verifier"])
        raw = tokens["id_token"]
        claims = self._id_token(profile, raw, now)
        person = checks.subject(claims)
        checks.nonce(claims, transaction["nonce"])
        level = checks.level(claims, transaction["acr"])
        checks.access_token(claims, tokens["access_token"])
        facts = self._userinfo(profile, metadata, tokens["access_token"], now)
        checks.same_subject(facts, person)
        identity = read_identity(profile, facts, level, now, self._countries)
        return Login(identity, raw, profile.id)

    def logout_url(
        self, profile: ProviderProfile, id_token_hint: str, state: str, now: datetime
    ) -> str | None:
        """Give the address that logs out at the provider's, or None when there is none; raise Refused.

        The session here must be ended first, whatever this answers.
        """
        if not profile.logout:
            return None
        endpoint = self._metadata.get(profile, now).document.get("end_session_endpoint")
        if not isinstance(endpoint, str):
            return None
        return messages.logout_address(endpoint, id_token_hint, profile.post_logout_redirect_uri, state)

    def _exchange(
        self, profile: ProviderProfile, metadata: Metadata, code: str, verifier: str | None
    ) -> dict[str, Any]:
        body, headers = messages.token_request(profile, code, verifier)
        sent = {**headers, "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        reply = self._fetch("POST", metadata.document["token_endpoint"], headers=sent, body=body)
        if reply.status != _OK:
            raise Refused(Reason.TOKEN_REFUSED, incident(_text(reply)))
        try:
            tokens = messages.token_answer(_text(reply))
        except messages.UnreadableToken:
            raise Refused(Reason.TOKEN_INVALID) from None
        if str(tokens.get("token_type")).lower() != "bearer" or not _B64TOKEN.fullmatch(
            tokens["access_token"]
        ):
            raise Refused(Reason.TOKEN_INVALID)
        if not isinstance(tokens.get("id_token"), str):
            raise Refused(Reason.ID_TOKEN_MISSING)
        return tokens

    def _id_token(self, profile: ProviderProfile, raw: str, now: datetime) -> dict[str, Any]:
        claims = self._believe(profile, raw, now, "id_token")
        checks.issuer(claims, profile, "id_token")
        checks.audience(claims, profile, "id_token")
        checks.times(claims, profile, now, "id_token", required=True)
        return claims

    def _userinfo(
        self, profile: ProviderProfile, metadata: Metadata, access_token: str, now: datetime
    ) -> dict[str, Any]:
        sent = {"Authorization": f"Bearer {access_token}", "Accept": "application/jwt, application/json"}
        reply = self._fetch("GET", metadata.document["userinfo_endpoint"], headers=sent)
        if reply.status != _OK:
            raise Refused(Reason.USERINFO_REFUSED, incident(_text(reply)))
        if profile.userinfo == "json":
            return _plain_userinfo(reply)
        if reply.type != "application/jwt":
            raise Refused(Reason.USERINFO_NOT_SIGNED)
        claims = self._believe(profile, _text(reply).strip(), now, "userinfo")
        checks.issuer(claims, profile, "userinfo")
        checks.audience(claims, profile, "userinfo")
        checks.times(claims, profile, now, "userinfo", required=profile.strict)
        return claims

    def _believe(
        self, profile: ProviderProfile, raw: str, now: datetime, part: checks.Part
    ) -> dict[str, Any]:
        """Check header and signature; keys may have rotated, so a failure asks for them once more."""
        checks.header(raw, profile, part)
        read = messages.id_token_claims if part == "id_token" else messages.userinfo_claims
        allowed = checks.algorithms(profile)
        known = self._metadata.get(profile, now)
        try:
            return read(raw, profile, known, allowed)
        except messages.UnreadableToken:
            newer = self._metadata.get(profile, now, force=True)
        if newer is known:
            raise Refused(Reason(f"{part}_signature"))
        try:
            return read(raw, profile, newer, allowed)
        except messages.UnreadableToken:
            raise Refused(Reason(f"{part}_signature")) from None


def _challenge(verifier: str | None) -> dict[str, str]:
    if verifier is None:
        return {}
    digest = hashlib.sha256(verifier.encode()).digest()
    return {
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }


def _check_parameters(profile: ProviderProfile, url: str) -> None:
    names = {name for name, _value in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    unknown = names - FRANCECONNECT_PARAMETERS if profile.strict else set()
    if unknown:
        raise ProfileError(profile.id, ", ".join(sorted(unknown)), "FranceConnect refuses this parameter")


def _plain_userinfo(reply: Reply) -> dict[str, Any]:
    try:
        return messages.plain_claims(_text(reply))
    except messages.UnreadableToken:
        raise Refused(Reason.USERINFO_MALFORMED) from None


def _text(reply: Reply) -> str:
    return reply.body.decode("utf-8", "replace")
