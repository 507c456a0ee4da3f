"""A form and its blocks are said in French, English and easy French; hints alone may stay in French."""

import pytest

from engine.catalogue.lint import Finding, lint
from engine.catalogue.lint.words import LANGUAGES
from tests.catalogue.conftest import Roots

FORM, IDENTITE, COMMUN = (
    "forms/demande-badge/texts",
    "schemas/identite/texts",
    "schemas/commun/texts",
)


def missing(roots: Roots) -> list[Finding]:
    found = lint(None, roots.forms, roots.schemas)
    assert {one.rule for one in found} <= {"text-missing"}
    return found


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_form_without_a_language_is_told_so_once(roots: Roots, language: str) -> None:
    (roots.folder / FORM / f"{language}.json").unlink()
    assert [(one.file, one.message) for one in missing(roots)] == [
        (f"{FORM}/{language}.json", "there is no such file")
    ]


@pytest.mark.parametrize(
    "key",
    [
        "form.title",
        "section.badge",
        "page.fin.title",
        "BAD-001.label",
        "BAD-001.option.parking",
        "BAD-001.error",
        "DEC-001.label",
        "exit.S1",
        "check.dateTard",
        "doc.PIE-001",
        "rgpd.purpose",
    ],
)
def test_a_word_that_a_page_needs_is_found_missing_once(roots: Roots, language: str, key: str) -> None:
    roots.edit(f"{FORM}/{language}.json", lambda texts: texts.pop(key))
    found = missing(roots)
    assert [one.file for one in found] == [f"{FORM}/{language}.json"]
    assert f"« {key} »" in found[0].message


def test_the_words_that_the_law_needs_are_found_missing_too(roots: Roots, language: str) -> None:
    roots.edit(f"{COMMUN}/{language}.json", lambda texts: texts.pop("mention.remedes"))
    assert {one.file for one in missing(roots)} == {f"{FORM}/{language}.json"}


@pytest.mark.parametrize("key", ["BAD-001.hint", "BAD-001.helper", "BAD-001.help", "form.word.2"])
def test_a_hint_may_stay_in_french(roots: Roots, key: str) -> None:
    roots.edit(f"{FORM}/fr.json", lambda texts: texts.update({key: "Un badge par personne"}))
    assert missing(roots) == []


def test_a_form_that_replaces_a_block_s_word_replaces_it_in_each_language(roots: Roots) -> None:
    roots.edit(f"{FORM}/fr.json", lambda texts: texts.update({"IDE-002.label": "Nom de famille"}))
    found = missing(roots)
    assert [one.file for one in found] == [f"{FORM}/{language}.json" for language in LANGUAGES]
    assert all("IDE-002.label" in one.message for one in found)


def test_a_block_says_a_role_in_each_language(roots: Roots, language: str) -> None:
    roots.edit(f"{IDENTITE}/{language}.json", lambda texts: texts.pop("parent:002.label"))
    found = missing(roots)
    assert [(one.file, one.message) for one in found] == [
        (f"{IDENTITE}/{language}.json", "« parent:002.label » is said in French only")
    ]


def test_a_file_that_nobody_read_says_so_and_is_no_word(roots: Roots) -> None:
    assert roots.read(f"{FORM}/en.json")["reviewed"] is False
    roots.edit(f"{FORM}/en.json", lambda texts: texts.update(reviewed="soon"))
    assert [(one.rule, one.file) for one in lint(None, roots.forms, roots.schemas)] == [
        ("structure", f"{FORM}/en.json")
    ]
