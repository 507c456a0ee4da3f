"""A provider that lies: one mode per attack, over real HTTP on the loopback.

It signs with joserfc, a library that the engine's relying party does not use.
"""

import base64
import gzip
import hashlib
import hmac
import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, jsonify, request
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey
from werkzeug.serving import BaseWSGIServer, make_server

from engine.clock import FrozenClock

SECRET = "a-secret-of-the-tests-only-000000"
CLIENT = "ville-de-tilleray"
PERSON = {
    "given_name": "Zelmire",
    "family_name": "QUERCITRON",
    "gender": "female",
    "birthdate": "1984-05-17",
    "birthplace": "44109",
    "birthcountry": "99100",
    "email": "zelmire@courriel.example",
}

Claims = dict[str, Any]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw_jws(header: dict[str, Any], claims: Claims, key: bytes | None) -> str:
    """Write a JWS by hand, as no honest library would: HMAC with any bytes, or no signature."""
    head = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    mac = b"" if key is None else hmac.new(key, head.encode(), hashlib.sha256).digest()
    return f"{head}.{b64(mac)}"


class Keys:
    """One key per algorithm, and one that is not published."""

    def __init__(self, name: str) -> None:
        self.ec = ECKey.generate_key("P-256", parameters={"kid": f"{name}-ec", "use": "sig", "alg": "ES256"})
        self.rsa = RSAKey.generate_key(2048, parameters={"kid": f"{name}-rsa", "use": "sig", "alg": "RS256"})
        self.other = ECKey.generate_key("P-256", parameters={"kid": "unpublished", "use": "sig"})

    def jwks(self) -> list[dict[str, Any]]:
        """Give the public keys."""
        return [dict(self.ec.as_dict(private=False)), dict(self.rsa.as_dict(private=False))]


KEYS = Keys("first")


@dataclass
class Hostile:
    """The provider: `mode` says which lie to tell next."""

    issuer: str
    clock: FrozenClock
    mode: str = "ok"
    alg: str = "ES256"
    keys: Keys = KEYS
    asked: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    hits: dict[str, int] = field(default_factory=dict)

    def sees(self, url: str) -> None:
        """Receive the browser: keep what the relying party asked."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    def app(self) -> Flask:
        """Make the application."""
        app = Flask("hostile")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.discovery)
        app.add_url_rule("/jwks", view_func=self.jwks)
        app.add_url_rule("/evil-jwks", view_func=self.evil_jwks)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/userinfo", view_func=self.userinfo)
        app.before_request(self.count)
        return app

    def count(self) -> None:
        """Count the calls of each address."""
        self.hits[request.path] = self.hits.get(request.path, 0) + 1

    def discovery(self) -> Response | tuple[str, int]:
        """Publish itself, or lie about it."""
        if self.mode == "down":
            return "", 503
        if self.mode == "discovery_text":
            return Response("bonjour", mimetype="application/json")
        base = self.issuer
        document: dict[str, Any] = {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/jwks",
            "end_session_endpoint": f"{base}/session/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
        }
        lies: dict[str, dict[str, Any]] = {
            "discovery_issuer": {"issuer": "https://autre.example"},
            "discovery_http": {"token_endpoint": "http://192.0.2.1/token"},
            "discovery_file": {"jwks_uri": "file:///etc/passwd"},
            "discovery_number": {"userinfo_endpoint": 7},
        }
        document.update(lies.get(self.mode, {}))
        return jsonify(document)

    def jwks(self) -> Response:
        """Publish the keys, or lie."""
        keys: Any = self.keys.jwks()
        if self.mode == "jwks_symmetric":
            keys = [dict(OctKey.import_key(SECRET).as_dict())]
        if self.mode == "jwks_text":
            keys = "bonjour"
        return jsonify(keys=keys)

    def evil_jwks(self) -> Response:
        """Publish the key of a forger."""
        return jsonify(keys=[dict(self.keys.other.as_dict(private=False))])

    def token(self) -> Response | tuple[Response, int]:
        """Exchange a code, or lie."""
        self.form = request.form.to_dict()
        self.headers = dict(request.headers)
        answer: dict[str, Any] = {"access_token": "at-1", "token_type": "Bearer", "expires_in": 60}
        answer["id_token"] = self.write(self.id_claims(), "")
        special: dict[str, Callable[[], Response | tuple[Response, int]]] = {
            "token_error": lambda: (
                jsonify(error="invalid_grant", error_uri=f"{self.issuer}/erreur/?code=Y049E20B&id=1"),
                400,
            ),
            "token_redirect": lambda: Response("", 307, {"Location": f"{self.issuer}/elsewhere"}),
            "token_text": lambda: Response("bonjour", mimetype="application/json"),
            "token_huge": lambda: Response(b"{" + b" " * 400_000 + b"}", mimetype="application/json"),
            "token_gzip": lambda: Response(gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"}),
        }
        if self.mode in special:
            return special[self.mode]()
        if self.mode == "no_id_token":
            del answer["id_token"]
        if self.mode == "token_type":
            answer["token_type"] = "mac"
        if self.mode in ("token_accent", "token_header"):
            answer["access_token"] = {"token_accent": "ā", "token_header": "a\r\nX-Evil: 1"}[self.mode]
        response = jsonify(answer)
        response.set_cookie("tracking", "1")
        return response

    def userinfo(self) -> Response | tuple[Response, int]:
        """Give the identity, or lie."""
        now = int(self.clock.now().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "sub-1",
            "iat": now,
            "exp": now + 60,
        }
        claims.update(PERSON)
        lies: dict[str, dict[str, Any]] = {
            "ui_subject": {"sub": "victim"},
            "ui_audience": {"aud": "someone-else"},
            "ui_issuer": {"iss": "https://autre.example"},
            "ui_expired": {"iat": now - 200, "exp": now - 100},
            "ui_future": {"iat": now + 100, "exp": now + 160},
        }
        claims.update(lies.get(self.mode, {}))
        if self.mode == "ui_no_exp":
            del claims["exp"]
        if self.mode == "ui_json":
            return jsonify(claims)
        if self.mode == "ui_json_text":
            return Response("[]", mimetype="application/json")
        if self.mode == "ui_error":
            return jsonify(error="invalid_token"), 401
        return Response(self.write(claims, "ui_"), mimetype="application/jwt")

    def id_claims(self) -> Claims:
        """Give the id_token's claims, or lie."""
        now = int(self.clock.now().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "sub-1",
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked.get("nonce"),
            "acr": "eidas1",
        }
        changes: dict[str, dict[str, Any]] = {
            "wrong_iss": {"iss": "https://autre.example"},
            "wrong_aud": {"aud": "someone-else"},
            "two_auds": {"aud": [CLIENT, "someone-else"]},
            "two_auds_azp": {"aud": [CLIENT, "someone-else"], "azp": CLIENT},
            "azp_other": {"azp": "someone-else"},
            "expired": {"iat": now - 100, "exp": now - 40},
            "exp_before_iat": {"iat": now + 20, "exp": now + 10},
            "exp_nan": {"exp": math.nan},
            "exp_text": {"exp": "demain"},
            "future": {"iat": now + 100, "exp": now + 160},
            "not_before": {"nbf": now + 100},
            "skewed": {"iat": now + 20, "exp": now + 80},
            "old": {"iat": now - 3600},
            "empty_sub": {"sub": ""},
            "long_sub": {"sub": "s" * 300},
            "bad_nonce": {"nonce": "x" * 43},
            "accent_nonce": {"nonce": "é" * 43},
            "acr_low": {"acr": "eidas0"},
            "acr_unknown": {"acr": "urn:gold"},
            "acr_high": {"acr": "eidas3"},
            "at_hash": {"at_hash": b64(b"0" * 16)},
            "at_hash_good": {"at_hash": b64(hashlib.sha256(b"at-1").digest()[:16])},
        }
        claims.update(changes.get(self.mode, {}))
        gone = {"no_nonce": "nonce", "no_acr": "acr", "no_sub": "sub", "no_exp": "exp", "no_iat": "iat"}
        claims.pop(gone.get(self.mode, ""), None)
        return claims

    def write(self, claims: Claims, prefix: str) -> str:
        """Sign as `mode` says; modes that begin with `ui_` concern userinfo, the others the id_token."""
        honest = self.sign(claims, self.alg)
        lie = self.mode.removeprefix(prefix) if self.mode.startswith(prefix) else "ok"
        published = self.keys.jwks()[0]
        lies: dict[str, Callable[[], str]] = {
            "alg_none": lambda: raw_jws({"alg": "none"}, claims, None),
            "alg_none_title": lambda: raw_jws({"alg": "None"}, claims, b"x"),
            "alg_none_mixed": lambda: raw_jws({"alg": "nOnE"}, claims, b"x"),
            "hs_secret": lambda: raw_jws({"alg": "HS256"}, claims, SECRET.encode()),
            "hs_public_pem": lambda: raw_jws({"alg": "HS256"}, claims, self.keys.rsa.as_pem(private=False)),
            "hs_public_jwk": lambda: raw_jws({"alg": "HS256"}, claims, json.dumps(published).encode()),
            "hs_empty": lambda: raw_jws({"alg": "HS256"}, claims, b""),
            "other_alg": lambda: self.sign(claims, "RS256" if self.alg == "ES256" else "ES256"),
            "wrong_key": lambda: self.sign(claims, "ES256", self.keys.other, self.keys.ec.kid),
            "unknown_kid": lambda: self.sign(claims, "ES256", self.keys.other, "nope"),
            "no_kid": lambda: self.sign(claims, "ES256", self.keys.ec, ""),
            "embedded_jwk": lambda: self.sign(
                claims, "ES256", self.keys.other, "", jwk=dict(self.keys.other.as_dict(private=False))
            ),
            "jku": lambda: self.sign(
                claims, "ES256", self.keys.other, "unpublished", jku=f"{self.issuer}/evil-jwks"
            ),
            "tampered": lambda: tamper(honest),
            "not_a_jwt": lambda: "bonjour",
            "five_parts": lambda: "a.b.c.d.e",
            "header_list": lambda: "W10.W10.W10",
        }
        return lies.get(lie, lambda: honest)()

    def sign(
        self,
        claims: Claims,
        alg: str,
        key: ECKey | RSAKey | None = None,
        kid: str | None = None,
        **header: object,
    ) -> str:
        """Sign as an honest library would."""
        used = key or (self.keys.ec if alg == "ES256" else self.keys.rsa)
        name = used.kid if kid is None else kid
        head: dict[str, Any] = {"alg": alg, **({"kid": name} if name else {}), **header}
        return jws.serialize_compact(head, json.dumps(claims).encode(), used, algorithms=[alg])


def tamper(token: str) -> str:
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return f"{head}.{b64(json.dumps({**claims, 'acr': 'eidas3'}).encode())}.{signature}"


@contextmanager
def serving(make_app: Callable[[str], Flask]) -> Iterator[str]:
    """Serve an application on a free loopback port; give its address."""
    holder: list[Flask] = []

    def dispatch(environ: Any, start_response: Any) -> Any:  # noqa: ANN401 -- WSGI
        return holder[0](environ, start_response)

    server: BaseWSGIServer = make_server("127.0.0.1", 0, dispatch, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    try:
        holder.append(make_app(address))
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
    finally:
        server.server_close()
