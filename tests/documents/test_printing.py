"""The blank form and the helper's sheet: whole, accessible on paper, and made from the form alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from engine.cli import formune
from engine.documents.printing import Kind, printed, written
from engine.documents.sheet import sheet
from engine.documents.spoken import Speaker
from tests.documents.test_receipt import faults, words
from tests.towns import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")
SLUGS = CATALOGUE.slugs()
KINDS: tuple[Kind, ...] = ("blank", "guide")


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_question_that_is_asked_stands_on_paper_under_its_number(slug: str, kind: Kind) -> None:
    form = CATALOGUE.get(slug)
    html = written(form, kind)
    asked = [code for page in form.pages for code in (*page.questions, *page.item) if code != page.group]
    assert [code for code in asked if f">{code}</" not in html] == []
    assert "None" not in re.sub(r"<[^>]*>", " ", html)


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_is_pdf_ua_and_pdf_a_at_once(tmp_path: Path, kind: Kind) -> None:
    pdf = printed(CATALOGUE.get("recensement-citoyen"), kind)
    assert faults(pdf, tmp_path, "ua1") == []
    assert faults(pdf, tmp_path, "3a") == []


def test_the_sheet_says_what_helpers_are_told_and_the_law_without_certainty() -> None:
    form = CATALOGUE.get("acte-etat-civil")
    text = words(printed(form, "guide"))
    assert "Première ligne de la carte d’identité" in text
    assert "en principe considérée comme refusée" in text
    assert "en cours de vérification" in text


def test_every_variant_of_a_word_is_printed() -> None:
    laid = sheet(CATALOGUE.get("acte-etat-civil"))
    titles = [page.titles for part in laid.parts for page in part.pages]
    assert any(len(variants) > 1 for variants in titles)


def test_a_page_s_condition_is_said_once() -> None:
    laid = sheet(CATALOGUE.get("acte-etat-civil"))
    page = next(page for part in laid.parts for page in part.pages if page.title == "Votre profession")
    assert page.when == "si ACT-006 est « Un professionnel autorisé »"
    assert next(one.when for one in page.questions if one.code == "ACT-026") == ""


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (None, ""),
        ({"field": "/typeActe", "is": "deces"}, "si ACT-001 est « Un acte de décès »"),
        ({"not": {"field": "/typeActe", "is": "deces"}}, "si ACT-001 n’est pas « Un acte de décès »"),
        ({"field": "/texteHabilitant", "present": True}, "si ACT-027 a une réponse"),
        ({"not": {"field": "/texteHabilitant", "present": True}}, "si ACT-027 n’a pas de réponse"),
        ({"field": "/emancipe", "is": False}, "si ACT-007 est non"),
        ({"field": "/nombreExemplaires", "ge": 2}, "si ACT-020 est au moins 2"),
        ({"count": "/parents", "ge": 2}, "si le nombre de PAR-000 est au moins 2"),
        (
            {"some": "/parents", "where": {"field": "./prenoms", "present": True}},
            "selon vos réponses précédentes",
        ),
        ({"field": "/acteAncien", "is": True}, "selon vos réponses précédentes"),
    ],
)
def test_a_condition_is_said_with_the_numbers_of_questions(tree: dict[str, object] | None, said: str) -> None:
    assert Speaker(CATALOGUE.get("acte-etat-civil")).when(tree) == said


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["fr", "fr-falc"])
def test_the_command_writes_the_file_that_is_named(tmp_path: Path, kind: Kind, language: str) -> None:
    file = tmp_path / "page.html"
    said = CliRunner().invoke(
        formune, ["forms", kind, "signalement", "--language", language, "--output", str(file)]
    )
    assert said.exit_code == 0, said.output
    assert CATALOGUE.get("signalement").texts[language]["form.title"] in file.read_text(encoding="utf-8")


def test_the_command_gives_a_pdf_to_a_pipe(tmp_path: Path) -> None:
    said = CliRunner().invoke(formune, ["forms", "blank", "signalement"])
    assert said.stdout_bytes.startswith(b"%PDF-")
    assert faults(said.stdout_bytes, tmp_path, "ua1") == []


def test_a_form_that_is_not_there_is_said_so() -> None:
    said = CliRunner().invoke(formune, ["forms", "guide", "absente"])
    assert said.exit_code == 1
    assert "there is no form « absente »" in str(said.exception)
