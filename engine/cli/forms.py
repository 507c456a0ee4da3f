"""`formune forms`: a national form's source, checked and shown."""

import json
import sys
from pathlib import Path

import click

from engine.catalogue import assemble, bundle_digest
from engine.catalogue.diff import as_json as diff_as_json
from engine.catalogue.diff import compare
from engine.catalogue.diff import render_text as diff_as_text
from engine.catalogue.lint import as_json, as_sarif, failed, lint, render_text
from engine.catalogue.show import outline, outline_data
from engine.cli.authoring import new, preview
from engine.cli.catalogue import catalogue, publish, verify
from engine.cli.paper import blank, guide
from engine.clock import SystemClock, local_day
from engine.model import Definition
from engine.resources import forms_root, read_json, schemas_root

_ROOT = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Folder of the forms; the shipped ones when absent.",
)


@click.group()
def forms() -> None:
    """Check, show and publish national forms."""


for _command in (new, preview, publish, verify, catalogue):
    forms.add_command(_command)


@forms.command("lint")
@click.argument("slug", required=False)
@click.option("--json", "shape", flag_value="json", help="Findings as JSON.")
@click.option("--sarif", "shape", flag_value="sarif", help="Findings as SARIF 2.1.0, for code hosts.")
@_ROOT
def lint_forms(slug: str | None, shape: str | None, root: Path | None) -> None:
    """Check one form, or all of them and their blocks; exit status 1 when something must be mended."""
    findings = lint(slug, root or forms_root(), schemas_root(), today=local_day(SystemClock()))
    shapes = {"json": lambda: _text(as_json(findings)), "sarif": lambda: _text(as_sarif(findings))}
    click.echo(shapes.get(shape or "", lambda: render_text(findings))())
    if failed(findings):
        sys.exit(1)


@forms.command()
@click.argument("slug")
@click.option("--schema", "what", flag_value="schema", help="The published JSON Schema.")
@click.option("--bundle", "what", flag_value="bundle", help="The whole bundle, with its digest.")
@click.option("--json", "what", flag_value="json", help="Pages and questions as JSON.")
@_ROOT
def show(slug: str, what: str | None, root: Path | None) -> None:
    """Show a form: its pages and questions, or its contract."""
    folder = root or forms_root()
    bundle = assemble(slug, folder, schemas_root())
    digest = bundle_digest(bundle)
    if what == "schema":
        click.echo(_text(bundle["schema"]))
    elif what == "bundle":
        click.echo(_text({"digest": digest, "bundle": bundle}))
    elif what == "json":
        click.echo(_text(outline_data(bundle, digest)))
    else:
        click.echo(outline(bundle))


@forms.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "in_json", is_flag=True, help="The comparison as JSON.")
def diff(old: str, new: str, *, in_json: bool) -> None:
    """Say what changed between two versions of a form, how much it weighs, and who has to know.

    OLD and NEW are each a bundle (a file), the folder of a form, or the name of a shipped form.
    """
    comparison = compare(_version(old), _version(new))
    if comparison.old.slug != comparison.new.slug:
        raise click.UsageError(
            f"{comparison.old.slug} and {comparison.new.slug} are two forms, not two versions."
        )
    click.echo(_text(diff_as_json(comparison)) if in_json else diff_as_text(comparison))


forms.add_command(blank)
forms.add_command(guide)


def _version(name: str) -> Definition:
    """Read a version from a bundle's file, from a form's folder, or from the shipped forms."""
    path = Path(name)
    if path.is_file():
        read = read_json(path)
        bundle = read.get("bundle", read) if isinstance(read, dict) else read
        if not isinstance(bundle, dict) or "questions" not in bundle:
            raise click.UsageError(
                f"{name} is not a bundle: make one with « formune forms show FORM --bundle »."
            )
    elif path.is_dir():
        folder = path.resolve()
        blocks = folder.parent.with_name("schemas")
        bundle = assemble(folder.name, folder.parent, blocks if blocks.is_dir() else schemas_root())
    else:
        bundle = assemble(name, forms_root(), schemas_root())
    return Definition.from_bundle(bundle, bundle_digest(bundle))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
