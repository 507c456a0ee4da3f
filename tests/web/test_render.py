"""Whole pages: every template renders, is sound, keeps French typography, and holds nothing inline."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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
from engine.resources import themes_root
from engine.web import faces, notices, statement
from engine.web.journey.handoff import drawn
from engine.web.journey.tasks import State, Task
from engine.web.render import TEMPLATES
from tests.web.macros import samples
from tests.web.macros.parsed import Element, Parsed, faults
from tests.web.macros.samples import NBSP, NOW, field, page

if TYPE_CHECKING:
    from tests.services.checkers import Finding

#: Our names are repeated on purpose: « several: the name repeated » (docs/reference/form-format.md, inputs).
ALLOWED = {"form-dup-name"}
STEPS = (StepView("L’acte", "past"), StepView("Vous", "now"), StepView("Récapitulatif", "next"))
SECTIONS = (
    SummarySection(
        "Vous",
        (
            SummaryLine("IDE-002", (), "Nom", ("BESSON",), "/a#IDE-002"),
            SummaryLine("IDE-004", (), "Prénoms", ("Camille",), None, certified=True),
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


def _pages() -> dict[str, tuple[str, dict[str, Any]]]:
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
        "home": ("home.html", {"entries": entries, "groups": groups, "found": None, "q": ""}),
        "home of many": ("home.html", {"entries": entries * 6, "groups": many, "found": None, "q": ""}),
        "home of none": ("home.html", {"entries": [], "groups": [], "found": None, "q": ""}),
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
        "found": ("home.html", {"entries": entries, "groups": groups, "found": entries, "q": "acte"}),
        "not found": ("home.html", {"entries": entries, "groups": groups, "found": [], "q": '"><b>'}),
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
        "resume over": ("resume.html", _resume(over="kept")),
        "resume carried": ("resume.html", _resume(over="carried", files=True)),
        "resume gone": ("resume.html", _resume(over="gone")),
        "resume link": ("resume_link.html", _link(fields=(field("date"),))),
        "resume link discreet": ("resume_link.html", _link(title=None, refused="Attendez.")),
        "saved": ("saved.html", _saved()),
        "saved with a code": ("saved.html", _saved(code="7KQX-M4TD", known=True, birth=None)),
        "saved with a link": ("saved.html", _saved(sent_to="a@exemple.fr", address=None)),
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
            {"notices": [notices.data(samples.definition(), samples.city(Path()))]},
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
    ways = {"providers": (faces.Provider("/c", "Demo"),), "over": "", "files": False}
    return {"drafts": (), **asked, **ways, **changes}


def _link(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever the template reads
    told = {"title": "Acte", "kept_until": DRAFT.kept_until, "refused": None}
    return {**told, "fields": (), "errors": (), "csrf": "t", **changes}


def _saved(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever the template reads
    asked = {"address": field("email"), "birth": field("date", code="IDE-007"), "code": None, "known": False}
    return {"draft": DRAFT, "csrf": "t", "errors": (), "sent_to": None, **asked, **changes}


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


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    here = samples.city(tmp_path_factory.mktemp("city"), demonstration=True)
    app = samples.application(here, person="Camille Besson")
    return {name: samples.show(app, template, **values) for name, (template, values) in _pages().items()}


def test_every_page_template_is_shown_here() -> None:
    parts = {
        "base",
        "ask",
        "answers",
        "contact",
        "frieze",
        "icons",
        "notes",
        "plan",
        "sealed",
        "steps",
        "timeline",
        "languages",
        "error",
    }
    files = {file.stem for file in TEMPLATES.glob("*.html")} - parts
    assert files == {template.removesuffix(".html") for template, _ in _pages().values()}


@pytest.mark.parametrize("name", list(_pages()))
def test_a_page_is_sound(rendered: dict[str, str], name: str) -> None:
    html = rendered[name]
    parsed = Parsed(html)
    assert faults(html) == []
    assert len(parsed.all("h1")) == 1
    assert len(parsed.all("main")) == 1
    assert parsed.all("html")[0].attributes["lang"] == "fr"
    assert parsed.all("title")[0].words.endswith("– Tilleray")
    assert parsed.all("a")[0].attributes["href"] == "#contenu"
    assert all(one.words for one in parsed.all("button")), "a button without words"
    assert all(one.words or _picture(parsed, one) for one in parsed.all("a")), "a link without words"


@pytest.mark.parametrize("name", list(_pages()))
def test_every_post_carries_its_token(rendered: dict[str, str], name: str) -> None:
    parsed = Parsed(rendered[name])
    for form in parsed.all("form"):
        if form.attributes.get("method") == "post":
            inside = [one for one in parsed.all("input") if one.inside("form") is form]
            assert inside[0].attributes["name"] == "_csrf"


@pytest.mark.parametrize("name", list(_pages()))
def test_french_typography_keeps_marks_with_their_word(rendered: dict[str, str], name: str) -> None:
    text = Parsed(rendered[name]).all("body")[0].words
    assert not re.search(r"\S [:;?!»](?=\s|$)", text), re.findall(r".{20} [:;?!»]", text)
    assert "« " not in text
    assert "veuillez" not in text.lower()


def test_html_validate_finds_nothing(
    rendered: dict[str, str], html_validate: Callable[[Mapping[str, str]], "list[Finding]"]
) -> None:
    found = [one for one in html_validate(rendered) if one.rule not in ALLOWED]
    assert found == []


def test_who_is_logged_in_and_the_demonstration_are_said(rendered: dict[str, str]) -> None:
    assert "Vous êtes </span>Camille Besson" in rendered["home"]
    assert "DÉMONSTRATION." in rendered["home"]
    assert "ESSAI." in rendered["question"]
    assert "ESSAI." not in rendered["home"]


def test_the_error_summary_comes_first_and_the_form_comes_back_to_it(rendered: dict[str, str]) -> None:
    html = rendered["question"]
    assert html.index('id="erreurs"') < html.index("<h1>")
    assert 'action="/conditions#erreurs"' in html


def test_a_doubt_is_confirmed_by_a_box_that_names_its_check(rendered: dict[str, str]) -> None:
    box = Parsed(rendered["question"]).by_id("parmiPrenoms")
    assert (box.attributes["name"], box.attributes["value"]) == ("confirmer", "parmiPrenoms")


def test_the_summary_leads_back_to_each_question_but_not_to_certified_ones(rendered: dict[str, str]) -> None:
    parsed = Parsed(rendered["summary"])
    links = [one.words for one in parsed.all("a") if one.words.startswith("Modifier")]
    assert links == [
        f"Modifier{NBSP}: Nom, question IDE-002",
        f"Modifier{NBSP}: Nom d’usage, question IDE-003",
        f"Modifier{NBSP}: Nom du parent, question PAR-002, numéro{NBSP}2",
    ]
    assert "Non renseigné" in rendered["summary"]


def test_the_confirmation_is_the_receipt(rendered: dict[str, str]) -> None:
    text = Parsed(rendered["confirmation"]).all("main")[0].words
    for said in ("4KT-7MP-93", "TILLEUL 47 92", "lundi 23", "Cet acte est gratuit.", "BESSON", "a94be071"):
        assert said in text
    assert "Modifier" not in text
    early = rendered["confirmation at once"]
    assert "en préparation" in early
    assert "/recepisse.pdf" not in early


def test_a_page_of_twenty_questions_costs_about_a_millisecond(tmp_path: Path) -> None:
    app = samples.application(samples.city(tmp_path))
    twenty = page(*(field("text", hint="Une aide.") for _ in range(20)))
    with app.test_request_context("/conditions"):
        template = app.jinja_env.get_template("question.html")
        values = {"page": twenty, "csrf": "t", "city": samples.city(tmp_path)}
        template.render(values)
        begun = time.process_time()
        for _ in range(20):
            template.render(values)
        spent = (time.process_time() - begun) / 20
    assert spent < 0.01, "ten times the budget: something is compiled or read at each page"


def test_the_stylesheet_is_light_and_plain() -> None:
    css = (themes_root() / "base.css").read_text(encoding="utf-8")
    assert len(css.encode()) < 25_000
    assert "@import" not in css
    assert "url(" not in css
    assert "font-face" not in css
    assert css.count("{") == css.count("}")
    for wanted in ("forced-colors", "prefers-color-scheme: dark", "@media print", "@page"):
        assert wanted in css


def test_every_class_of_the_templates_is_styled() -> None:
    css = (themes_root() / "base.css").read_text(encoding="utf-8")
    used: set[str] = set()
    for file in TEMPLATES.rglob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for value in re.findall(r'class="([^"]*)"', text):
            used.update(name for name in value.split() if not name.endswith("-") and name != "w")
    assert "plate" in used
    assert sorted(name for name in used if not re.search(rf"\.{name}\b", css)) == []


def _picture(parsed: Parsed, link: Element) -> bool:
    return any(one.inside("a") is link and one.attributes.get("alt") for one in parsed.all("img"))
