"""Six prepared pairs of versions, through the command: the verdict and what each reader is told."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cli import formune
from tests.catalogue.conftest import Roots
from tests.catalogue.diff.conftest import FOLDER, Edit
from tests.catalogue.diff.test_compare import PARKING, question, remove_horaires, unask

SHORT = {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}


def ask_colour(journey: Any) -> None:  # noqa: ANN401 -- any JSON
    """Ask one more optional question."""
    journey["questions"]["BAD-008"] = {"field": "/couleur", "widget": "text"}
    journey["sections"][0]["pages"][0]["questions"].append("BAD-008")


#: name: (edits of the second version, the verdict, sentences that the report holds)
PAIRS: dict[str, tuple[dict[str, Edit], str, list[str]]] = {
    "another-word": (
        {"texts/fr": lambda texts: texts.update({"BAD-001.label": "Quel badge ?"})},
        "PATCH",
        ["BAD-001  words-changed: fr: label", "BAD-001 « Quel badge ? » : les mots ont changé."],
    ),
    "one-more-question": (
        {
            "schema": lambda schema: schema["properties"].update(couleur=SHORT),
            "journey": ask_colour,
            "texts/fr": lambda texts: texts.update({"BAD-008.label": "Quelle couleur ?"}),
        },
        "MINOR",
        ["BAD-008 « Quelle couleur ? » : nouvelle question", "BAD-008 /couleur: it fills /couleur"],
    ),
    "one-more-value": (
        {"schema": lambda schema: schema["properties"]["typeBadge"]["enum"].append("halle")},
        "MINOR",
        ["BAD-001 /typeBadge: « halle » may now arrive"],
    ),
    "law-that-changed": (
        {"procedure": lambda procedure: procedure.update(minutes=60)},
        "MINOR",
        ["« minutes » changed", "La démarche : les règles de la démarche ont changé."],
    ),
    "question-gone": (
        {"schema": remove_horaires, "journey": unask("BAD-005")},
        "MAJOR",
        ["question-removed: documents hold /horaires, which is refused", "cette question n’est plus posée"],
    ),
    "question-that-became-needed": (
        {"journey": question("BAD-005", requiredIf=PARKING)},
        "MAJOR",
        ["needed-more: it is needed where it was not", "la réponse est obligatoire dans plus de cas"],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_prepared_pair_is_judged_and_told(roots: Roots, tmp_path: Path, name: str) -> None:
    edits, verdict, sentences = PAIRS[name]
    old = tmp_path / "old" / "forms" / "demande-badge"
    shutil.copytree(roots.folder, tmp_path / "old")
    for file, edit in edits.items():
        roots.edit(f"{FOLDER}/{file}.json", edit)
    said = CliRunner().invoke(formune, ["forms", "diff", str(old), str(roots.folder / FOLDER)])
    assert said.exit_code == 0, said.output
    assert f"\n{verdict}: " in said.output
    assert [sentence for sentence in sentences if sentence not in said.output] == []
    data = CliRunner().invoke(formune, ["forms", "diff", "--json", str(old), str(roots.folder / FOLDER)])
    assert json.loads(data.output)["level"] == verdict.lower()


def test_a_bundle_kept_in_a_file_is_compared_with_the_shipped_form(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    shown = CliRunner().invoke(formune, ["forms", "show", "signalement", "--bundle"])
    kept.write_text(shown.output, encoding="utf-8")
    said = CliRunner().invoke(formune, ["forms", "diff", str(kept), "signalement"])
    assert "Nothing changed." in said.output


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("[]", "is not a bundle: make one with"), ('{"a": 1}', "is not a bundle: make one with")],
)
def test_a_file_that_is_no_bundle_is_said_so(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    said = CliRunner().invoke(formune, ["forms", "diff", str(tmp_path / "x.json"), "signalement"])
    assert (said.exit_code, sentence in said.output) == (2, True)


def test_two_forms_are_not_two_versions() -> None:
    said = CliRunner().invoke(formune, ["forms", "diff", "signalement", "acte-etat-civil"])
    assert (said.exit_code, "are two forms, not two versions" in said.output) == (2, True)
