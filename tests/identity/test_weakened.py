"""The attacks are real: with one check taken away, the relying party lets the very same lie through.

Without this, a refusal could come from anywhere, and the tests of test_relying_party would prove nothing.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from oic.utils.keyio import KeyBundle, KeyJar

from engine.identity import checks, messages, metadata, relying_party
from engine.identity.errors import Refused
from engine.identity.metadata import Metadata
from engine.identity.profiles import ProviderProfile
from tests.identity.conftest import World

pytestmark = pytest.mark.server

Weaken = Callable[[pytest.MonkeyPatch], None]


def without(*names: str) -> Weaken:
    def weaken(patch: pytest.MonkeyPatch) -> None:
        for name in names:
            patch.setattr(checks, name, lambda *_args, **_kwargs: None)

    return weaken


def any_algorithm(patch: pytest.MonkeyPatch) -> None:
    """Call the library with its defaults, and the secret among its keys as its own setter puts it."""
    real = messages._keys  # noqa: SLF001 -- the check that is weakened

    def keys(profile: ProviderProfile, published: Metadata) -> KeyJar:
        jar = real(profile, published)
        secret = {"kty": "oct", "k": base64.urlsafe_b64encode(profile.client_secret.encode()).decode()}
        jar.add_kb("", KeyBundle([secret]))  # type: ignore[no-untyped-call]  # the library is partly typed
        return jar

    patch.setattr(messages, "_keys", keys)
    patch.setattr(checks, "header", lambda *_args: None)
    patch.setattr(checks, "algorithms", lambda _profile: {})


def any_signature(patch: pytest.MonkeyPatch) -> None:
    def read(token: str, *_args: object) -> dict[str, Any]:
        body = token.split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return claims

    patch.setattr(messages, "id_token_claims", read)
    patch.setattr(messages, "userinfo_claims", read)
    patch.setattr(checks, "header", lambda *_args: None)


def any_level(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(checks, "level", lambda claims, _wanted: str(claims.get("acr")))


def any_subject(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(checks, "subject", lambda claims: claims.get("sub", "sub-1"))
    patch.setattr(checks, "same_subject", lambda *_args: None)


WEAKENED: dict[str, Weaken] = {
    "alg_none": any_algorithm,
    "hs_secret": any_algorithm,
    "other_alg": any_algorithm,
    "ui_alg_none": any_algorithm,
    "ui_hs_secret": any_algorithm,
    "ui_other_alg": any_algorithm,
    "wrong_key": any_signature,
    "unknown_kid": any_signature,
    "embedded_jwk": any_signature,
    "jku": any_signature,
    "tampered": any_signature,
    "hs_public_pem": any_signature,
    "ui_wrong_key": any_signature,
    "ui_tampered": any_signature,
    "wrong_iss": without("issuer"),
    "wrong_aud": without("audience"),
    "two_auds": without("audience"),
    "azp_other": without("audience"),
    "expired": without("times"),
    "exp_before_iat": without("times"),
    "future": without("times"),
    "not_before": without("times"),
    "old": without("times"),
    "no_exp": without("times"),
    "no_sub": any_subject,
    "no_nonce": without("nonce"),
    "bad_nonce": without("nonce"),
    "no_acr": any_level,
    "acr_low": any_level,
    "acr_unknown": any_level,
    "at_hash": without("access_token"),
    "ui_subject": without("same_subject"),
    "ui_audience": without("audience"),
    "ui_issuer": without("issuer"),
    "ui_expired": without("times"),
    "ui_no_exp": without("times"),
}


@pytest.mark.parametrize("mode", WEAKENED)
def test_a_check_taken_away_lets_its_attack_through(
    world: World, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused):
        world.login(mode)
    WEAKENED[mode](monkeypatch)
    assert world.login(mode).identity.birth_name == "QUERCITRON"


def test_unsigned_userinfo_passes_when_the_profile_asks_for_no_signature(world: World) -> None:
    with pytest.raises(Refused):
        world.login("ui_json")
    world.settings = {"kind": "oidc", "userinfo": "json"}
    assert world.login("ui_json").identity.birth_name == "QUERCITRON"


def test_without_the_transaction_s_checks_another_browser_finishes_the_login(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = world.start()

    def finish() -> str:
        forged = [("code", "code-1"), ("state", "forged"), ("iss", world.hostile.issuer)]
        other = replace(world.profile(), id="other")
        now = world.clock.now()
        return world.party.finish(other, started.body, forged, now, browser="other").provider

    with pytest.raises(Refused):
        finish()
    monkeypatch.setattr(relying_party, "check_transaction", lambda *_args: None)
    assert finish() == "other"


def test_without_the_check_of_iss_a_mixed_up_answer_passes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = world.start()
    mixed = [("code", "code-1"), ("state", started.state), ("iss", "https://autre.example")]
    with pytest.raises(Refused):
        world.finish(started, mixed)
    monkeypatch.setattr(relying_party, "code_of", lambda _profile, _metadata, answer: answer["code"])
    assert world.finish(started, mixed).identity.subject == "sub-1"


def test_without_the_limit_forged_keys_make_us_hammer_the_provider(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "_within", lambda *_args: False)
    for _ in range(3):
        with pytest.raises(Refused):
            world.login("unknown_kid")
    assert world.hostile.hits["/jwks"] > 3
