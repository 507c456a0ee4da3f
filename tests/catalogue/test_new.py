"""A form just begun lints at once; a name that is badly written or taken is refused, and nothing is written."""

import json
import stat
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.catalogue import Catalogue
from engine.catalogue.lint import lint
from engine.catalogue.new import BadName, NameTaken, NotWritten, new_form, prefixes
from engine.catalogue.told import facts_of
from engine.cli import formune
from engine.journey.compiled import program
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.resources import forms_root, schemas_root

DAY = date(2026, 11, 24)
SLUG = "demande-composteur"


def begin(root: Path, slug: str = SLUG, prefix: str | None = None) -> Path:
    """Begin a form beside the shipped ones."""
    return new_form(slug, prefix, root, (forms_root(),), DAY).folder


def test_the_command_makes_a_form_that_lints_at_once_and_says_what_to_do_next(tmp_path: Path) -> None:
    made = CliRunner().invoke(formune, ["forms", "new", SLUG, "--root", str(tmp_path)])
    assert (made.exit_code, made.exception) == (0, None)
    assert f"formune forms lint {SLUG} --root {tmp_path}" in made.output
    linted = CliRunner().invoke(formune, ["forms", "lint", SLUG, "--root", str(tmp_path)])
    assert (linted.exit_code, linted.output.splitlines()[-1]) == (0, "0 to mend, 6 waived")
    assert CliRunner().invoke(formune, ["forms", "show", SLUG, "--root", str(tmp_path)]).exit_code == 0


def test_a_waiver_of_a_new_form_runs_a_year_and_then_the_form_no_longer_lints(tmp_path: Path) -> None:
    begin(tmp_path)

    def errors(day: date) -> set[str]:
        found = lint(SLUG, tmp_path, schemas_root(), today=day)
        return {one.rule for one in found if one.severity == "error"}

    assert errors(date(2027, 11, 24)) == set()
    assert errors(date(2027, 11, 25)) >= {"silence-unverified", "legal-basis-unverified"}


def test_the_files_are_those_that_the_format_wants(tmp_path: Path) -> None:
    folder = begin(tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    texts = {f"texts/{language}.json" for language in ("fr", "en", "fr-falc")}
    assert names == texts | {
        "schema.json", "journey.json", "procedure.json", "waivers.json", "README.md", "examples/v1.json",
        "examples/i1.json",
    }  # fmt: skip
    assert not [path for path in folder.rglob("*.*") if "__" in path.read_text(encoding="utf-8")]
    assert "## Sources" in (folder / "README.md").read_text(encoding="utf-8")
    assert stat.S_IMODE(folder.stat().st_mode) & stat.S_IRGRP


def test_its_examples_have_the_verdict_they_announce_in_the_engine(tmp_path: Path) -> None:
    folder = begin(tmp_path)
    definition = Catalogue.from_source(tmp_path, schemas_root()).get(SLUG)
    for path in sorted((folder / "examples").glob("*.json")):
        example = json.loads(path.read_text(encoding="utf-8"))
        document = settle(program(definition), example["answers"], facts_of(example))
        found = problems(program(definition), document, facts_of(example))
        assert [[one.code, one.keyword] for one in found] == example.get("expected", [])
        assert document == example["answers"]


def test_the_slug_s_letters_give_a_free_prefix(tmp_path: Path) -> None:
    taken = prefixes((forms_root(),))
    assert {"ACT", "SIG", "IDE", "ADR", "COO", "DEC"} <= taken
    first = new_form("permis-de-chanter", None, tmp_path, (), DAY)
    second = new_form("pierre-de-craie", None, tmp_path, (), DAY)
    assert first.prefix == "PDC"
    assert second.prefix == "CRA"
    assert {"PDC", "CRA"} <= prefixes((tmp_path,))


@pytest.mark.parametrize(
    "slug", ["", "Composteur", "a b", "composteur-", "é", "../ailleurs", "a" * 61, "2e-carte", "a\n"]
)
def test_a_slug_badly_written_is_refused(tmp_path: Path, slug: str) -> None:
    with pytest.raises(BadName, match="is not a slug: write words"):
        begin(tmp_path, slug)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("prefix", ["AB", "ABCD", "abc", "A1C", "ÉAB", "ABC\n"])
def test_a_prefix_badly_written_is_refused(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(BadName, match="three capitals"):
        begin(tmp_path, prefix=prefix)
    assert list(tmp_path.iterdir()) == []


def test_a_slug_of_this_folder_or_of_a_shipped_form_is_taken(tmp_path: Path) -> None:
    begin(tmp_path)
    for slug in (SLUG, "acte-etat-civil"):
        with pytest.raises(NameTaken, match=f"slug « {slug} » is taken"):
            begin(tmp_path, slug)
    assert [one.name for one in tmp_path.iterdir()] == [SLUG]


@pytest.mark.parametrize("prefix", ["ACT", "IDE", "DEC"])
def test_a_prefix_of_a_form_or_of_a_block_is_taken_and_another_is_proposed(
    tmp_path: Path, prefix: str
) -> None:
    with pytest.raises(NameTaken, match=f"prefix « {prefix} » is taken: [A-Z]{{3}} is free"):
        begin(tmp_path, prefix=prefix)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="choose a folder with --root"):
        begin(tmp_path / "absent")


def test_another_author_s_broken_form_does_not_stop_a_new_one(tmp_path: Path) -> None:
    for name, text in (("a", "{"), ("b", "[]"), ("c", '{"mounts": 1, "questions": [1]}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "journey.json").write_text(text, encoding="utf-8")
    assert begin(tmp_path).is_dir()


def test_a_refusal_is_one_sentence_on_the_command_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(formune, ["forms", "new", "signalement", "--root", str(tmp_path)])
    assert isinstance(done.exception, NameTaken)
    assert list(tmp_path.iterdir()) == []
