"""Every page template, in each state that it can show: what the application never lets a test reach at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.journey.view import (
    ConfirmView,
    ErrorLine,
    FieldView,
    LinkView,
    NoticeView,
    StepView,
    SummaryLine,
    SummarySection,
    SummaryView,
    TotalView,
)
from engine.web import faces, notices, portal, statement
from engine.web.journey.handoff import drawn
from engine.web.journey.tasks import State, Task
from tests.web.macros import samples
from tests.web.macros.samples import NBSP, NOW, field, page

STEPS = (StepView("L’acte", "past"), StepView("Vous", "now"), StepView("Récapitulatif", "next"))
SECTIONS = (
    SummarySection(
        "Vous",
        (
            SummaryLine("IDE-002", (), "Nom", ("BESSON",), "/a#IDE-002"),
            SummaryLine(
                "IDE-004", (), "Prénoms", ("Camille",), "/a#IDE-004", certified=True, source="FranceConnect"
            ),
            SummaryLine("IDE-003", (), "Nom d’usage", (), "/a#IDE-003"),
            SummaryLine("PAR-002", (1,), "Nom du parent", ("Roche", "Ana"), "/b", error="Écrivez le nom."),
        ),
    ),
)
DRAFT = faces.Draft("Acte d’état civil", "/brouillon", NOW, NOW + timedelta(days=30))
RECEIPT = faces.Receipt(
    reference="4KT-7MP-93",
    form="Acte d’état civil",
    title="Votre demande est arrivée",
    received_at=NOW,
    service="le service de l’état civil",
    mentions=("Cet acte est gratuit.",),
    sections=SECTIONS,
    follow_url="/suivi/4KT-7MP-93",
    pdf_url="/recepisse.pdf",
    second_code="TILLEUL 47 92",
    mail="camille@courriel.example",
    silence=faces.Note("Si vous n’avez pas de réponse le 23 janvier 2027", ("C’est un refus.",), "wait"),
    moments=(
        faces.Moment("Demande reçue", "past", NOW, "Bien reçue.", faces.Link("/x", "Voir")),
        faces.Moment("Remise au service", "now", NOW),
        faces.Moment("Réponse", "next"),
    ),
    proof=(faces.Fact("Empreinte", "a94be071"),),
    notes=(faces.Note("À savoir", ("Gardez ce code.",)),),
)


SENT = {"reference": "4KT-7MP-93", "status": "delivered"}
SAID = (
    faces.Moment(
        "Message du service", "past", NOW, lines=("Bonjour,", "venez."), files=(faces.Link("/f", "Arrêté"),)
    ),
    faces.Moment("Une pièce est demandée", "now", NOW, "À envoyer.", lines=("Bail",)),
)


def _piece() -> dict[str, Any]:
    files = FieldView(
        *("", (), "fichiers", "fichiers", "files", "Votre fichier"),
        error="Choisissez un fichier.",
        accept="application/pdf,image/jpeg",
        max_files=5,
    )
    return {
        "submission": SENT,
        "label": "Votre bail",
        "lines": ("Illisible.",),
        "until": NOW.date(),
        "late": False,
        "notes": (faces.Note("Le délai est arrêté", ("Envoyez-la.",), "wait"),),
        "fields": (files, field("textarea", code="", element_id="message", label="Un mot")),
        "csrf": "t",
    }


def _tasks(*states: State) -> dict[str, Any]:
    listed = tuple(Task(f"Étape {rank}", state, f"/p{rank}") for rank, state in enumerate(states))
    left = [one for one in listed if one.state != "done"]
    onward = left[0].url if left else "/recapitulatif"
    return {"name": "Acte", "tasks": listed, "left": len(left), "onward": onward, "kept_until": NOW}


def pages() -> dict[str, tuple[str, dict[str, Any]]]:
    start = notices.start(
        samples.definition(),
        samples.city(Path()),
        (faces.Provider("/c", "Demo"), faces.Provider("/c", "Autre", "logo")),
    )
    asked = page(
        field("text", error="Écrivez votre nom."),
        field("text", code="IDE-004", certified=True, shown="Camille"),
        step="Acte · étape 2 sur 3",
        steps=STEPS,
        back_url="/avant",
        intro="Quelques mots.",
        notices=(NoticeView("", "À savoir", "La mairie répond vite."),),
        confirms=(ConfirmView("parmiPrenoms", f"Est-ce bien votre prénom{NBSP}?"),),
        exit_links=(LinkView("/sortie", "Je n’ai pas d’adresse"),),
        errors=(ErrorLine("IDE-002", "#IDE-002", "Écrivez votre nom."),),
        totals=(TotalView("SUB-250", (), "SUB-250", "Total", ("5400",), error="Vérifiez les totaux."),),
        calculates=True,
    )
    summary = SummaryView(SECTIONS, errors=(ErrorLine("PAR-002", "/b#PAR-002-r2", "Écrivez le nom."),))
    entries = [_entry("Demander un acte"), _entry("Signaler un problème", trial=True)]
    many = [("État civil", entries * 5), ("Rue", entries)]
    groups = [("État civil", entries)]
    codes = (field("text", code="", element_id="reference", label="Référence"),)
    return {
        "home": (
            "home.html",
            {"drafts": (DRAFT,), "entries": entries, "groups": groups, "found": None, "q": ""},
        ),
        "home of many": (
            "home.html",
            {"drafts": (), "entries": entries * 6, "groups": many, "found": None, "q": ""},
        ),
        "home of none": ("home.html", {"drafts": (), "entries": [], "groups": [], "found": None, "q": ""}),
        "forms": (
            "forms.html",
            {
                "forms": [
                    {
                        "title": {"fr": "Acte de naissance"},
                        "version": "1.0.0",
                        "digest": "a" * 64,
                        "page": "/demarches/acte/",
                        "schema": "/api/v1/forms/acte/schema.json",
                        "service": "/api/v1/forms/acte/service.jsonld",
                    }
                ]
            },
        ),
        "found": (
            "home.html",
            {"drafts": (), "entries": entries, "groups": groups, "found": entries, "q": "acte"},
        ),
        "not found": (
            "home.html",
            {"drafts": (), "entries": entries, "groups": groups, "found": [], "q": '"><b>'},
        ),
        "start": ("start.html", {"start": start}),
        "start again": ("start.html", {"start": replace(start, draft=DRAFT)}),
        "start closed": (
            "start.html",
            {"start": replace(start, closed=faces.Note("Fermé", ("Plus tard.",)))},
        ),
        "question": (
            "question.html",
            {"page": asked, "csrf": "t", "certifier": "FranceConnect", "trial": True},
        ),
        "summary": ("summary.html", _recap(summary)),
        "summary to send": ("summary.html", _recap(SummaryView(SECTIONS, (field("checkbox"),)))),
        "confirmation": ("confirmation.html", {"receipt": RECEIPT}),
        "confirmation at once": (
            "confirmation.html",
            {"receipt": replace(RECEIPT, pdf_url=None, mail=None, second_code=None, silence=None)},
        ),
        "follow-up": (
            "followup.html",
            {"receipt": RECEIPT, "headline": "Au service", "submission": SENT, "moved": False},
        ),
        "follow-up early": (
            "followup.html",
            {
                "receipt": replace(RECEIPT, pdf_url=None, moments=SAID),
                "submission": {"status": "closed"},
                "moved": True,
            },
        ),
        "piece": ("piece.html", _piece()),
        "piece refused": (
            "piece.html",
            {**_piece(), "errors": (ErrorLine("", "#fichiers", "Choisissez un fichier."),), "late": True},
        ),
        "withdraw": (
            "withdraw.html",
            {"submission": SENT, "ended": "", "fields": (_piece()["fields"][1],), "csrf": "t"},
        ),
        "withdraw too late": ("withdraw.html", {"submission": SENT, "ended": "Déjà décidé.", "fields": ()}),
        "erase": ("erase.html", {"submission": SENT, "possible": True, "csrf": "t"}),
        "erase too early": ("erase.html", {"submission": SENT, "possible": False, "csrf": "t"}),
        "erased": ("erased.html", {"submission": SENT, "moments": RECEIPT.moments}),
        "mine": (
            "mine.html",
            {
                "items": (
                    {
                        "link": faces.Link("/s", "4KT-7MP-93"),
                        "form": "Acte",
                        "at": NOW,
                        "state": "Envoyé.",
                        "next": "Réponse avant le 1er mai.",
                    },
                ),
                "providers": (),
            },
        ),
        "mine empty": ("mine.html", {"items": (), "providers": ()}),
        "mine unknown": (
            "mine.html",
            {"person": None, "items": (), "providers": (faces.Provider("/c", "Demo"),)},
        ),
        "follow-up asked": (
            "followup_open.html",
            {"fields": codes, "csrf": "t", "mine": (faces.Link("/s", "4KT"),)},
        ),
        "resume": ("resume.html", _resume(drafts=(DRAFT,))),
        "resume nothing": ("resume.html", _resume()),
        "resume refused": ("resume.html", _resume(errors=(ErrorLine("", "#code", "Non."),))),
        "resume on its device": ("resume.html", _resume(device=True)),
        "resume over": ("resume.html", _resume(over="kept")),
        "resume carried": ("resume.html", _resume(over="carried", files=("piece.png",))),
        "resume gone": ("resume.html", _resume(over="gone")),
        "resume link": ("resume_link.html", _link(fields=(field("date"),))),
        "resume link discreet": ("resume_link.html", _link(title=None, refused="Attendez.")),
        "saved": ("saved.html", _saved()),
        "saved with a code": ("saved.html", _saved(code="7KQX-M4TD", known=True, birth=None)),
        "saved with a link": ("saved.html", _saved(sent_to="a@exemple.fr", address=None)),
        "saved with a link that came back": (
            "saved.html",
            _saved(sent_to="a@exemple.fr", back=DRAFT.kept_until),
        ),
        "tasks": ("tasks.html", _tasks("fix", "done", "begun", "todo")),
        "tasks all done": ("tasks.html", _tasks("done", "done", "done", "done")),
        "handoff": ("handoff.html", _handoff("http://tilleray.example/envoi/t", DRAFT.kept_until)),
        "handoff closed": ("handoff.html", _handoff(None, None)),
        "phone": ("phone.html", _phone(3)),
        "phone full": ("phone.html", _phone(0)),
        "exit": ("exit.html", _exit()),
        "quit": ("quit.html", {"drafts": (DRAFT, DRAFT), "csrf": "t"}),
        "quit done": ("quit_done.html", {}),
        "login refused": (
            "login_error.html",
            {"provider": "Demo", "reason": "refus", "again_url": "/c", "start_url": "/d"},
        ),
        "login broken": (
            "login_error.html",
            {"provider": "Demo", "reason": "trouble", "again_url": None, "start_url": None},
        ),
        "accessibility": ("accessibility.html", {"audit": statement.audit(), "on": "25 novembre 2026"}),
        "personal data": (
            "personal_data.html",
            {
                "notices": [notices.data(samples.definition(), samples.city(Path()))],
                "asked": portal.Asked("adresses.example", "tuiles.example"),
            },
        ),
        "terms": ("terms.html", {}),
    }


def _entry(title: str, *, trial: bool = False) -> Mapping[str, Any]:
    return {
        "slug": "acte",
        "title": title,
        "summary": "En peu de mots.",
        "minutes": 8,
        "theme": "État civil",
        "trial": trial,
    }


def _recap(summary: SummaryView) -> dict[str, Any]:
    return {
        "summary": summary,
        "step": "Acte · étape 3 sur 3",
        "steps": STEPS,
        "back_url": "/avant",
        "csrf": "t",
        "service": "le service de l’état civil",
        "verb": "Envoyer ma demande",
    }


def _resume(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever the template reads
    asked = {
        "fields": (field("text"), field("date", code="IDE-007")),
        "errors": (),
        "csrf": "t",
        "mails": True,
    }
    ways = {"providers": (faces.Provider("/c", "Demo"),), "over": "", "files": (), "device": False}
    return {"drafts": (), **asked, **ways, **changes}


def _link(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever the template reads
    told = {"title": "Acte", "kept_until": DRAFT.kept_until, "refused": None}
    return {**told, "fields": (), "errors": (), "csrf": "t", **changes}


def _saved(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever the template reads
    asked = {"address": field("email"), "birth": field("date", code="IDE-007"), "code": None, "known": False}
    return {"draft": DRAFT, "csrf": "t", "errors": (), "sent_to": None, "back": None, **asked, **changes}


def _exit() -> dict[str, Any]:
    return {
        "title": "Cette mairie ne garde pas cet acte",
        "lines": ("C’est une autre mairie.", "Elle vous répondra."),
        "links": (faces.Link("/x", "Son adresse"),),
        "back_url": "/avant",
        "change_url": "/changer",
    }


def _handoff(link: str | None, until: datetime | None) -> dict[str, Any]:
    file = {"nom": "acte.pdf", "type": "application/pdf", "taille": 1_200_000}
    return {
        "code": "PIE-001",
        "label": "Votre pièce d’identité",
        "files": [file] if link else (),
        "link": link,
        "drawing": drawn(link) if link else None,
        "until": until,
        "page_url": "/page",
        "csrf": "t",
    }


def _phone(room: int) -> dict[str, Any]:
    return {
        "ticket": "t",
        "label": "Votre pièce d’identité",
        "code": "PIE-001",
        "element": "PIE-001",
        "field": field("files", code="PIE-001", max_files=room, accept="application/pdf"),
        "came": 0 if room else 2,
        "errors": (ErrorLine("PIE-001", "#PIE-001", "Choisissez un fichier."),) if room else (),
        "csrf": "t",
    }
