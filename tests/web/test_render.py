"""Whole pages: every template renders, is sound, keeps French typography, and holds nothing inline."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.resources import themes_root
from engine.web.render import TEMPLATES
from tests.web.macros import samples
from tests.web.macros.pages import pages
from tests.web.macros.parsed import Element, Parsed, faults
from tests.web.macros.samples import NBSP, field, page

if TYPE_CHECKING:
    from tests.services.checkers import Finding

#: Our names are repeated on purpose: « several: the name repeated » (docs/reference/form-format.md, inputs).
ALLOWED = {"form-dup-name"}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    here = samples.city(tmp_path_factory.mktemp("city"), demonstration=True)
    app = samples.application(here, person="Camille Besson")
    return {name: samples.show(app, template, **values) for name, (template, values) in pages().items()}


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
    assert files == {template.removesuffix(".html") for template, _ in pages().values()}


@pytest.mark.parametrize("name", list(pages()))
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


@pytest.mark.parametrize("name", list(pages()))
def test_every_post_carries_its_token(rendered: dict[str, str], name: str) -> None:
    parsed = Parsed(rendered[name])
    for form in parsed.all("form"):
        if form.attributes.get("method") == "post":
            inside = [one for one in parsed.all("input") if one.inside("form") is form]
            assert inside[0].attributes["name"] == "_csrf"


@pytest.mark.parametrize("name", list(pages()))
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


def test_the_summary_leads_back_to_each_question_and_says_who_gave_a_certified_one(
    rendered: dict[str, str],
) -> None:
    parsed = Parsed(rendered["summary"])
    links = [one.words for one in parsed.all("a") if one.words.startswith("Modifier")]
    assert links == [
        f"Modifier{NBSP}: Nom, question IDE-002",
        f"Modifier{NBSP}: Nom d’usage, question IDE-003",
        f"Modifier{NBSP}: Nom du parent, question PAR-002, numéro{NBSP}2",
    ]
    assert f"Corriger{NBSP}: Prénoms, question IDE-004" in parsed.all("main")[0].words
    assert "Fourni et certifié par FranceConnect" in rendered["summary"]
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
