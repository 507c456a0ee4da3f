"""The demo back office's pages: what arrived, each file, and how to make it fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.clock import PARIS
from engine.demo.backoffice.faults import MOST, WAYS, Faults
from engine.demo.backoffice.geocoder import geocoding
from engine.demo.backoffice.inbox import Entry, Inbox
from engine.demo.backoffice.plan import plans
from engine.demo.backoffice.receive import receiving
from engine.demo.backoffice.speaking import TOLD, speak, standing
from engine.dialogue import Counter
from engine.errors import FormuneError


class NotDemo(FormuneError):
    """The demo back office shows everything to everybody: it runs in demo mode only."""


def create_backoffice(  # noqa: PLR0913 -- its collaborators
    data: Path,
    folders: Mapping[str, Path],
    webhook_keys: Mapping[str, Sequence[bytes]],
    *,
    demo: bool = False,
    slow: float = 20.0,
    counter: Counter | None = None,
) -> Flask:
    """Give the application; raise NotDemo unless `demo`.

    `data` keeps what HTTP brings, `folders` are the drop folders of cities (made when missing, as a town
    would), `webhook_keys` the keys of each city that delivers here by HTTP; `slow` is in seconds. `counter` lets
    the staff speak to residents, as `formune submissions` does; without it the pages only show.
    """
    if not demo:
        raise NotDemo
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    inbox, faults = Inbox(data, dict(folders)), Faults(data / "faults.json")
    app = Flask("engine.demo.backoffice", root_path=str(Path(__file__).parent))
    app.jinja_env.filters["moment"] = _moment
    app.jinja_env.filters["size"] = _size
    app.register_blueprint(receiving(inbox, faults, webhook_keys, slow))
    app.register_blueprint(geocoding())
    _routes(app, Pages(inbox, faults, counter))
    plans(app)
    app.after_request(_guarded)
    return app


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages for people."""

    inbox: Inbox
    faults: Faults
    counter: Counter | None = None

    def received(self) -> str:
        """Show what arrived, and how the next deliveries will fail."""
        order = self.faults.standing()
        return render_template(
            "received.html", entries=self.inbox.entries(), order=order, ways=WAYS, most=MOST
        )

    def order(self) -> AnyResponse:
        """Make the next deliveries fail, or go back to normal."""
        _must_be_ours()
        self.faults.give(request.form.get("way", ""), request.form.get("count", 0, type=int))
        return redirect(url_for("received"), code=303)

    def show(self, city: str, reference: str) -> str:
        """Show one delivery."""
        entry = self._found(city, reference)
        known = _LEVELS.get((entry.document.get("identity") or {}).get("level", ""), "non demandée")
        more = [one for one in self.inbox.entries() if one.completes == (city, reference)]
        told = TOLD.get(request.args.get("fait", ""), "")
        return render_template(
            "entry.html",
            entry=entry,
            known=known,
            sections=_sections(entry),
            more=more,
            desk=standing(self.counter, entry),
            told=told,
        )

    def speak(self, city: str, reference: str) -> AnyResponse:
        """Speak to the resident; the page then says that it is done, or why not."""
        _must_be_ours()
        entry = self._found(city, reference)
        if self.counter is None:
            abort(404)
        done = speak(self.counter, entry, request.form, request.files.get("fichier"))
        return redirect(url_for("show", city=city, reference=reference, fait=done), code=303)

    def piece(self, city: str, reference: str, number: int) -> AnyResponse:
        """Give an attachment."""
        held = {piece.number: piece for piece in self._found(city, reference).pieces}.get(number)
        if held is None or held.path is None:
            abort(404)
        return _download(held.path, held.type, held.name or f"piece-{number}")

    def receipt(self, city: str, reference: str) -> AnyResponse:
        """Give the receipt's PDF."""
        path = self._found(city, reference).receipt
        if path is None:
            abort(404)
        return _download(path, "application/pdf", f"recepisse-{reference}.pdf")

    def document(self, city: str, reference: str) -> AnyResponse:
        """Give the delivery document."""
        return jsonify(self._found(city, reference).document)

    def _found(self, city: str, reference: str) -> Entry:
        return self.inbox.find(city, reference) or abort(404)


def _routes(app: Flask, pages: Pages) -> None:
    one = "/dossiers/<city>/<reference>"
    app.add_url_rule("/", view_func=pages.received)
    app.add_url_rule("/consigne", view_func=pages.order, methods=["POST"])
    app.add_url_rule(one, view_func=pages.show)
    app.add_url_rule(f"{one}/usager", view_func=pages.speak, methods=["POST"])
    app.add_url_rule(f"{one}/pieces/<int:number>", view_func=pages.piece)
    app.add_url_rule(f"{one}/recepisse.pdf", view_func=pages.receipt)
    app.add_url_rule(f"{one}/delivery.json", view_func=pages.document)
    app.add_url_rule("/sante", "health", lambda: "ok")
    app.register_error_handler(404, lambda _: (render_template("missing.html"), 404))


#: What a browser may show as it is; everything else is downloaded as plain bytes.
_SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})

_NB = "\N{NO-BREAK SPACE}"

_LEVELS = {
    "declared": "déclarée, non vérifiée",
    "email": "adresse électronique vérifiée",
    "eidas1": "vérifiée, niveau faible",
    "eidas2": "vérifiée, niveau substantiel",
    "eidas3": "vérifiée, niveau élevé",
}

_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def _must_be_ours() -> None:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        abort(403)


def _sections(entry: Entry) -> list[tuple[str, list[Any]]]:
    labels = entry.document.get("labels", ())
    return [(title, list(rows)) for title, rows in groupby(labels, key=lambda row: row.get("section", ""))]


def _download(path: Path, media_type: str, name: str) -> AnyResponse:
    shown = media_type if media_type in _SHOWN else "application/octet-stream"
    plain = "".join(" " if ord(letter) < 32 else letter for letter in name)  # noqa: PLR2004 -- control characters
    return send_file(path, mimetype=shown, as_attachment=True, download_name=plain)


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _moment(at: datetime | str) -> str:
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = instant.astimezone(PARIS)
    hour = f"{local.hour}{_NB}h{_NB}{local.minute:02}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {hour}"


def _size(count: int) -> str:
    return f"{count}{_NB}octets" if count < 1000 else f"{count / 1000:.0f}{_NB}ko"  # noqa: PLR2004 -- a kilobyte
