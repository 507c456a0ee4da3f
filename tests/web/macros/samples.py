"""A city, a form and questions of every kind, to render the real templates with."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, render_template

from engine.cities.city import City, Contact, Dpo, Profile, Theme
from engine.clock import PARIS
from engine.journey.view import FieldView, FileView, ItemView, OptionView, PageView, PartView
from engine.language import FRENCH
from engine.model import Definition
from engine.reference.cog import Commune
from engine.web import errors, limits, portal, render, security
from engine.web.speech import speech
from tests.services.templates import quick

NOW = datetime(2026, 11, 23, 13, 7, tzinfo=UTC)
NBSP = "\u00a0"
_TOKENS = {
    "accent": "#1f4a7c",
    "accent-strong": "#183b64",
    "on-accent": "#ffffff",
    "accent-soft": "#e8eef5",
    "margin-line": "#dca596",
}


def city(folder: Path, code: str = "tilleray", **changes: object) -> City:
    """Make an imaginary city whose logo is in `folder`."""
    logo = folder / "logo.svg"
    if not logo.exists():
        logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    values: dict[str, Any] = {
        "code": code,
        "name": code.title(),
        "label": f"Ville de {code.title()}",
        "communes": (Commune("03990", code.title()),),
        "url": f"https://{code}.example",
        "hosts": (f"{code}.example",),
        "zone": PARIS,
        "tribunal": "Tribunal administratif",
        "ville_tribunal": "Clermont-Ferrand",
        "contact": Contact(
            f"Mairie de {code.title()}",
            ("Place des Tilleuls", "03990 Tilleray"),
            f"mairie@{code}.example",
            "+33353010012",
            "Du lundi au vendredi",
        ),
        "dpo": Dpo("Ana Roche", f"dpo@{code}.example"),
        "theme": Theme(_TOKENS, _TOKENS, logo),
        "demarches": {"acte": Profile("acte"), "signalement": Profile("signalement", statut="essai")},
        "routes": (),
        "smtp": None,
        "providers": {},
        "allow_private_hosts": (),
        "services": {},
        "lists": {},
        "comedec": frozenset(),
        "box": None,
        "siren": None,
        "demonstration": False,
        "digest": f"digest-{code}",
    }
    values.update(changes)
    return City(**values)


def definition(slug: str = "acte", texts: Mapping[str, Any] | None = None, **procedure: object) -> Definition:
    """Make a form's definition with the words and the law that the pages around it show."""
    said = {
        "form.title": "Demander un acte de naissance",
        "form.summary": "Recevez une copie d’un acte gardé par cette mairie.",
        "form.word.1": "livret de famille",
        "form.need.1": "Le nom de la personne",
        "form.need.2": "Sa date de naissance",
        "form.delay": "Quelques jours",
        "rgpd.purpose": "Délivrer l’acte",
        "rgpd.recipient.1": "Le service de l’état civil",
    }
    law = {
        "minutes": 8,
        "theme": "etat-civil",
        "identification": "declared",
        "silence": {"outcome": "rejection", "delay": "P2M", "startsAt": "deposit", "verified": False},
        "fee": {"centimes": 0},
        "rgpd": {"purpose": "rgpd.purpose", "recipients": ["rgpd.recipient.1"], "rights": ["access"]},
        "retention": {"draft": "P30D", "portal": "P3M", "file": {"period": "P1Y", "verified": False}},
    }
    return Definition(
        slug=slug,
        version="1.0.0",
        digest="0" * 64,
        schema={},
        base={},
        questions={},
        pages=(),
        sections=(),
        exits=(),
        procedure={**law, **procedure},
        texts={"fr": {**said, **(texts or {})}},
    )


def application(here: City | None, forms: tuple[Definition, ...] = (), **common: object) -> Flask:
    """Make an application with the real portal, errors and headers, and the journey's addresses."""
    app = quick(Flask("pages", static_folder=None))
    limits.limit(app)
    security.protect(app)
    errors.install(app)
    render.dress(app, lambda: {"city": here, **common})

    def present() -> City:
        assert here is not None
        return here

    app.register_blueprint(portal.blueprint(portal.Portal(present, lambda _city: forms, lambda: True)))
    for endpoint, rule in (
        ("journey.start", "/demarches/<slug>/"),
        ("journey.resume", "/reprendre"),
        ("journey.quit", "/quitter"),
        ("followup.ask", "/suivi/"),
        ("journey.phone", "/envoi/<ticket>"),
        ("followup.show", "/suivi/<reference>"),
        ("exchanges.leaving", "/suivi/<reference>/retrait"),
        ("own.export", "/suivi/<reference>/mes-donnees.zip"),
        ("own.erasing", "/suivi/<reference>/effacement"),
        ("mine.sent", "/mes-demarches"),
        ("api.index", "/formulaires"),
        ("api.listed", "/api/v1/forms"),
        ("api.openapi", "/api/v1/openapi.json"),
    ):
        app.add_url_rule(rule, endpoint, lambda **_values: "")
    return app


def show(app: Flask, template: str, *, spoken: str = FRENCH, root: str = "", **values: object) -> str:
    """Render a template as a request to `/conditions` would, in a language, the city's pages under `root`."""
    with app.test_request_context("/conditions", environ_overrides={"SCRIPT_NAME": root}):
        g.speech = speech(spoken)
        return render_template(template, **values)


def field(widget: str, **changes: object) -> FieldView:
    """Make one question of that widget, with the parts, options or files it needs."""
    code = str(changes.get("code", "IDE-002"))
    values: dict[str, Any] = {
        "code": code,
        "ranks": (),
        "element_id": code,
        "name": "demandeur.nomNaissance",
        "widget": widget,
        "label": "Nom de naissance",
    }
    if widget in {"date", "partial-date"}:
        values["parts"] = tuple(
            PartView(code if part == "jour" else f"{code}-{part}", f"date.{part}", part.title(), "", None, 2)
            for part in ("jour", "mois", "annee")
        )
    if widget == "day-month":
        values["parts"] = (
            PartView(code, "date.jour", "Jour", "", None, 2),
            PartView(f"{code}-mois", "date.mois", "Mois", "", None, 2),
        )
    if widget in {"radios", "checkboxes", "select", "country", "countries"}:
        values["options"] = (
            OptionView(code, "a", "Premier choix", "Une précision"),
            OptionView(f"{code}-o-b", "b", "Second choix", None, checked=True),
        )
        values["values"] = ("b",)
    if widget == "yesno":
        values["options"] = (OptionView(code, "oui", "Oui"), OptionView(f"{code}-o-non", "non", "Non"))
    if widget == "files":
        values["files"] = (FileView("1", "recto.jpg", 2_400_000, "image/jpeg", f"retirer:{code}.0"),)
        values |= {"accept": "image/jpeg,image/png,application/pdf", "max_files": 3}
    if widget == "group":
        values["items"] = (ItemView("Parent 1", "Roche", "/parents/1", f"retirer:{code}.0"),)
    values.update(changes)
    return FieldView(**values)


def page(*fields: FieldView, **changes: object) -> PageView:
    """Make a page of those questions."""
    values: dict[str, Any] = {"slug": "vous", "ranks": (), "title": "Votre identité", "fields": fields}
    values.update(changes)
    return PageView(**values)
