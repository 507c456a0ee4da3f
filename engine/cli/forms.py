"""`formune forms`: a national form's source, checked and shown."""

import json
import sys
from pathlib import Path

import click

from engine.catalogue import assemble, bundle_digest
from engine.catalogue.lint import as_json, failed, lint, render_text
from engine.catalogue.show import outline, outline_data
from engine.clock import SystemClock, local_day
from engine.resources import forms_root, schemas_root

_ROOT = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Folder of the forms; the shipped ones when absent.",
)


@click.group()
def forms() -> None:
    """Check and show national forms."""


@forms.command("lint")
@click.argument("slug", required=False)
@click.option("--json", "in_json", is_flag=True, help="Findings as JSON.")
@_ROOT
def lint_forms(slug: str | None, *, in_json: bool, root: Path | None) -> None:
    """Check one form, or all of them and their blocks; exit status 1 when something must be mended."""
    findings = lint(slug, root or forms_root(), schemas_root(), today=local_day(SystemClock()))
    click.echo(_text(as_json(findings)) if in_json else render_text(findings))
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


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
