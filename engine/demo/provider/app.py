"""The provider's addresses: discovery, keys, authorize, token, userinfo, end of session."""

import hmac
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from engine.clock import Clock, local_day
from engine.demo.provider.persons import PERSONS, SCOPES
from engine.demo.provider.rules import (
    DemoClient,
    Request,
    RequestRefusedError,
    RequestReturnedError,
    read_request,
)
from engine.demo.provider.tokens import CHOICE_LIFE, CODE_LIFE, TOKEN_LIFE, Grant, Shelf, Signer
from engine.errors import FormuneError

_LARGEST_FORM = 65_536


class NotDemoError(FormuneError):
    """The demonstration provider runs in demo mode only: anyone can be anyone with it."""


def create_provider(issuer: str, clients: Iterable[DemoClient], *, demo: bool, clock: Clock) -> Flask:
    """Make the provider for its own address and its clients; raise NotDemoError outside demo mode."""
    if not demo:
        raise NotDemoError
    app = Flask("engine.demo.provider")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_FORM
    provider = _Provider(issuer.rstrip("/"), {client.id: client for client in clients}, clock)
    for rule, view, methods in (
        ("/.well-known/openid-configuration", provider.discovery, ["GET"]),
        ("/jwks", provider.jwks, ["GET"]),
        ("/authorize", provider.authorize, ["GET", "POST"]),
        ("/choix/<choice>", provider.choose, ["POST"]),
        ("/token", provider.token, ["POST"]),
        ("/userinfo", provider.userinfo, ["GET", "POST"]),
        ("/session/end", provider.end, ["GET"]),
        ("/", provider.home, ["GET"]),
    ):
        app.add_url_rule(rule, view_func=view, methods=methods)
    app.register_error_handler(RequestRefusedError, provider.refused)
    app.register_error_handler(RequestReturnedError, provider.returned)
    app.register_error_handler(HTTPStatus.NOT_FOUND, provider.not_found)
    app.after_request(provider.protect)
    return app


class _Provider:
    """What the addresses share."""

    def __init__(self, issuer: str, clients: dict[str, DemoClient], clock: Clock) -> None:
        self._issuer = issuer
        self._clients = clients
        self._clock = clock
        self._signer = Signer(issuer)
        self._choices = Shelf[Request](CHOICE_LIFE)
        self._codes = Shelf[Grant](CODE_LIFE)
        self._tokens = Shelf[Grant](TOKEN_LIFE)
        # Browsers apply form-action to the redirection that follows a form, hence the clients' origins.
        addresses = {a for c in clients.values() for a in (*c.redirect_uris, *c.post_logout_redirect_uris)}
        origins = sorted({f"{urlsplit(a).scheme}://{urlsplit(a).netloc}" for a in addresses})
        self._policy = "; ".join(
            (
                "default-src 'none'",
                "style-src 'self'",
                f"form-action 'self' {' '.join(origins)}".strip(),
                "frame-ancestors 'none'",
                "base-uri 'none'",
            )
        )

    def home(self) -> str:
        """Say what this is."""
        return render_template("accueil.html")

    def discovery(self) -> Response:
        """Publish what the provider can do."""
        return jsonify(
            issuer=self._issuer,
            authorization_endpoint=f"{self._issuer}/authorize",
            token_endpoint=f"{self._issuer}/token",
            userinfo_endpoint=f"{self._issuer}/userinfo",
            jwks_uri=f"{self._issuer}/jwks",
            end_session_endpoint=f"{self._issuer}/session/end",
            response_types_supported=["code"],
            response_modes_supported=["query"],
            grant_types_supported=["authorization_code"],
            subject_types_supported=["pairwise"],
            scopes_supported=sorted(SCOPES),
            acr_values_supported=["eidas1", "eidas2", "eidas3"],
            id_token_signing_alg_values_supported=["ES256"],
            userinfo_signing_alg_values_supported=["ES256"],
            token_endpoint_auth_methods_supported=["client_secret_post"],
            authorization_response_iss_parameter_supported=True,
        )

    def jwks(self) -> Response:
        """Publish the keys."""
        return jsonify(self._signer.public_keys())

    def authorize(self) -> str:
        """Show the persons to choose from."""
        asked = read_request(request.values.to_dict(flat=False), self._clients)
        choice = self._choices.put(asked, self._clock.now())
        return render_template("choix.html", persons=PERSONS, action=url_for("choose", choice=choice))

    def choose(self, choice: str) -> Answer:
        """Send the person chosen back to the client, or nobody."""
        now = self._clock.now()
        asked = self._choices.take(choice, now)
        if asked is None:
            raise RequestRefusedError("Ce choix n’est plus valable. Retournez sur le site de votre ville.")
        person = next((p for p in PERSONS if p.key == request.form.get("personne")), None)
        if person is None:
            raise RequestReturnedError(asked.redirect_uri, asked.state, "access_denied")
        code = self._codes.put(Grant(asked, person), now)
        return self._back(asked.redirect_uri, {"code": code, "state": asked.state})

    def token(self) -> tuple[Response, int]:
        """Exchange a code, once."""
        form, now = request.form, self._clock.now()
        client = self._clients.get(form.get("client_id", ""))
        secret = form.get("client_secret", "").encode("utf-8", "surrogatepass")
        if client is None or not hmac.compare_digest(secret, client.secret.encode()):
            return jsonify(error="invalid_client"), HTTPStatus.UNAUTHORIZED
        if form.get("grant_type") != "authorization_code":
            return jsonify(error="unsupported_grant_type"), HTTPStatus.BAD_REQUEST
        grant = self._codes.take(form.get("code", ""), now)
        asked = grant.request if grant else None
        if grant is None or asked is None or asked.client != client:
            return jsonify(error="invalid_grant"), HTTPStatus.BAD_REQUEST
        if form.get("redirect_uri") != asked.redirect_uri:
            return jsonify(error="invalid_grant"), HTTPStatus.BAD_REQUEST
        claims = {"nonce": asked.nonce, "acr": asked.acr, "auth_time": int(now.timestamp())}
        answer = jsonify(
            access_token=self._tokens.put(grant, now),
            token_type="Bearer",  # noqa: S106 -- a type, not a secret
            expires_in=int(TOKEN_LIFE.total_seconds()),
            scope=" ".join(asked.scopes),
            id_token=self._signer.sign(grant, claims, now),
        )
        return answer, HTTPStatus.OK

    def userinfo(self) -> Answer:
        """Give the person's identity, signed."""
        now = self._clock.now()
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        grant = self._tokens.see(token, now) if scheme.lower() == "bearer" else None
        if grant is None:
            answer = jsonify(error="invalid_token")
            answer.status_code = HTTPStatus.UNAUTHORIZED
            return answer
        claims = grant.person.claims_for(grant.request.scopes, local_day(self._clock))
        return Response(self._signer.sign(grant, claims, now), mimetype="application/jwt")

    def end(self) -> Answer:
        """Send the person back to where the client registered; nothing is kept here to be ended."""
        client = self._clients.get(self._signer.audience(request.args.get("id_token_hint", "")) or "")
        address = request.args.get("post_logout_redirect_uri", "")
        if client is None or address not in client.post_logout_redirect_uris:
            raise RequestRefusedError("La déconnexion demandée ne correspond à aucune connexion.")
        state = request.args.get("state")
        return redirect(
            f"{address}?{urlencode({'state': state})}" if state else address, HTTPStatus.SEE_OTHER
        )

    def refused(self, error: RequestRefusedError) -> tuple[str, int]:
        """Say why a request cannot go on."""
        return render_template("refus.html", words=error.words), HTTPStatus.BAD_REQUEST

    def not_found(self, _error: Exception) -> tuple[str, int]:
        """Say that there is no such page."""
        return render_template("refus.html", words="Cette page n’existe pas."), HTTPStatus.NOT_FOUND

    def returned(self, error: RequestReturnedError) -> Answer:
        """Send an error back to the client."""
        described = "User auth aborted" if error.error == "access_denied" else error.error
        values = {"error": error.error, "error_description": described, "state": error.state}
        return self._back(error.redirect_uri, values)

    def protect(self, answer: Answer) -> Answer:
        """Set the headers of every page."""
        answer.headers["Content-Security-Policy"] = self._policy
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        if request.endpoint != "static":
            answer.headers["Cache-Control"] = "no-store"
        return answer

    def _back(self, address: str, values: dict[str, str]) -> Answer:
        query = urlencode({**values, "iss": self._issuer})
        return redirect(f"{address}?{query}", HTTPStatus.SEE_OTHER)
